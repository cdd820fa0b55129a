/** A video file, played at its own speed, over and over, by ffmpeg. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { SourceError, ShareOptionError } from "../../errors.ts";
import { ffmpegFailure, type Hint } from "../ffmpeg-process/failure.ts";
import { FrameReader, type ReaderEnd } from "../ffmpeg-process/frame-reader.ts";
import { outputArguments } from "../ffmpeg-process/output.ts";
import type { RawFrame } from "../ffmpeg-process/ppm-stream.ts";
import { FfmpegProcess, type FrameProcess } from "../ffmpeg-process/process.ts";
import { ffmpegObstacle, findFfmpeg, type Ffmpeg } from "../ffmpeg-process/program.ts";
import type { FrameSource, SourceFrame, SourceKind, SourceOptions } from "../types.ts";
import { isText } from "./text.ts";

/** When nobody has asked for frames for so long, ms, the video goes on where it was. */
const PAUSE_AFTER = 1000;

const HINTS: readonly Hint[] = [
  {
    words: /Invalid data found|moov atom not found|could not find codec|Invalid argument/i,
    remedy: "Is it a whole video or picture? Try to play it.",
  },
  { words: /matches no streams/i, remedy: "It has no picture in it, only sound or text." },
  { words: /whitelist/i, remedy: "It is a playlist of other files or addresses: give one of those." },
];

export const videoKind: SourceKind = {
  name: "video",
  description: "a video file, in a loop (needs ffmpeg)",
  follows: ["size"],
  // Whatever no other kind reads: ffmpeg knows files by what is in them.
  reads: (_path, what) => what === "file",
  obstacle: ({ platform }) => ffmpegObstacle(platform),
  async open(options) {
    const { path } = options;
    if (path === null)
      throw new ShareOptionError("The source video is a file.", "Give the file, such as --source talk.mp4.");
    await checkFile(path);
    const ffmpeg = await findFfmpeg();
    return VideoSource.open(
      path,
      (again) => new FfmpegProcess(videoArguments(path, again, options, ffmpeg)),
      options.fps,
    );
  },
};

/**
 * @param again whether it has been played once, and so is known to have frames: a loop over a file without any would
 *   never end
 */
export function videoArguments(path: string, again: boolean, options: SourceOptions, ffmpeg: Ffmpeg): string[] {
  return [
    ...(again ? ["-stream_loop", "-1"] : []),
    // Playlists must not have ffmpeg fetch things from the network; and a name is a name, whatever protocol it looks like.
    ...["-protocol_whitelist", "file", "-i", `file:${resolve(path)}`],
    ...outputArguments(ffmpeg, options),
  ];
}

async function checkFile(path: string): Promise<void> {
  const remedy = "Give a video file.";
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new SourceError(`${path} is not a file.`, remedy);
    if (found.size === 0) throw new SourceError(`${path} is empty.`, remedy);
    if (await isText(path)) throw new SourceError(`${path} is text, no video.`, remedy);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const message = `Can't read ${path}: ${(error as Error).message}.`;
    throw new SourceError(message, "Check the name of the file, and that you may read it.", { cause: error });
  }
}

export class VideoSource implements FrameSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #start: (again: boolean) => FrameProcess;
  readonly #period: number;
  readonly #now: () => number;
  #reader: FrameReader;
  #frame: RawFrame;
  /** Frames taken from the reader, over all loops. */
  #position = 1;
  #given = false;
  /** It has one frame only: there is nothing to play. */
  #still = false;
  /** When frame 0 was due, ms. */
  #origin: number | null = null;
  #asked = 0;
  #closed = false;

  private constructor(
    name: string,
    reader: FrameReader,
    first: RawFrame,
    start: (again: boolean) => FrameProcess,
    fps: number,
    now: () => number,
  ) {
    this.name = name;
    this.width = first.width;
    this.height = first.height;
    this.#reader = reader;
    this.#frame = first;
    this.#start = start;
    this.#period = 1000 / fps;
    this.#now = now;
  }

  /**
   * @param start ffmpeg on the file, for the first time or in an endless loop
   * @param fps frames per second that ffmpeg makes of the file's
   * @param now ms, of a clock that does not jump
   * @throws SourceError when it has no frame
   */
  static async open(
    name: string,
    start: (again: boolean) => FrameProcess,
    fps: number,
    now = () => performance.now(),
  ): Promise<VideoSource> {
    const reader = new FrameReader(start(false));
    const first = await reader.next();
    if ("ending" in first) throw unreadable(name, reader, first);
    return new VideoSource(name, reader, first, start, fps, now);
  }

  /** The frame that is due by the clock. Playing waits while nobody asks, and while ffmpeg can't keep up. */
  async next(): Promise<SourceFrame | null> {
    if (this.#closed) return null;
    const now = this.#now();
    this.#origin ??= now;
    const gap = now - this.#asked;
    if (this.#given && gap > PAUSE_AFTER) this.#origin += gap - this.#period;
    this.#asked = now;
    const due = Math.round((now - this.#origin) / this.#period);
    let changed = !this.#given;
    while (!this.#still && this.#position <= due) {
      if (!(await this.#read())) return null;
      changed = true;
    }
    const late = this.#now() - now - this.#period;
    if (late > 0) this.#origin += late;
    this.#given = true;
    return { ...this.#frame, changed: changed ? null : [] };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#reader.close();
  }

  /** Makes the next frame the one to show. @returns false when the source was closed meanwhile */
  async #read(): Promise<boolean> {
    for (;;) {
      const next = await this.#reader.next();
      if (this.#closed) return false;
      if (!("ending" in next)) {
        this.#position++;
        this.#frame = next;
        return true;
      }
      if (next.frames === 0 || next.broken || next.ending.signal !== null)
        throw unreadable(this.name, this.#reader, next);
      this.#still = next.frames === 1;
      if (this.#still) return true;
      this.#reader = new FrameReader(this.#start(true));
    }
  }
}

function unreadable(name: string, { process }: FrameReader, { ending }: ReaderEnd): SourceError {
  const remedy = "Is it a whole video or picture? Try to play it with ffplay.";
  return ffmpegFailure(`Can't read ${name}`, process, ending, HINTS, remedy);
}
