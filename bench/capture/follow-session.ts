/** A share session under live capture: how far the analysis lags behind what is recorded. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startCapture, type CaptureSummary } from "../../src/analyze/capture/capture.ts";
import { LiveAnalysis } from "../../src/analyze/capture/live-analysis.ts";
import { LiveText } from "../../src/lab/live/live-text.ts";
import { LiveView } from "../../src/lab/live/live-view.ts";

const PORT = 9000;
const FRAMES_PER_SECOND = 60;
/** As often as the terminal is drawn, ms. */
const LOOK_EVERY = 250;

export interface Followed {
  readonly recorded: CaptureSummary;
  readonly framesSent: number;
  readonly framesSeen: number;
  /** From when a packet passed until it was analyzed, ms: the engine's own delay, the file, the analysis. */
  readonly behind: { readonly median: number; readonly worst: number };
  /** Most bytes that were recorded and not analyzed yet. */
  readonly worstBytes: number;
  /** Processor time of recording, analyzing, inflating and drawing, without the engine, as a share of one core. */
  readonly cpuShare: number;
}

export async function followSession(sharelab: string, file: string, seconds: number): Promise<Followed> {
  const view = new LiveView([PORT]);
  const text = new LiveText(view, { color: false, unicode: true, width: 80 });
  const behind: number[] = [];
  let newest = 0;
  const watch = {
    // The newest packet's age, once a piece: pieces are at most a megabyte.
    segment: (): void => {
      const { baseSeconds, latest } = live.analysis;
      newest = baseSeconds * 1000 + latest / 1e6;
    },
  };
  const live = new LiveAnalysis(file, {}, [view, watch]);
  const capture = await startCapture({ interface: "lo", file, onRecords: live.add });
  const frames = FRAMES_PER_SECOND * seconds;
  const share = ["share", "--source", "pattern", "--size", "1366x768", "--fps", "60", "--frames", String(frames)];
  const sharer = spawn(process.execPath, [sharelab, ...share], { stdio: "ignore" });
  const viewer = spawn(process.execPath, [sharelab, "view", "127.0.0.1", "--no-open", "--retry", "10"], {
    stdio: "ignore",
  });
  const ended = Promise.all([once(sharer, "close"), once(viewer, "close")]);
  const state = { over: false };
  void ended.then(() => (state.over = true));
  const before = process.cpuUsage();
  const begun = performance.now();
  let worstBytes = 0;
  let told = 0;
  while (!state.over) {
    await sleep(LOOK_EVERY);
    text.picture("");
    worstBytes = Math.max(worstBytes, capture.progress().stored - live.analyzedBytes);
    if (newest > told) behind.push(Date.now() - newest);
    told = newest;
  }
  const { user, system } = process.cpuUsage(before);
  const elapsed = performance.now() - begun;
  capture.stop();
  const recorded = await capture.done;
  live.end();
  await live.done;
  behind.sort((a, b) => a - b);
  return {
    recorded,
    framesSent: frames,
    framesSeen: view.frames,
    behind: { median: behind[behind.length >> 1] ?? Number.NaN, worst: behind.at(-1) ?? Number.NaN },
    worstBytes,
    cpuShare: (user + system) / 1000 / elapsed,
  };
}
