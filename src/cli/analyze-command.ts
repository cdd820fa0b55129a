import { basename } from "node:path";
import { Command, Option } from "commander";
import { analyzeObserved } from "../analyze/analyze.ts";
import { AnalyzeError, AnalyzeOptionError, CapturePermissionError } from "../analyze/errors.ts";
import type { Report } from "../analyze/facts/report.ts";
import { LabError, LabOptionError } from "../lab/errors.ts";
import { harmless } from "../lab/render/escape.ts";
import { redact } from "../lab/render/redact.ts";
import { jsonReport } from "../lab/render/json/json.ts";
import { LANGUAGE_CODES } from "../lab/text/codes.ts";
import { addPort, analyzeOptions, pictureSize, streamNumber, usualPortsText, type Options } from "./analyze-options.ts";
import type { liveObserver } from "./analyze-live.ts";
import { openOutputs, type Output } from "./analyze-outputs.ts";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { ProgressLine, terminalStyle, writeAll } from "./output.ts";

export function analyzeCommand(name: string): Command {
  return new Command(name)
    .description("the lab report of a capture: handshake, segments, ACKs, windows, losses, frames, chats, files")
    .argument("<file>", "pcap or pcapng, also gzipped; or Wireshark's packet list as text or CSV; - for standard input")
    .argument("[other]", "a second capture of the same session, taken at the other end: the two are compared")
    .option("--json", "the report as JSON (docs/report.schema.json)")
    .addOption(new Option("--markdown", "the report as Markdown, as GitHub shows it").conflicts("json"))
    .option("--html <file>", "the lab report as one HTML page with plots, to read, print or hand in")
    .addOption(new Option("--lang <code>", "language of the HTML page").choices(LANGUAGE_CODES).default("en"))
    .option("--csv <dir>", "tables for a spreadsheet: packets, segments, ACKs, frames, messages, files, facts")
    .option("--frames <dir>", "every frame as a PNG, with an index")
    .option("--video <file>", "the frames as a video, by ffmpeg; the name's end says which kind, such as .mp4")
    .option("--extract <dir>", "the files that were fetched or sent, and the chats as text, with an index")
    .option("-v, --verbose", "every fact with formula, packets and display filter, in place of one screen")
    .option("--redact", "replace addresses, leave out comments, pictures and what was said, in every rendering")
    .option(
      "--port <port[=format]>",
      `analyze streams on this TCP port; may be repeated (default: ${usualPortsText()})`,
      addPort,
    )
    .option("--detect", "streams on any port whose first bytes are those of a known format, too")
    .option("--size <WxH>", "the picture size to check frames against, such as 1366x768", pictureSize)
    .option("--stream <n>", "report this tcp.stream only, whatever its port", streamNumber)
    .addOption(
      new Option("--live", "show what happens while reading, as from a pipe that is still written to").conflicts(
        "redact",
      ),
    )
    .option("--no-inflate", "leave frames compressed: faster, but no raw sizes and ratios")
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run(file: string, other: string | undefined, options: Options): Promise<void> {
  const progress = new ProgressLine();
  const outputs: Output[] = [];
  const close = (): void => {
    progress.clear();
    live?.close();
    for (const output of outputs.splice(0)) output.close?.();
  };
  let live: ReturnType<typeof liveObserver> | null = null;
  const interrupt = (): void => {
    // What writes into the pipe got the same Ctrl-C: its end is this one's. The second one ends it at once.
    if (live !== null && file === "-" && process.exitCode === undefined) {
      process.exitCode = EXIT_INTERRUPTED;
      return;
    }
    close();
    process.exit(EXIT_INTERRUPTED);
  };
  process.on("SIGINT", interrupt);
  try {
    if (other !== undefined) {
      const { runComparison } = await import("./compare-captures.ts");
      await runComparison(file, other, options);
      return;
    }
    outputs.push(...(await openOutputs(file, options)));
    const observers = outputs.map((output) => output.observer).filter((observer) => observer !== undefined);
    if (options.live === true) {
      const { liveObserver } = await import("./analyze-live.ts");
      live = liveObserver(nameOf(file, options), options);
      observers.push(live);
    }
    const onProgress = (bytes: number, total: number | null): void => {
      if (live === null) progress.update(() => progressText(file, bytes, total));
    };
    const analyzed = await analyzeObserved(file, { ...analyzeOptions(options), onProgress }, observers);
    const report = options.redact === true ? redact(analyzed, file) : analyzed;
    progress.clear();
    for (const output of outputs) notice(await output.write(report));
    await print(report, file, options, outputs.length > 0);
    if (report.capture.error !== null) {
      complain(report.capture.error.message, report.capture.error.remedy, report.capture.error.code);
      process.exitCode = EXIT_BAD_INPUT;
    }
  } catch (error) {
    progress.clear();
    if (!(error instanceof AnalyzeError || error instanceof LabError)) throw error;
    complain(error.message, error.remedy, error.code);
    process.exitCode = exitCodeOf(error);
  } finally {
    process.off("SIGINT", interrupt);
    close();
  }
}

function exitCodeOf(error: AnalyzeError | LabError): number {
  if (error instanceof AnalyzeOptionError || error instanceof LabOptionError) return EXIT_USAGE;
  return error instanceof CapturePermissionError || error instanceof LabError ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}

/** @param wrote files were asked for: the terminal gets a report only when asked for, too */
async function print(report: Report, file: string, options: Options, wrote: boolean): Promise<void> {
  if (options.json === true) {
    await writeAll(jsonReport(report));
    return;
  }
  if (options.markdown === true) {
    const { markdownReport } = await import("../lab/render/markdown/markdown.ts");
    await writeAll(markdownReport(report, nameOf(file, options)));
    return;
  }
  if (wrote && options.verbose !== true) return;
  // Loaded only for people: a script that wants JSON need not wait for tables.
  const { terminalReport } = await import("../lab/render/terminal/terminal.ts");
  await writeAll(
    terminalReport(
      report,
      nameOf(file, options),
      terminalStyle(options.color, options.ascii === true),
      options.verbose === true,
    ),
    "\n",
  );
}

function nameOf(file: string, { redact: redacted }: Options): string {
  if (redacted === true) return "capture";
  return file === "-" ? "standard input" : basename(file);
}

function notice(text: string): void {
  process.stderr.write(`sharelab: wrote ${harmless(text)}\n`);
}

function complain(message: string, remedy: string, code: string): void {
  process.stderr.write(`sharelab: ${harmless(message)}\n  ${harmless(remedy)} [${code}]\n`);
}

function progressText(file: string, bytes: number, total: number | null): string {
  const megabytes = (bytes / 1e6).toFixed(0);
  const share =
    total === null || total === 0 ? "" : ` of ${(total / 1e6).toFixed(0)} MB, ${Math.floor((bytes / total) * 100)} %`;
  return `reading ${harmless(basename(file))}: ${megabytes}${share === "" ? " MB" : share}`;
}
