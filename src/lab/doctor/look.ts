/** Looks at this machine: tries what can be tried, and asks programs for their versions. */
import { release } from "node:os";
import { gist } from "../../analyze/capture/complaints.ts";
import { thisMachine } from "../../analyze/capture/machine.ts";
import { howToGetPermission } from "../../analyze/capture/permission.ts";
import { ENGINES } from "../../analyze/capture/registry.ts";
import { ask, findProgram } from "../../analyze/capture/run.ts";
import { tryEngine } from "../../analyze/capture/start-engine.ts";
import type { CaptureEngine } from "../../analyze/capture/types.ts";
import { probeSources } from "../../share/source/probe.ts";
import { SOURCES } from "../../share/source/registry.ts";
import { isWayland } from "../../share/source/session.ts";
import { THIS_MACHINE, type Machine } from "../../share/source/types.ts";
import { loopbackInterface } from "../session/interface.ts";
import { namespaceObstacle, thisNamespaceMachine } from "../session/machine.ts";
import type { BrowserFinding, EngineFinding, Findings } from "./findings.ts";
import { thisPackageManager } from "./packages.ts";

export async function lookAtThisMachine(): Promise<Findings> {
  const manager = thisPackageManager();
  const loopback = await loopbackInterface();
  const [engines, sources, browser, tshark, ffmpeg, python3] = await Promise.all([
    Promise.all(ENGINES.map((engine) => lookAtEngine(engine, loopback))),
    probeSources(),
    findBrowser(THIS_MACHINE),
    versionOf("tshark", ["--version"], /^TShark \(Wireshark\) (\d[^\s,]*?)\.? /),
    versionOf("ffmpeg", ["-version"], /^ffmpeg version (\S+)/),
    versionOf("python3", ["--version"], /^Python (\S+)/),
  ]);
  return {
    platform: process.platform,
    system: `${SYSTEMS[process.platform] ?? process.platform} ${release()}`,
    node: process.versions.node,
    ...{ manager, engines, sources, browser, tshark, ffmpeg, python3 },
    screenSources: SOURCES.filter(({ automatic }) => automatic === true).map(({ name }) => name),
    display: displayOf(THIS_MACHINE),
    conditions: namespaceObstacle(thisNamespaceMachine(), manager),
  };
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: "Linux", darwin: "macOS, Darwin", win32: "Windows" };

/** Records from the loopback for a moment, nothing of which is kept. */
async function lookAtEngine(engine: CaptureEngine, loopback: string): Promise<EngineFinding> {
  const { name, comesWith } = engine;
  const tried = await tryEngine(engine, { interface: loopback, filter: "", snaplen: 64, bufferMegabytes: 1 });
  if ("process" in tried) {
    tried.process.kill();
    await tried.process.ended;
    return { name, comesWith, version: versionText(tried.program.version), obstacle: null };
  }
  if (tried.why === "missing") {
    return { name, comesWith, version: null, obstacle: { reason: "It is not installed.", remedy: comesWith } };
  }
  const program = await engine.find();
  const said = gist(tried.said) || "it ended without a word";
  const obstacle =
    tried.why === "permission"
      ? {
          reason: `It has no permission to record: ${said}.`,
          remedy: howToGetPermission(thisMachine(), name),
        }
      : { reason: `It can't record from ${loopback}: ${said}.`, remedy: "sharelab capture --list shows interfaces." };
  return { name, comesWith, version: versionText(program?.version ?? null), obstacle };
}

/** "dumpcap 4.0.17" is "4.0.17" in a table that names dumpcap. */
function versionText(version: string | null): string {
  return version?.replace(/^\w+ /, "") ?? "of an unknown version";
}

async function versionOf(name: string, args: readonly string[], pattern: RegExp): Promise<string | null> {
  const path = findProgram(name);
  if (path === null) return null;
  const { stdout, stderr, code } = await ask(path, args);
  if (code !== 0) return null; // there, but it does not run
  return pattern.exec(stdout + stderr)?.[1] ?? "of an unknown version";
}

/** "X11, :0"; null: none. */
export function displayOf(machine: Machine): string | null {
  const { platform, env } = machine;
  if (platform === "darwin" || platform === "win32") return "the desktop";
  if (isWayland(machine)) return "Wayland";
  const display = env["DISPLAY"] ?? "";
  return display === "" ? null : `X11, ${display}`;
}

/** Tried by xdg-open where nobody has chosen a browser. */
const BROWSERS = [
  ...["x-www-browser", "firefox", "firefox-esr", "chromium", "chromium-browser", "google-chrome"],
  ...["google-chrome-stable", "brave-browser", "microsoft-edge", "epiphany"],
];

/** The one that opening a page would start. */
async function findBrowser({ platform, env }: Machine): Promise<BrowserFinding> {
  if (platform === "darwin" || platform === "win32") return "the system's default browser";
  const [wanted = ""] = (env["BROWSER"] ?? "").split(":");
  if (wanted !== "") return wanted;
  const settings = findProgram("xdg-settings");
  if (settings !== null) {
    const { stdout, code } = await ask(settings, ["get", "default-web-browser"]);
    const name = stdout.trim().replace(/\.desktop$/, "");
    if (code === 0 && name !== "") return name;
  }
  return BROWSERS.find((name) => findProgram(name) !== null) ?? null;
}
