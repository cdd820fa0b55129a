/** What `analyze` writes into files. Each is opened before the capture is read, so that a bad path is told at once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Report } from "../analyze/facts/report.ts";
import type { Observer } from "../analyze/observer.ts";
import { LabOptionError } from "../lab/errors.ts";
import type { Options } from "./analyze-options.ts";
import { version } from "./version.ts";

export interface Output {
  /** Watches the reading. */
  readonly observer?: Observer;
  /** @returns one line that says what was written */
  readonly write: (report: Report) => Promise<string>;
  /** Gives back what it holds; also after a failure. */
  readonly close?: () => void;
}

/** Modules are loaded only when they are asked for. */
export async function openOutputs(file: string, options: Options): Promise<Output[]> {
  const opened = [
    await openHtml(file, options),
    await openCsv(options),
    await openFrames(options),
    await openExtract(options),
  ];
  return opened.filter((output) => output !== null);
}

async function openCsv({ csv }: Options): Promise<Output | null> {
  if (csv === undefined) return null;
  const { CsvOutput } = await import("../lab/render/csv/csv.ts");
  const output = await CsvOutput.open(csv);
  return {
    observer: output,
    write: async (report) => `${(await output.write(report)).join(", ")} in ${csv}`,
    close: () => {
      output.close();
    },
  };
}

/** Pictures and video: the second is made of the first, which stay only when they were asked for. */
async function openFrames({ frames, video, inflate, size, redact }: Options): Promise<Output | null> {
  if (frames === undefined && video === undefined) return null;
  if (!inflate) throw new LabOptionError("Frames can't be shown with --no-inflate.", "Leave --no-inflate away.");
  if (redact === true) throw new LabOptionError("--redact leaves pictures out.", "Leave --redact away to see frames.");
  const { FramesOutput } = await import("../lab/render/frames/frames.ts");
  const { requireFfmpeg, writeVideo } = await import("../lab/render/frames/video.ts");
  if (video !== undefined) await requireFfmpeg();
  const temporary = frames === undefined ? mkdtempSync(join(tmpdir(), "sharelab-frames-")) : null;
  const folder = frames ?? temporary ?? "";
  const output = await FramesOutput.open(folder, size ?? null);
  return {
    observer: output,
    write: async (report) => {
      const written = [frames === undefined ? "" : await output.write(report)];
      if (video !== undefined) written.push(await writeVideo(video, folder, report, output.written));
      return written.filter((text) => text !== "").join("; ");
    },
    close: () => {
      if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

async function openExtract({ extract, redact }: Options): Promise<Output | null> {
  if (extract === undefined) return null;
  if (redact === true) {
    throw new LabOptionError("--redact leaves files and texts out.", "Leave --redact away to extract them.");
  }
  const { ExtractOutput } = await import("../lab/render/extract/extract.ts");
  const output = await ExtractOutput.open(extract);
  return {
    observer: output,
    write: () => output.write(),
    close: () => {
      output.close();
    },
  };
}

async function openHtml(file: string, { html: path, size, lang, redact }: Options): Promise<Output | null> {
  if (path === undefined) return null;
  const { HtmlOutput } = await import("../lab/render/html/html-output.ts");
  const output = await HtmlOutput.open(path, {
    name: redact === true ? "capture" : file === "-" ? "standard input" : basename(file),
    version: version(),
    language: lang,
    pictures: redact !== true,
    ...(size === undefined ? {} : { size }),
  });
  return {
    observer: output,
    write: async (report) => {
      await output.write(report);
      return path;
    },
  };
}
