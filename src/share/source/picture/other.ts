/** Pictures that ffmpeg can read: it makes a PNG of them. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { FFMPEG, findFfmpeg } from "../ffmpeg-process/program.ts";
import { saidLines } from "../ffmpeg-process/words.ts";
import { png } from "./png.ts";
import { MAX_PIXELS, PictureError, type Picture } from "./types.ts";

/** A PNG of the largest picture that does not shrink, as four samples a pixel. */
const MAX_OUTPUT = MAX_PIXELS * 5;
/** For one picture, ms. */
const PATIENCE = 60_000;
/** ffmpeg's decoders by the first bytes of a file: what a picture tells of itself counts, not its name. */
const DECODERS: readonly (readonly [string, RegExp])[] = [
  ["webp", /^RIFF[^]{4}WEBP/],
  ["bmp", /^BM[^]{4}\0\0\0\0/],
  ["tiff", /^(II\*\0|MM\0\*)/],
  ["pam", /^P7\s/],
  ["qoi", /^qoif/],
  ["libjxl", /^\xff\n/],
];

/**
 * @param path of the file that `head` is the first bytes of
 * @throws SourceError without ffmpeg, PictureError when it can't read it
 */
export async function readOther(path: string, head: Buffer): Promise<Picture> {
  const start = head.toString("latin1");
  const decoder = DECODERS.find(([, magic]) => magic.test(start))?.[0];
  if (decoder === undefined) throw new PictureError("it is of no kind that is known here");
  await findFfmpeg();
  // No name of a file, however odd, is taken for a pattern of many, or for an address.
  const input = ["-f", "image2", "-pattern_type", "none", "-protocol_whitelist", "file", "-i", `file:${resolve(path)}`];
  const limit = ["-max_pixels", String(MAX_PIXELS)];
  return png.decode(
    await run(["-c:v", decoder, ...limit, ...input, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"]),
  );
}

function run(args: readonly string[]): Promise<Buffer> {
  const options = { encoding: "buffer", maxBuffer: MAX_OUTPUT, timeout: PATIENCE, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    execFile(FFMPEG, ["-nostdin", "-hide_banner", "-loglevel", "error", ...args], options, (error, stdout, stderr) => {
      if (error === null && stdout.length > 0) resolve(stdout);
      else
        reject(new PictureError(`ffmpeg can't read it: ${saidLines(stderr.toString())[0] ?? "it does not say why"}`));
    });
  });
}
