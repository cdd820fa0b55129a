/**
 * Runs a benchmark by its name, with the arguments that follow; without a name, all of them one after another.
 *
 *     npm run bench [-- NAME [options]]
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Each a program of its own in this folder, so that one leaves nothing behind for the next. */
const BENCHMARKS: Readonly<Record<string, string>> = {
  analyze: "analyze/analyze.ts",
  capture: "capture/capture.ts",
  files: "files/files.ts",
  chat: "chat/chat.ts",
  share: "share/share.ts",
  soak: "share/soak.ts",
  video: "share/video.ts",
};

const [name, ...rest] = process.argv.slice(2);
const asked = name === undefined || name.startsWith("-") ? Object.keys(BENCHMARKS) : [name];
const options = name === undefined || name.startsWith("-") ? process.argv.slice(2) : rest;
for (const one of asked) {
  const file = BENCHMARKS[one];
  if (file === undefined) throw new Error(`No benchmark ${one}: there are ${Object.keys(BENCHMARKS).join(", ")}.`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, file), ...options], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
