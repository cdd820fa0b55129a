import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { analyze } from "../analyze/analyze.ts";
import { AnalyzeError, AnalyzeOptionError, CapturePermissionError } from "../analyze/errors.ts";
import { FRAME_FORMATS } from "../analyze/frames/registry.ts";
import type { AnalyzeOptions, PortFormat } from "../analyze/options.ts";
import type { Report } from "../analyze/facts/report.ts";
import { harmless } from "../lab/render/escape.ts";
import { jsonReport } from "../lab/render/json/json.ts";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { ProgressLine, terminalStyle, writeAll, type ColorChoice } from "./output.ts";

interface Options {
  readonly json?: true;
  readonly port?: readonly PortFormat[];
  readonly size?: { width: number; height: number };
  readonly stream?: number;
  readonly inflate: boolean;
  readonly color: ColorChoice;
  readonly ascii?: true;
}

export function analyzeCommand(name: string): Command {
  return new Command(name)
    .description("the lab report of a capture: handshake, segments, ACKs, windows, losses, frames")
    .argument("<file>", "pcap or pcapng, also gzipped; or Wireshark's packet list as text or CSV; - for standard input")
    .option("--json", "the report as JSON (docs/report.schema.json)")
    .option(
      "--port <port[=format]>",
      "analyze streams on this TCP port; may be repeated (default: 9000=zlib-rgb)",
      addPort,
    )
    .option("--size <WxH>", "the picture size to check frames against, such as 1366x768", pictureSize)
    .option("--stream <n>", "report this tcp.stream only, whatever its port", streamNumber)
    .option("--no-inflate", "leave frames compressed: faster, but no raw sizes and ratios")
    .option("--ascii", "no box-drawing characters")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const progress = new ProgressLine();
  const interrupt = (): void => {
    progress.clear();
    process.exit(EXIT_INTERRUPTED);
  };
  process.once("SIGINT", interrupt);
  try {
    const report = await analyze(file, {
      ...analyzeOptions(options),
      onProgress: (bytes, total) => {
        progress.update(() => progressText(file, bytes, total));
      },
    });
    progress.clear();
    await print(report, file, options);
    if (report.capture.error !== null) {
      complain(report.capture.error.message, report.capture.error.remedy, report.capture.error.code);
      process.exitCode = EXIT_BAD_INPUT;
    }
  } catch (error) {
    progress.clear();
    if (!(error instanceof AnalyzeError)) throw error;
    complain(error.message, error.remedy, error.code);
    process.exitCode = exitCodeOf(error);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

function exitCodeOf(error: AnalyzeError): number {
  if (error instanceof AnalyzeOptionError) return EXIT_USAGE;
  return error instanceof CapturePermissionError ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}

function analyzeOptions(options: Options): AnalyzeOptions {
  return {
    inflate: options.inflate,
    ...(options.port === undefined ? {} : { ports: options.port }),
    ...(options.size === undefined ? {} : { size: options.size }),
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  };
}

async function print(report: Report, file: string, options: Options): Promise<void> {
  if (options.json === true) {
    await writeAll(jsonReport(report));
    return;
  }
  // Loaded only for people: a script that wants JSON need not wait for tables.
  const { terminalReport } = await import("../lab/render/terminal/terminal.ts");
  const name = file === "-" ? "standard input" : basename(file);
  await writeAll(terminalReport(report, name, terminalStyle(options.color, options.ascii === true)), "\n");
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

function addPort(text: string, before: readonly PortFormat[] = []): PortFormat[] {
  const [port = "", format] = text.split("=", 2);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new InvalidArgumentError("A port is a number from 1 to 65535, such as 9000 or 9000=zlib-rgb.");
  }
  if (format !== undefined && !FRAME_FORMATS.some((known) => known.name === format)) {
    throw new InvalidArgumentError(`Known formats: ${FRAME_FORMATS.map((known) => known.name).join(", ")}.`);
  }
  return [...before, { port: Number(port), ...(format === undefined ? {} : { format }) }];
}

function pictureSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width > 0 && height > 0))
    throw new InvalidArgumentError("A size is width x height in pixels, such as 1366x768.");
  return { width, height };
}

function streamNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError("Streams are numbered from 0, as Wireshark's tcp.stream.");
  return Number(text);
}
