import { SourceError } from "../../errors.ts";
import type { Ending, FrameProcess } from "./process.ts";

/** What ffmpeg says when something is wrong, and what the user can do. The first that matches is told. */
export interface Hint {
  readonly words: RegExp;
  readonly remedy: string;
}

/**
 * @param what failed, such as "The webcam /dev/video0 can't be read"
 * @param otherwise the remedy when no hint matches
 */
export function ffmpegFailure(
  what: string,
  process: FrameProcess,
  ending: Ending | null,
  hints: readonly Hint[],
  otherwise: string,
): SourceError {
  const words = process.lastWords();
  const remedy = hints.find((hint) => hint.words.test(words))?.remedy ?? otherwise;
  const how = ending === null ? "" : ending.signal === null ? ` (exit code ${ending.code})` : ` (${ending.signal})`;
  return new SourceError(
    `${what}: ${words === "" ? `ffmpeg ended without a word${how}` : `ffmpeg says: ${words}`}.`,
    remedy,
  );
}
