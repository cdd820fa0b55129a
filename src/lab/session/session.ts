/** A share session under capture: the recording begins first and ends last, so that handshake and close are in it. */
import { rm } from "node:fs/promises";
import type { EngineName } from "../../analyze/capture/types.ts";
import type { PictureSize } from "../../share/wire/types.ts";
import { signBeacon, type Identity } from "../beacon/sign.ts";
import { NoViewerError, PartFailedError, type Failure } from "./errors.ts";
import { openStage, type Stage, type StageSettings } from "./stage.ts";
import type { CaptureResult, Progress, SourceInfo } from "./station.ts";

export interface SessionSettings extends StageSettings {
  readonly file: string;
  readonly force: boolean;
  readonly engine: EngineName | "auto";
  /** Name and version of the program, for the file. */
  readonly application: string;
  readonly source: string;
  /** null: the source's own. */
  readonly size: PictureSize | null;
  readonly fps: number;
  readonly port: number;
  /** From the first frame on; null: until something else ends it. */
  readonly seconds: number | null;
  /** Ends after so many; null: never. */
  readonly frames: number | null;
  /** Whose work it is; null: nobody's in particular. */
  readonly identity: Identity | null;
  readonly beaconPort: number;
}

/** What happens, as it happens. */
export type SessionEvent =
  | { readonly kind: "recording"; readonly interface: string; readonly engine: string }
  | { readonly kind: "source"; readonly source: SourceInfo }
  | { readonly kind: "waiting"; readonly stage: Stage; readonly size: PictureSize | null }
  | { readonly kind: "viewing"; readonly shareHost: string; readonly viewer: string | null }
  | { readonly kind: "beacon"; readonly taken: boolean }
  | ({ readonly kind: "progress"; readonly seconds: number } & Progress)
  | { readonly kind: "closing" };

export interface SessionHooks {
  readonly onEvent: (event: SessionEvent) => void;
  /** Ends it in order. */
  readonly signal: AbortSignal;
}

export interface SessionResult {
  readonly capture: CaptureResult;
  /** Sent here, or shown where the sharer is another machine. */
  readonly frames: number;
  /** Whether the close of every share was seen in the recording. */
  readonly closed: boolean;
  /** Of the pictures; null: not known here. */
  readonly size: PictureSize | null;
  /** What ended it before its time; what was recorded up to then stands in the file. */
  readonly failure: Failure | null;
  /** About the conditions, a sentence each. */
  readonly notes: readonly string[];
}

/** Viewers here find the sharer at once; on another machine it may be started later, seconds. */
const RETRY = 30;
const RETRY_OTHER_MACHINE = 3600;
/** For the close to be seen after both sides have ended, ms, and four ways through the network. */
const CLOSE_PATIENCE = 1000;
/** For what is still on its way to arrive when the sharer has ended, ms. */
const DRAIN_PATIENCE = 10_000;
const PROGRESS_EVERY = 500;

/**
 * @throws AnalyzeError, ShareError, LabError for what keeps the session from beginning; the file is then not there, or as
 * it was
 */
export async function runSession(settings: SessionSettings, hooks: SessionHooks): Promise<SessionResult> {
  const stage = await openStage(settings);
  try {
    return await new Session(settings, hooks, stage).run();
  } finally {
    await stage.close();
  }
}

class Session {
  readonly #settings: SessionSettings;
  readonly #hooks: SessionHooks;
  readonly #stage: Stage;
  readonly #beacon: string | null;
  readonly #interrupted: Promise<void>;
  #began = 0;

  constructor(settings: SessionSettings, hooks: SessionHooks, stage: Stage) {
    this.#settings = settings;
    this.#hooks = hooks;
    this.#stage = stage;
    const { identity } = settings;
    this.#beacon = identity === null ? null : signBeacon(identity).toString();
    this.#interrupted = new Promise((resolve) => {
      const stop = (): void => {
        resolve();
      };
      hooks.signal.addEventListener("abort", stop);
      if (hooks.signal.aborted) stop();
    });
  }

  async run(): Promise<SessionResult> {
    const size = await this.#openSource();
    await this.#startCapture();
    const timer = setInterval(() => void this.#tellProgress(), PROGRESS_EVERY);
    try {
      const failure = await this.#share(size).catch(async (error: unknown) => {
        // It never began: nothing worth keeping was recorded.
        await this.#stage.recorder.stopCapture();
        await rm(this.#settings.file, { force: true });
        throw error;
      });
      // Where both sides failed the sharer knows why: the viewer only saw that it was left.
      const frames = await this.#end(failure !== null);
      const closed = await this.#stage.recorder.closeSeen(CLOSE_PATIENCE + 4 * this.#stage.delay);
      clearInterval(timer);
      const capture = await this.#stage.recorder.stopCapture();
      const notes = await this.#stage.ending();
      return { capture, frames: frames.count, closed, size, failure: frames.failure ?? failure, notes };
    } finally {
      clearInterval(timer);
    }
  }

  async #openSource(): Promise<PictureSize | null> {
    const { source, size, fps } = this.#settings;
    const info = await this.#stage.sharer?.openSource({ source, size, fps });
    if (info === undefined) return size;
    this.#hooks.onEvent({ kind: "source", source: info });
    return { width: info.width, height: info.height };
  }

  async #startCapture(): Promise<void> {
    const { file, engine, force, application, port, beaconPort } = this.#settings;
    const { recorder, interface: name, comments } = this.#stage;
    const filter = [port, ...(this.#beacon === null ? [] : [beaconPort])].map((one) => `tcp port ${one}`).join(" or ");
    const used = await recorder.startCapture({
      ...{ file, engine, force, application, port, filter, comments },
      interface: name,
    });
    this.#hooks.onEvent({ kind: "recording", interface: name, engine: used });
  }

  /** Until it is to end. @returns what ended it before its time */
  async #share(size: PictureSize | null): Promise<Failure | null> {
    const { sharer, viewer, recorder, shareHost } = this.#stage;
    const { port, fps, frames, seconds } = this.#settings;
    const stopped = this.#interrupted.then(() => null);
    if (sharer !== null) {
      await this.#listenForBeacons();
      await sharer.startSharer({ host: shareHost, port, fps, frames, allow: this.#stage.allow });
    }
    if (viewer === null || sharer === null) this.#hooks.onEvent({ kind: "waiting", stage: this.#stage, size });
    const arrived = await Promise.race([this.#connect(size), stopped]);
    if (arrived === null) return null;
    if (arrived.failure !== null) return arrived.failure;
    this.#hooks.onEvent({ kind: "viewing", shareHost, viewer: arrived.viewer });
    await Promise.race([viewer?.firstFrame(), stopped]);
    this.#began = performance.now();
    const beacon = this.#sendBeacon();
    const timeIsUp = seconds === null ? null : sleep(seconds * 1000);
    const ends = [
      stopped,
      ...(timeIsUp === null ? [] : [timeIsUp.then(() => null)]),
      ...(sharer === null ? [] : [sharer.sharerEnded().then(({ failure }) => failure)]),
      ...(viewer === null ? [] : [viewer.viewerEnded().then(({ failure }) => failure)]),
      ...(viewer === null || sharer !== null || frames === null ? [] : [this.#shown(frames)]),
      recorder.captureEnded().then(({ failure }) => failure),
    ];
    const failure = await Promise.race(ends);
    await Promise.race([beacon, stopped]);
    return failure;
  }

  /** @returns the viewer's address, when the sharer has one; what went wrong */
  async #connect(size: PictureSize | null): Promise<{ viewer: string | null; failure: Failure | null }> {
    const { sharer, viewer, shareHost } = this.#stage;
    const { port, conditions } = this.#settings;
    if (viewer === null) {
      const address = (await sharer?.viewerJoined()) ?? null;
      if (address !== null) return { viewer: address, failure: null };
      throw new NoViewerError("The share ended before anybody viewed it.", "Start the viewer sooner.");
    }
    if (size === null) throw new Error("a viewer needs a size");
    await viewer.startViewer({
      ...{ host: shareHost, port, size },
      retryFor: sharer === null ? RETRY_OTHER_MACHINE : RETRY,
      bytesPerSecond: conditions?.slowViewer ?? null,
    });
    const early = await Promise.race([viewer.viewerEnded(), sleep(0)]);
    return { viewer: null, failure: early?.failure ?? null };
  }

  async #listenForBeacons(): Promise<void> {
    const { sharer, viewer, shareHost } = this.#stage;
    if (sharer === null || this.#beacon === null) return;
    // With both sides here, the viewer's says it; else each side says its own.
    const own = viewer === null ? this.#beacon : null;
    await sharer.listenForBeacons({ host: shareHost, port: this.#settings.beaconPort, own });
  }

  /** After the first frame, so that the share is the recording's first stream. */
  async #sendBeacon(): Promise<void> {
    const { sharer, viewer, shareHost } = this.#stage;
    // The other machine may have a beacon to say although we have none.
    if (viewer === null || (this.#beacon === null && sharer !== null)) return;
    const { beaconPort } = this.#settings;
    const taken = await viewer.sendBeacon({ host: shareHost, port: beaconPort, beacon: this.#beacon });
    if (this.#beacon !== null) this.#hooks.onEvent({ kind: "beacon", taken });
  }

  async #shown(frames: number): Promise<null> {
    const { recorder, viewer } = this.#stage;
    const ended = { is: false };
    void viewer?.viewerEnded().then(() => (ended.is = true));
    while (!ended.is && (await recorder.progress()).frames < frames) await sleep(20);
    return null;
  }

  /** Closes in order. @param failed: nothing need be waited for */
  async #end(failed: boolean): Promise<{ count: number; failure: Failure | null }> {
    const { sharer, viewer, delay } = this.#stage;
    this.#hooks.onEvent({ kind: "closing" });
    if (sharer === null) {
      await viewer?.stopViewer();
      const seen = await viewer?.viewerEnded();
      return { count: seen?.frames ?? 0, failure: null };
    }
    await sharer.stopSharer();
    await viewer?.hurryViewer();
    const { sent, failure } = await sharer.sharerEnded();
    if (viewer === null) return { count: sent, failure };
    // What the sharer's kernel still holds is on its way, and then its FIN.
    const seen = failed ? null : await Promise.race([viewer.viewerEnded(), sleep(DRAIN_PATIENCE + 20 * delay)]);
    if (seen === null) await viewer.stopViewer();
    // Before the first picture the viewer can't know that it was this session that ended.
    const unseen = seen?.failure?.code === "VIEW_TURNED_AWAY";
    return { count: sent, failure: failure ?? (unseen ? null : (seen?.failure ?? null)) };
  }

  async #tellProgress(): Promise<void> {
    const seconds = this.#began === 0 ? 0 : (performance.now() - this.#began) / 1000;
    try {
      this.#hooks.onEvent({ kind: "progress", seconds, ...(await this.#stage.recorder.progress()) });
    } catch (error) {
      if (!(error instanceof PartFailedError)) throw error; // told elsewhere
    }
  }
}

function sleep(milliseconds: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, null).unref();
  });
}
