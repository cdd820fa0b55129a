import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { analyzeObserved } from "../analyze/analyze.ts";
import { ENGINES } from "../analyze/capture/registry.ts";
import type { EngineName } from "../analyze/capture/types.ts";
import { BEACON_PORT } from "../lab/beacon/format.ts";
import { checkIdentity, type Identity } from "../lab/beacon/sign.ts";
import { LabOptionError } from "../lab/errors.ts";
import { HtmlOutput } from "../lab/render/html/html-output.ts";
import { jsonReport } from "../lab/render/json/json.ts";
import { harmless } from "../lab/render/escape.ts";
import { checkConditions, NO_CONDITIONS, type Conditions } from "../lab/session/conditions.ts";
import { failureOf, type Failure } from "../lab/session/errors.ts";
import { runSession, type SessionResult, type SessionSettings } from "../lab/session/session.ts";
import type { Side } from "../lab/session/stage.ts";
import { beaconText, bundledCapture, eventText, progressText, resultText, whereText } from "../lab/session/text.ts";
import { SOURCES } from "../share/source/registry.ts";
import type { PictureSize } from "../share/wire/types.ts";
import { EXIT_BAD_INPUT, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { ProgressLine, terminalStyle, writeAll, type ColorChoice } from "./output.ts";
import { DEFAULT_SIZE, hostName, pictureSize, say, seconds, wholeNumber } from "./peer-options.ts";
import { version } from "./version.ts";

interface Options {
  readonly write: string;
  readonly seconds?: number;
  readonly frames?: number;
  readonly source: string;
  readonly size?: PictureSize;
  readonly fps: number;
  readonly port: number;
  readonly interface?: string;
  readonly engine: EngineName | "auto";
  readonly force?: true;
  readonly viewerHost?: string;
  readonly join?: string;
  readonly delay?: number;
  readonly loss?: number;
  readonly reorder?: number;
  readonly rate?: number;
  readonly mss?: number;
  readonly slowViewer?: number;
  readonly seed?: number;
  readonly captureAt?: Side;
  readonly student?: string;
  readonly assignment?: string;
  readonly secretFile?: string;
  readonly beaconPort: number;
  readonly html?: string;
  readonly json?: true;
  readonly color: ColorChoice;
  readonly ascii?: true;
}

const USUAL_SECONDS = 10;
/** A file that holds a secret is no longer, bytes. */
const MAX_SECRET = 4096;

export function sessionCommand(): Command {
  const engines = ["auto", ...ENGINES.map(({ name }) => name)];
  return new Command("session")
    .description("a share session under capture, and its lab report: sharer, viewer and recording in one command")
    .requiredOption("-w, --write <file>", "file to record into: pcapng, or pcap where the name ends in .pcap; .gz too")
    .option("--seconds <n>", `end so long after the first frame (default: ${USUAL_SECONDS})`, seconds)
    .option("--frames <n>", "end after so many frames", wholeNumber(1))
    .option("--source <name|path>", `auto, ${SOURCES.map(({ name }) => name).join(", ")}, a file or folder`, "auto")
    .option("--size <WxH>", "picture size, such as 1366x768 (default: the source's own)", pictureSize)
    .option("--fps <n>", "frames per second, at most", wholeNumber(1, 240), 30)
    .option("--port <port>", "TCP port of the share", wholeNumber(1, 65_535), 9000)
    .option("-i, --interface <name>", "interface to record from (default: the one that the session passes)")
    .addOption(
      new Option("--engine <name>", "what records: auto takes the best that works").choices(engines).default("auto"),
    )
    .option("--html <file>", "write the lab report as one HTML page, too")
    .option("--json", "print the report as JSON")
    .option("--force", "replace a file that is there")
    .optionsGroup("Two machines:")
    .option("--viewer-host <host>", "share from here with a viewer on that machine", hostName)
    .option("--join <host>", "view the share of a session on that machine, and record here", hostName)
    .optionsGroup("Conditions of the network (Linux, as root):")
    .option("--delay <ms>", "each way: a round trip takes two of them", number)
    .option("--loss <percent>", "packets lost, each way", number)
    .option("--reorder <percent>", "packets overtaken by others, each way", number)
    .option("--rate <Mbit/s>", "each way", number)
    .option("--mss <bytes>", "largest segment that both sides announce", wholeNumber(1, 65_535))
    .option("--slow-viewer <bytes/s>", "the viewer reads no faster, from a small buffer", number)
    .option("--seed <n>", "chooses the packets: the same seed, the same losses (default: 1)", wholeNumber(0))
    .addOption(
      new Option("--capture-at <side>", "record at this side (default: sharer; with --reorder: viewer)").choices([
        "sharer",
        "viewer",
      ]),
    )
    .optionsGroup("Own work:")
    .option("--student <id>", "put a beacon into the recording: whose work it is")
    .option("--assignment <id>", "and for which assignment")
    .option("--secret-file <file>", "sign it with what stands in this file, or in SHARELAB_SECRET")
    .option("--beacon-port <port>", "TCP port of the beacon", wholeNumber(1, 65_535), BEACON_PORT)
    .optionsGroup("Output:")
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run(options: Options): Promise<void> {
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  try {
    const settings = sessionSettings(options);
    const result = await runSession(settings, {
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.kind === "progress") {
          progress.update(() => progressText(event, settings.seconds));
          return;
        }
        progress.clear();
        const text = eventText(event, settings);
        if (text !== null) say(text);
      },
    });
    progress.clear();
    say(resultText(result));
    if (result.capture.packets > 0) await report({ ...settings, size: result.size }, options);
    else say(`Nothing was recorded: ${settings.file} is a recording without packets.`);
    tellFailures(result);
  } catch (error) {
    progress.clear();
    const failure = failureOf(error);
    if (failure === null) throw error;
    complain(failure);
    if (failure.code === "CAPTURE_NOT_POSSIBLE") offerBundled();
  } finally {
    interrupt.off();
  }
}

function sessionSettings(options: Options): SessionSettings {
  const { join, viewerHost, frames } = options;
  const conditions = conditionsOf(options);
  const identity = identityOf(options);
  if (options.write === "-") {
    throw new LabOptionError("A session records into a file.", "Name it with -w; sharelab capture -w - writes a pipe.");
  }
  return {
    file: options.write,
    force: options.force === true,
    engine: options.engine,
    application: `sharelab ${version()}`,
    interface: options.interface ?? null,
    source: options.source,
    // The size is not on the wire: both machines have to have the same one.
    size: options.size ?? (join === undefined && viewerHost === undefined ? null : pictureSize(DEFAULT_SIZE)),
    fps: options.fps,
    port: options.port,
    seconds: options.seconds ?? (frames === undefined && join === undefined ? USUAL_SECONDS : null),
    frames: frames ?? null,
    viewerHost: viewerHost ?? null,
    join: join ?? null,
    conditions,
    captureAt: options.captureAt ?? null,
    identity,
    beaconPort: options.beaconPort,
  };
}

/** @returns null when none was asked for */
function conditionsOf({ delay, loss, reorder, rate, mss, slowViewer, seed, captureAt }: Options): Conditions | null {
  const wanted = { delay, loss, reorder, rate, mss, slowViewer, seed };
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0 && captureAt === undefined) return null;
  const conditions: Conditions = { ...NO_CONDITIONS, ...given };
  checkConditions(conditions);
  return conditions;
}

function identityOf({ student, assignment, secretFile }: Options): Identity | null {
  if (student === undefined && assignment === undefined) {
    if (secretFile === undefined) return null;
    throw new LabOptionError("A secret signs a beacon, and there is none.", "Add --student and --assignment.");
  }
  if (student === undefined || assignment === undefined) {
    throw new LabOptionError("A beacon says both, whose work it is and which.", "Give --student and --assignment.");
  }
  const identity = { student, assignment, secret: secretOf(secretFile) };
  checkIdentity(identity);
  if (identity.secret === null) {
    say("the beacon is not signed, so it proves nothing:\n  a secret is given with --secret-file or SHARELAB_SECRET");
  }
  return identity;
}

function secretOf(file: string | undefined): string | null {
  if (file === undefined) {
    const secret = process.env["SHARELAB_SECRET"] ?? "";
    return secret === "" ? null : secret;
  }
  try {
    const text = readFileSync(file, "utf8").trim();
    if (text.length <= MAX_SECRET) return text;
  } catch (error) {
    const { message } = error as Error;
    throw new LabOptionError(`The secret can't be read: ${message}.`, "Check --secret-file.", { cause: error });
  }
  throw new LabOptionError(`${file} is too long for a secret.`, "Check --secret-file.");
}

async function report(settings: SessionSettings, options: Options): Promise<void> {
  const { file, port, size, identity, beaconPort } = settings;
  const name = basename(file);
  const html =
    options.html === undefined
      ? null
      : await HtmlOutput.open(options.html, { name, version: version(), ...(size === null ? {} : { size }) });
  const analyzed = await analyzeObserved(
    file,
    { ports: [{ port, format: "zlib-rgb" }], ...(size === null ? {} : { size }) },
    html === null ? [] : [html],
  );
  await html?.write(analyzed);
  if (options.json === true) await writeAll(jsonReport(analyzed));
  else {
    const { terminalReport } = await import("../lab/render/terminal/terminal.ts");
    await writeAll(terminalReport(analyzed, name, terminalStyle(options.color, options.ascii === true)), "\n");
  }
  if (identity !== null) {
    const { findBeacons } = await import("../lab/beacon/find.ts");
    for (const found of await findBeacons(file, { ports: [beaconPort] })) say(beaconText(found));
  }
  process.stderr.write(`${harmlessLines(whereText(settings, options.html ?? null))}\n`);
}

function tellFailures({ failure, capture }: SessionResult): void {
  for (const one of [failure, capture.failure]) if (one !== null) complain(one);
}

function complain({ code, message, remedy }: Failure): void {
  say(`${message}\n  ${remedy} [${code}]`);
  process.exitCode = exitCodeOf(code);
}

const USAGE = [
  "LAB_BAD_OPTION",
  "SHARE_BAD_OPTION",
  "ANALYZE_BAD_OPTION",
  "CAPTURE_FILE_EXISTS",
  "CAPTURE_BAD_INTERFACE",
  "CAPTURE_BAD_FILTER",
];
const PERMISSION = [
  "CAPTURE_NOT_POSSIBLE",
  "SESSION_CONDITIONS_NOT_POSSIBLE",
  "SHARE_SOURCE_UNAVAILABLE",
  "OUTPUT_WRITE_FAILED",
];

function exitCodeOf(code: string): number {
  if (USAGE.includes(code)) return EXIT_USAGE;
  return PERMISSION.includes(code) ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}

function offerBundled(): void {
  const path = bundledCapture();
  say(
    path === null
      ? "any recording will do for a report, one from Wireshark, too: sharelab analyze FILE"
      : `a recording that comes with sharelab needs no right:\n  sharelab analyze ${path}`,
  );
}

function harmlessLines(text: string): string {
  return text.split("\n").map(harmless).join("\n");
}

function number(text: string): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0) return value;
  throw new InvalidArgumentError("It is a number such as 5 or 0.5.");
}
