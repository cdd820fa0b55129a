/** A station in this process. */
import type { Server, Socket } from "node:net";
import { startCapture, type Capture } from "../../analyze/capture/capture.ts";
import { LiveAnalysis } from "../../analyze/capture/live-analysis.ts";
import { NO_DISPLAY } from "../../share/display/nothing.ts";
import { SourceUnavailableError } from "../../share/errors.ts";
import { connect } from "../../share/net/connect.ts";
import { SHARER } from "../../share/net/peer.ts";
import { Sharer } from "../../share/sharer/sharer.ts";
import { AUTO, openSource, type OpenedSource } from "../../share/source/open.ts";
import { patternKind } from "../../share/source/pattern/source.ts";
import { SOURCE_DEFAULTS } from "../../share/source/types.ts";
import { view, type ViewSummary } from "../../share/viewer/viewer.ts";
import { listenForBeacons, sendBeacon } from "./beacon-exchange.ts";
import { failureOf, type Failure } from "./errors.ts";
import { SlowDisplay } from "./slow-display.ts";
import type {
  BeaconListenSettings,
  BeaconSendSettings,
  CaptureResult,
  CaptureSettings,
  Progress,
  SharerResult,
  SharerSettings,
  SourceInfo,
  SourceSettings,
  Station,
  ViewerResult,
  ViewerSettings,
} from "./station.ts";

/** Between two looks at the recording, ms. */
const LOOK_EVERY = 20;
/** For the other side to close after a viewer did, ms. */
const CLOSING_PATIENCE = 2000;

export class LocalStation implements Station {
  #opened: OpenedSource | null = null;
  #capture: Capture | null = null;
  #analysis: LiveAnalysis | null = null;
  #sharer: Sharer | null = null;
  #shared: Promise<SharerResult> | null = null;
  readonly #joined = deferred<string | null>();
  #socket: Socket | null = null;
  readonly #stopViewing = new AbortController();
  #viewed: Promise<ViewerResult> | null = null;
  readonly #seen = deferred<boolean>();
  #slow: SlowDisplay | null = null;
  #framesSeen = 0;
  #beacons: Server | null = null;

  async openSource({ source, size, fps }: SourceSettings): Promise<SourceInfo> {
    const options = { ...SOURCE_DEFAULTS, size, fps };
    const notes: string[] = [];
    try {
      this.#opened = await openSource(source, options);
    } catch (error) {
      // A lab needs packets, not this very screen.
      if (source !== AUTO || !(error instanceof SourceUnavailableError)) throw error;
      notes.push(`No screen can be shared here, so the test pattern is. ${error.message}`);
      this.#opened = await openSource(patternKind.name, options);
    }
    const { width, height } = this.#opened.source;
    return { name: this.#opened.chosen, width, height, notes };
  }

  async startCapture(settings: CaptureSettings): Promise<string> {
    const { port, ...rest } = settings;
    const analysis = new LiveAnalysis(null, { ports: [{ port, format: "zlib-rgb" }], inflate: false });
    this.#analysis = analysis;
    this.#capture = await startCapture({ ...rest, onRecords: analysis.add, pause: analysis.pressure });
    return this.#capture.engineVersion;
  }

  async captureEnded(): Promise<CaptureResult> {
    const capture = started(this.#capture);
    const { packets, stored, dropped, error } = await capture.done;
    return { packets, stored, dropped, failure: error === null ? null : toldFailure(error) };
  }

  async closeSeen(milliseconds: number): Promise<boolean> {
    const until = performance.now() + milliseconds;
    const closed = (): boolean => {
      // An attempt to connect that was refused is no share.
      const streams = (this.#analysis?.analysis.analyzed ?? []).filter(({ stream }) => !stream.isRefused());
      return streams.length > 0 && streams.every(({ stream }) => stream.isClosed());
    };
    while (!closed() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    return closed();
  }

  async stopCapture(): Promise<CaptureResult> {
    started(this.#capture).stop();
    const result = await this.captureEnded();
    this.#analysis?.end();
    return result;
  }

  async startSharer({ host, port, fps, frames, allow }: SharerSettings): Promise<void> {
    const { source } = started(this.#opened);
    const sharer = new Sharer(source, { host, port, fps, frames, allow }, (event) => {
      if (event.kind === "joined") this.#joined.resolve(event.address);
    });
    await sharer.listen();
    this.#sharer = sharer;
    this.#shared = sharer
      .run()
      .then(
        () => null,
        (error: unknown) => toldFailure(error),
      )
      .then((failure) => ({ sent: sharer.counters.sent, failure }));
    void this.#shared.then(() => {
      this.#joined.resolve(null);
    });
  }

  viewerJoined(): Promise<string | null> {
    return this.#joined.promise;
  }

  sharerEnded(): Promise<SharerResult> {
    return started(this.#shared);
  }

  stopSharer(): Promise<void> {
    this.#sharer?.stop();
    return Promise.resolve();
  }

  async startViewer({ host, port, size, retryFor, bytesPerSecond }: ViewerSettings): Promise<void> {
    this.#slow = bytesPerSecond === null ? null : new SlowDisplay(bytesPerSecond);
    const connected = deferred<undefined>();
    const viewing = view(
      {
        ...{ host, port, size, signal: this.#stopViewing.signal },
        accept: async (signal) => {
          this.#socket = await connect({ host, port, peer: SHARER, retryFor: retryFor * 1000, signal });
          return this.#socket;
        },
        onConnected: () => {
          connected.resolve(undefined);
        },
        onFrame: ({ frames }) => {
          this.#framesSeen = frames;
          this.#seen.resolve(true);
        },
      },
      this.#slow ?? NO_DISPLAY,
    );
    this.#viewed = viewing.then(viewerResult, (error: unknown) => ({
      ...{ frames: this.#framesSeen, bytes: 0 },
      failure: toldFailure(error),
    }));
    void this.#viewed.then(() => {
      connected.resolve(undefined);
      this.#seen.resolve(false);
    });
    await connected.promise;
  }

  firstFrame(): Promise<boolean> {
    return this.#seen.promise;
  }

  viewerEnded(): Promise<ViewerResult> {
    return started(this.#viewed);
  }

  hurryViewer(): Promise<void> {
    this.#slow?.hurry();
    return Promise.resolve();
  }

  async stopViewer(): Promise<void> {
    // FIN first, and reading on until the sharer's own: closing with frames unread would be a reset.
    this.#socket?.end();
    this.#slow?.hurry();
    const timer = setTimeout(() => {
      this.#stopViewing.abort();
    }, CLOSING_PATIENCE);
    if (this.#socket === null) this.#stopViewing.abort();
    await this.#viewed;
    clearTimeout(timer);
  }

  async listenForBeacons({ host, port, own }: BeaconListenSettings): Promise<void> {
    this.#beacons = await listenForBeacons(host, port, own);
  }

  sendBeacon({ host, port, beacon }: BeaconSendSettings): Promise<boolean> {
    return sendBeacon(host, port, beacon);
  }

  progress(): Promise<Progress> {
    const { packets = 0, dropped = null } = this.#capture?.progress() ?? {};
    return Promise.resolve({ packets, dropped, frames: this.#sharer?.counters.sent ?? this.#framesSeen });
  }

  async close(): Promise<void> {
    this.#sharer?.stop();
    this.#slow?.hurry();
    this.#stopViewing.abort();
    this.#beacons?.close();
    this.#capture?.stop();
    this.#analysis?.end();
    await Promise.all([this.#shared, this.#viewed, this.#capture?.done.catch(() => undefined)]);
    await this.#opened?.source.close();
  }
}

function viewerResult({ frames, bytes, error }: ViewSummary): ViewerResult {
  return { frames, bytes, failure: error === null ? null : toldFailure(error) };
}

/** @throws what is a defect of ours */
function toldFailure(error: unknown): Failure {
  const failure = failureOf(error);
  if (failure === null) throw error;
  return failure;
}

function started<T>(part: T | null): T {
  if (part === null) throw new Error("used before it was started");
  return part;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
