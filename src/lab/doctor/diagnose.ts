/** What a machine can do, and what adds what it can't. Pure: it judges what was seen. */
import type { Findings } from "./findings.ts";
import { howToInstall, type Tool } from "./packages.ts";

/** optional: not there, and nothing that is wanted here needs it. */
export type State = "works" | "optional" | "missing";

export interface Check {
  /** To name it by, in --require and in scripts. */
  readonly id: string;
  readonly group: Group;
  readonly state: State;
  /** What was found: a version or a name; null: nothing. */
  readonly found: string | null;
  /** Why it doesn't work, a sentence; null when it does. */
  readonly reason: string | null;
  /** What to do about it, with the command where one does it; null when nothing has to be done. */
  readonly remedy: string | null;
}

export const GROUPS = {
  program: "This program",
  capture: "Recording packets",
  screen: "Sharing",
  view: "Viewing",
  conditions: "Sessions with delay, loss and the like",
  other: "To check and to add",
} as const;
export type Group = keyof typeof GROUPS;

/** As package.json's `engines` says. */
export const LEAST_NODE = "20.19";

export function diagnose(findings: Findings): Check[] {
  return [
    nodeCheck(findings),
    ...captureChecks(findings),
    ...sourceChecks(findings),
    browserCheck(findings),
    ...conditionChecks(findings),
    tool(findings, "tshark", findings.tshark, "tshark, to check reports with, is not installed."),
    tool(findings, "ffmpeg", findings.ffmpeg, "ffmpeg, for videos, is not installed."),
  ];
}

/** What all of it comes to, a sentence or two. */
export function verdict(checks: readonly Check[]): string {
  const works = (id: string): boolean => checks.some((check) => check.id === id && check.state === "works");
  if (!works("capture")) return "Recordings can be analyzed here, but not made: see Recording packets above.";
  const source = works("screen") ? "this screen" : "the test pattern, for no screen can be shared here";
  const conditions = works("conditions") ? "It can have" : "It can't have";
  return `sharelab session works here, with ${source}. ${conditions} delay, loss and the like.`;
}

/** @returns those of the names that no check has */
export function unknownIds(checks: readonly Check[], ids: readonly string[]): string[] {
  return ids.filter((id) => !checks.some((check) => check.id === id));
}

function works(id: string, group: Group, found: string | null): Check {
  return { id, group, state: "works", found, reason: null, remedy: null };
}

function nodeCheck({ node, platform }: Findings): Check {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return works("node", "program", node);
  const remedy = platform === "win32" ? "winget install OpenJS.NodeJS.LTS" : "See https://nodejs.org/en/download";
  const reason = `Node.js ${node} is older than ${LEAST_NODE}.`;
  return { id: "node", group: "program", state: "missing", found: node, reason, remedy };
}

function captureChecks({ engines, manager, platform }: Findings): Check[] {
  const best = engines.find(({ obstacle }) => obstacle === null);
  const rows = engines.map(({ name, version, obstacle, comesWith }): Check => {
    const one = { id: name, group: "capture" as const, found: version };
    if (obstacle === null) return { ...one, state: "works", reason: null, remedy: null };
    const state = best === undefined && name !== "cap" ? "missing" : "optional";
    if (version !== null) return { ...one, state, ...obstacle };
    const remedy = name === "dumpcap" || name === "tcpdump" ? toolRemedy(name, { manager, platform }) : comesWith;
    return { ...one, state: remedy === null ? "optional" : state, reason: "It is not installed.", remedy };
  });
  const all: Check =
    best === undefined
      ? {
          ...{ id: "capture", group: "capture", state: "missing", found: null },
          reason: "Nothing here can record packets.",
          remedy: "One of the engines below is enough; analyzing a file needs none.",
        }
      : works("capture", "capture", `by ${best.name}`);
  return [all, ...rows];
}

/** @returns null where there is no such program for the platform */
function toolRemedy(name: Tool, { manager, platform }: Pick<Findings, "manager" | "platform">): string | null {
  if (name === "tcpdump" && platform === "win32") return null;
  return howToInstall(name, manager);
}

function sourceChecks({ sources, screenSources, display }: Findings): Check[] {
  const screens = sources.filter(({ name }) => screenSources.includes(name));
  const working = screens.filter((one) => one.works);
  const [first] = screens;
  const screen: Check =
    working.length > 0
      ? works("screen", "screen", `by ${working.map(({ name }) => name).join(", ")}`)
      : {
          ...{ id: "screen", group: "screen", state: "missing", found: display },
          reason: first?.reason ?? "No source shows a screen.",
          remedy: first?.remedy ?? null,
        };
  const rows = sources.map(({ name, works: does, reason, remedy }): Check => {
    return { id: `source-${name}`, group: "screen", state: does ? "works" : "optional", found: null, reason, remedy };
  });
  return [screen, ...rows];
}

function browserCheck({ browser, display, manager, platform }: Findings): Check {
  const one = { id: "browser", group: "view" as const, found: browser };
  if (browser === null) {
    const reason = "No browser was found to view a share in.";
    return { ...one, state: "missing", reason, remedy: howToInstall("browser", manager) };
  }
  if (display === null && platform !== "win32" && platform !== "darwin") {
    return {
      ...{ ...one, state: "optional", reason: "There is no display to open it on." },
      remedy: "Open the page that sharelab view names on another machine, or save frames: sharelab view --save DIR",
    };
  }
  return works("browser", "view", browser);
}

function conditionChecks({ conditions, python3, manager, platform }: Findings): Check[] {
  const python: Check =
    python3 === null
      ? {
          ...{ id: "python3", group: "conditions", state: "optional", found: null },
          reason: "Python 3 is not installed.",
          remedy: howToInstall("python3", manager),
        }
      : works("python3", "conditions", python3);
  if (conditions === null) return [works("conditions", "conditions", "network namespaces"), python];
  const all: Check = { id: "conditions", group: "conditions", state: "optional", found: null, ...conditions };
  // Without namespaces, Python has no use.
  return platform === "linux" ? [all, python] : [all];
}

function tool({ manager }: Findings, id: Tool, version: string | null, reason: string): Check {
  if (version !== null) return works(id, "other", version);
  return { id, group: "other", state: "optional", found: null, reason, remedy: howToInstall(id, manager) };
}
