/** From a rubric's text to a rubric, or to what is wrong with it. */
import { BEACON_PORT } from "../../beacon/format.ts";
import type { Raw } from "../checks/types.ts";
import { checkKind } from "../checks/registry.ts";
import { Exact, ONE, ZERO } from "../exact.ts";
import { DEFAULT_FORMAT, formatByName, STREAM_FORMATS } from "../../../analyze/formats/registry.ts";
import { readSpan } from "../text/moment.ts";
import { didYouMean } from "../text/suggest.ts";
import { isMap, plainValue, readYaml, type YamlValue } from "../text/yaml.ts";
import { isZone } from "../text/zone.ts";
import { CheckBuilder, Findings } from "./builder.ts";
import { CAPTURE_CONDITIONS } from "./conditions.ts";
import { namedFiles, type NamedFile } from "./files.ts";
import { inOrder, type Path, type RubricFinding } from "./finding.ts";
import { lintChecks, orderOf } from "./lint.ts";
import { lintTimes } from "./lint-times.ts";
import type { BeaconRules, Check, Handin, LatePolicy, Rubric, SimilarityRules } from "./types.ts";
import { validateCheck, validateOuter } from "./validate.ts";

const LIMITS = { length: 1024 * 1024, depth: 30, nodes: 50_000 };

export interface ReadRubric {
  /** Null when there is any error. */
  readonly rubric: Rubric | null;
  readonly findings: readonly RubricFinding[];
  /** Files that it names beside itself, as far as they could be read of it. */
  readonly files: readonly NamedFile[];
}

/** Reads and checks a rubric. Never throws for what the text holds. */
export function readRubric(text: string): ReadRubric {
  const document = readYaml(text.replace(/^\ufeff/, ""), LIMITS);
  const findings = new Findings(document);
  for (const { kind, message, line, column } of document.problems) {
    const [code, remedy] =
      kind === "duplicate-key"
        ? (["RUBRIC_DUPLICATE_KEY", "Keep one of the two."] as const)
        : kind === "limit"
          ? (["RUBRIC_TOO_LARGE", "A rubric of this size is no rubric; shorten it."] as const)
          : (["RUBRIC_NOT_YAML", "Mend the YAML; texts with colons, quotes or a leading % or @ need quotes."] as const);
    findings.list.push({ code, severity: "error", message, remedy, line, column, path: "" });
  }
  if (document.problems.some(({ kind }) => kind !== "duplicate-key")) return done(null, findings);
  const top = document.value;
  const shaped = validateOuter(top, findings);
  if (top === null || typeof top !== "object" || Array.isArray(top)) return done(null, findings);
  const defaults = (isMap(top["defaults"]) ? top["defaults"] : {}) as Raw;
  const listed = Array.isArray(top["checks"]) ? top["checks"] : [];
  const checks: Check[] = [];
  for (const [index, raw] of listed.entries()) {
    const path = ["checks", index];
    // A check is built even where the rest is wrong, so that one run tells everything.
    if (isMap(raw) && validateCheck(raw, path, findings)) checks.push(check(raw, path, defaults, findings));
  }
  const rest = shaped ? outer(top, findings) : null;
  if (rest !== null && !rest.handin.beacon.expected) beaconsNotAsked(checks, findings);
  lintTimes(checks, rest?.assignment.due ?? null, rest?.late ?? null, findings);
  lintChecks(checks, rest?.assignment.points ?? null, listed.length === checks.length, findings);
  const files = rest === null ? [] : namedFiles(rest, document);
  if (rest === null || findings.list.some(({ severity }) => severity === "error")) return done(null, findings, files);
  return done({ ...rest, checks, order: orderOf(checks) }, findings, files);
}

function beaconsNotAsked(checks: readonly Check[], findings: Findings): void {
  for (const { path, watches } of checks) {
    if (watches !== "beacon") continue;
    findings.add(
      "RUBRIC_MISSING_KEY",
      path,
      "The check looks for a beacon, and `handin` does not ask for one.",
      "Add `beacon` under `handin`; docs/grading.md says what stands there.",
    );
  }
}

function done(rubric: Rubric | null, { list }: Findings, files: readonly NamedFile[] = []): ReadRubric {
  return { rubric, findings: inOrder(list), files };
}

function check(raw: Raw, path: Path, defaults: Raw, findings: Findings): Check {
  const kind = checkKind(plainValue(raw["type"]))!;
  const id = plainValue(raw["id"]);
  const points = typeof raw["points"] === "number" ? Exact.from(raw["points"]) : ZERO;
  const from = (defaults["from"] ?? null) as CheckBuilder["defaults"]["from"];
  const stream = (defaults["stream"] ?? "largest") as CheckBuilder["defaults"]["stream"];
  const built = kind.build(raw, new CheckBuilder(id, path, points, { from, stream }, findings));
  return {
    ...built,
    id,
    type: kind.type,
    title: typeof raw["title"] === "string" ? raw["title"] : id,
    points,
    counts: kind.points,
    needs: Array.isArray(raw["needs"]) ? raw["needs"].map(String) : [],
    hidden: typeof raw["hidden"] === "boolean" ? raw["hidden"] : kind.hidden === true,
    hint: typeof raw["hint"] === "string" ? raw["hint"] : null,
    path,
  };
}

function outer(top: Raw, findings: Findings): Omit<Rubric, "checks" | "order"> {
  const builder = new CheckBuilder("", [], ZERO, { from: null, stream: "largest" }, findings);
  const assignment = top["assignment"] as unknown as Raw;
  const { due, points } = assignment;
  const scoring = (top["scoring"] ?? {}) as unknown as Raw;
  return {
    assignment: {
      id: plainValue(assignment["id"]),
      title: plainValue(assignment["title"]),
      points: Exact.from(points as number),
      due: typeof due === "string" ? builder.moment(due, ["assignment", "due"]) : null,
      zone: zone(assignment["zone"], builder),
    },
    handin: handin((top["handin"] ?? {}) as unknown as Raw, plainValue(assignment["id"]), findings),
    late: isMap(top["late"]) ? late(top["late"], builder) : null,
    scoring: {
      round: Exact.from((scoring["round"] as number | undefined) ?? 0.01),
      ungradable: (scoring["ungradable"] as Rubric["scoring"]["ungradable"] | undefined) ?? "pending",
      showExpected: scoring["show_expected"] !== false,
    },
    similarity: similarity((top["similarity"] ?? {}) as unknown as Raw),
  };
}

function zone(named: YamlValue | undefined, builder: CheckBuilder): string | null {
  if (typeof named !== "string") return null;
  if (isZone(named)) return named;
  builder.finding(
    "RUBRIC_BAD_VALUE",
    ["assignment", "zone"],
    `\`${named}\` is no time zone.`,
    "Give its IANA name, such as Europe/Berlin or America/New_York.",
  );
  return null;
}

/** Without a port, those that are usual for the format; without either, the screen share's. */
function askedPorts(port: number | undefined, format: string | null): Handin["capture"]["ports"] {
  const usual = (format === null ? undefined : formatByName(format)?.usualPorts) ?? DEFAULT_FORMAT.usualPorts;
  return (port === undefined ? usual : [port]).map((one) => ({ port: one, ...(format === null ? {} : { format }) }));
}

function handin(raw: Raw, assignment: string, findings: Findings): Handin {
  const capture = (raw["capture"] ?? {}) as unknown as Raw;
  const answers = (raw["answers"] ?? {}) as unknown as Raw;
  const format = capture["format"];
  if (typeof format === "string" && formatByName(format) === undefined) {
    const names = STREAM_FORMATS.map(({ name }) => name);
    findings.add(
      "RUBRIC_BAD_VALUE",
      ["handin", "capture", "format"],
      `No frame format is called \`${format}\`.${didYouMean(format, names)}`,
      `Known formats: ${names.join(", ")}.`,
    );
  }
  const size = /^(\d+)x(\d+)$/.exec(plainValue(capture["size"] ?? ""));
  const conditions = (capture["conditions"] ?? {}) as unknown as Raw;
  return {
    capture: {
      name: text(capture["name"]),
      required: capture["required"] !== false,
      ports: askedPorts(capture["port"] as number | undefined, typeof format === "string" ? format : null),
      anyPort: capture["any_port"] === true,
      size: size === null ? null : { width: Number(size[1]), height: Number(size[2]) },
      missing: capture["missing"] === "ungradable" ? "ungradable" : "fail",
      conditions: Object.keys(CAPTURE_CONDITIONS)
        .filter((name) => conditions[name] !== undefined)
        .map((name) => ({ name, least: typeof conditions[name] === "number" ? conditions[name] : null })),
      unmet: (capture["unmet"] as Handin["capture"]["unmet"] | undefined) ?? "report",
    },
    beacon: beacon(isMap(raw["beacon"]) ? raw["beacon"] : null, assignment),
    answers: { name: text(answers["name"]), required: answers["required"] !== false },
    files: texts(raw["files"]),
    metadata: texts(raw["metadata"]),
  };
}

function beacon(raw: Raw | null, assignment: string): BeaconRules {
  const { port, signed } = raw ?? {};
  return {
    expected: raw !== null,
    signed: signed !== false,
    assignment: text(raw?.["assignment"]) ?? assignment,
    port: typeof port === "number" ? port : BEACON_PORT,
    secretFile: text(raw?.["secret_file"]),
    studentsFile: text(raw?.["students"]),
  };
}

function late(raw: Raw, builder: CheckBuilder): LatePolicy {
  const span = (key: string): number | null => (typeof raw[key] === "string" ? readSpan(raw[key]) : null);
  const closed = span("closed_after");
  return {
    grace: span("grace") ?? 0,
    perDay: builder.share(raw["per_day"], ["late", "per_day"], ZERO),
    of: raw["of"] === "earned" ? "earned" : "maximum",
    cap: builder.share(raw["cap"], ["late", "cap"], ONE),
    closedAfterDays: closed === null ? null : closed / 86_400,
    extensionsFile: text(raw["extensions"]),
  };
}

function similarity(raw: Raw): SimilarityRules {
  const together = Array.isArray(raw["together"]) ? raw["together"] : [];
  return {
    together: together.map(texts),
    groupsFile: text(raw["groups"]),
    exclude: texts(raw["exclude"]),
    pictures: raw["pictures"] !== false,
    answers: raw["answers"] !== false,
  };
}

const text = (value: YamlValue | undefined): string | null => (typeof value === "string" ? value : null);
const texts = (value: YamlValue | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);
