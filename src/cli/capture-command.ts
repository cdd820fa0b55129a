import { setPriority } from "node:os";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { Command, InvalidArgumentError, Option } from "commander";
import { startCapture, type Capture, type CaptureSummary } from "../analyze/capture/capture.ts";
import { listInterfaces } from "../analyze/capture/interfaces.ts";
import { LiveAnalysis } from "../analyze/capture/live-analysis.ts";
import { DEFAULT_SNAPLEN } from "../analyze/capture/options.ts";
import { ENGINES } from "../analyze/capture/registry.ts";
import type { EngineName } from "../analyze/capture/types.ts";
import { AnalyzeError } from "../analyze/errors.ts";
import type { PortFormat } from "../analyze/options.ts";
import { captureSummary, interfaceTable, StatusLine } from "../lab/live/capture-text.ts";
import { LiveView } from "../lab/live/live-view.ts";
import { jsonReport } from "../lab/render/json/json.ts";
import { addPort } from "./analyze-options.ts";
import { complain } from "./complain.ts";
import { EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import { LiveShow } from "./live-show.ts";
import { terminalStyle, writeAll, type ColorChoice } from "./output.ts";
import { collect, say, seconds, wholeNumber } from "./peer-options.ts";
import { version } from "./version.ts";

interface Options {
  readonly interface?: string;
  readonly write?: string;
  readonly filter?: string;
  readonly port?: readonly PortFormat[];
  readonly duration?: number;
  readonly packets?: number;
  readonly engine: EngineName | "auto";
  readonly snaplen: number;
  readonly buffer?: number;
  readonly comment: readonly string[];
  readonly force?: true;
  readonly live?: true;
  readonly report?: true;
  readonly list?: true;
  readonly json?: true;
  readonly color: ColorChoice;
  readonly ascii?: true;
}

const DEFAULT_PORT: readonly PortFormat[] = [{ port: 9000 }];
/** A little more than other programs get, so that a burst finds us awake. */
const PRIORITY = -5;

export function captureCommand(): Command {
  const engines = ["auto", ...ENGINES.map(({ name }) => name)];
  return new Command("capture")
    .description("record packets from a network interface into a file, and analyze them while they come")
    .option("-i, --interface <name>", "interface to record from; --list shows them")
    .option("-w, --write <file>", "file to write: pcapng, or pcap where the name ends in .pcap; .gz too; - for stdout")
    .option(
      "-f, --filter <filter>",
      'capture filter (man pcap-filter); "" records everything (default: "tcp port 9000")',
    )
    .option("--duration <seconds>", "end after so long", seconds)
    .option("--packets <n>", "end after so many packets", wholeNumber(1))
    .addOption(
      new Option("--engine <name>", "what records: auto takes the best that works").choices(engines).default("auto"),
    )
    .option("--live", "analyze while recording: streams, frames, round trips, losses as they happen")
    .option("--report", "print the lab report at the end")
    .option("--port <port[=format]>", "analyze this TCP port; may be repeated (default: 9000=zlib-rgb)", addPort)
    .option("--comment <text>", "a comment for the file; may be repeated", collect, [])
    .option("--snaplen <bytes>", "bytes kept of a packet", wholeNumber(64, DEFAULT_SNAPLEN), DEFAULT_SNAPLEN)
    .option(
      "--buffer <MiB>",
      "memory for packets that wait for the engine (default: what this machine can spare)",
      size,
    )
    .option("--force", "replace a file that is there")
    .option("--list", "show the interfaces, and which engines see them")
    .option("--json", "with --list or --report: as JSON")
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run(options: Options): Promise<void> {
  try {
    if (options.list === true) await list(options);
    else if (await isUsable(options)) await record(options);
  } catch (error) {
    if (!(error instanceof AnalyzeError)) throw error;
    complain(error);
  }
}

async function list(options: Options): Promise<void> {
  const interfaces = await listInterfaces();
  const text =
    options.json === true
      ? JSON.stringify({ schema: "sharelab/interfaces/v1", interfaces }, null, 1)
      : interfaceTable(interfaces, terminalStyle(options.color, options.ascii === true));
  await writeAll([text], "\n");
}

/** What a parser of options can't tell. Says what is missing, and sets the exit code. */
async function isUsable({ interface: name, write, live, report, json }: Options): Promise<boolean> {
  const wrong = (what: string): false => {
    say(what);
    process.exitCode = EXIT_USAGE;
    return false;
  };
  if (name === undefined) {
    const all = (await listInterfaces()).filter((one) => one.state === "up" && one.engines.length > 0);
    return wrong(`Which interface?\n  Name it with -i: ${all.map((one) => one.name).join(", ")}.`);
  }
  if (write === undefined && live !== true && report !== true) {
    return wrong("Where to?\n  Name the file with -w FILE, or only look on with --live.");
  }
  if (write === "-" && process.stdout.isTTY) {
    return wrong(
      "A capture is no text for a terminal.\n  Pipe it into a program: sharelab capture -i IFACE -w - | tshark -r -",
    );
  }
  if (write === "-" && report === true) return wrong("Standard output can't have both, the capture and its report.");
  if (json === true && report !== true) return wrong("--json goes with --list or --report.");
  return true;
}

async function record(options: Options): Promise<void> {
  const { write, port: ports = DEFAULT_PORT, live = false, report = false } = options;
  const view = new LiveView(ports.map(({ port }) => port));
  const path = write === undefined || write === "-" ? null : write;
  const looksOn = live || report || process.stderr.isTTY;
  const analysis = looksOn ? new LiveAnalysis(path, { ports, inflate: live || report }, [view]) : null;
  const interrupt = onInterrupt();
  try {
    raisePriority();
    const capture = await startCapture({
      interface: options.interface ?? "",
      file: path ?? (write === "-" ? process.stdout : nowhere()),
      filter: options.filter ?? ports.map(({ port }) => `tcp port ${port}`).join(" or "),
      engine: options.engine,
      force: options.force === true,
      comments: options.comment,
      snaplen: options.snaplen,
      application: `sharelab ${version()}`,
      ...(options.buffer === undefined ? {} : { bufferMegabytes: options.buffer }),
      ...(options.duration === undefined ? {} : { duration: options.duration }),
      ...(options.packets === undefined ? {} : { packets: options.packets }),
      ...(analysis === null ? {} : { onRecords: analysis.add, pause: analysis.pressure }),
    });
    interrupt.signal.addEventListener("abort", () => {
      capture.stop();
    });
    if (interrupt.signal.aborted) capture.stop();
    const summary = await watch(capture, analysis, view, options);
    if (summary.end !== "reader-left") say(captureSummary(summary, path));
    if (analysis !== null && report) await printReport(analysis, summary, options);
    if (summary.error !== null) fail(summary.error);
  } finally {
    analysis?.end();
    interrupt.off();
  }
}

/** Shows what goes on until the recording has ended. */
async function watch(
  capture: Capture,
  analysis: LiveAnalysis | null,
  view: LiveView,
  options: Options,
): Promise<CaptureSummary> {
  const name = options.interface ?? "";
  const keys = process.stderr.isTTY && Keyboard.exists ? keyboard(capture) : null;
  const how = options.duration === undefined ? (keys === null ? "; Ctrl-C ends it" : "; q ends it") : "";
  say(`recording from ${name} with ${capture.engineVersion}${how}`);
  const status = new StatusLine(name, capture);
  const style = terminalStyle(options.color, options.ascii === true);
  const show = new LiveShow(options.live === true ? view : null, style, () =>
    status.text(analysis === null ? null : view.frames),
  );
  try {
    const summary = await capture.done;
    analysis?.end();
    await analysis?.done;
    return summary;
  } finally {
    show.close();
    keys?.close();
  }
}

function keyboard(capture: Capture): Keyboard {
  return new Keyboard((key) => {
    if (key === "q" || key === "Q") capture.stop();
  });
}

async function printReport(analysis: LiveAnalysis, summary: CaptureSummary, options: Options): Promise<void> {
  const report = await analysis.finish(summary.stored);
  if (options.json === true) {
    await writeAll(jsonReport(report));
    return;
  }
  const { terminalReport } = await import("../lab/render/terminal/terminal.ts");
  const name = options.write === undefined ? (options.interface ?? "") : basename(options.write);
  await writeAll(terminalReport(report, name, terminalStyle(options.color, options.ascii === true)), "\n");
}

function fail(error: Error): void {
  if (!(error instanceof AnalyzeError)) throw error;
  complain(error);
}

/** For those who only look on. */
function nowhere(): Writable {
  return new Writable({
    write: (_records, _encoding, done) => {
      done();
    },
  });
}

function raisePriority(): void {
  try {
    setPriority(PRIORITY);
  } catch {
    // Only some users may.
  }
}

function size(text: string): number {
  const megabytes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (megabytes >= 1 && megabytes <= 2047) return megabytes;
  throw new InvalidArgumentError("It is a whole number of MiB from 1 to 2047.");
}
