/**
 * One of the machines of a session: it can record, share and view. In the simplest session there is one that does all
 * of it; under conditions there are two in network namespaces, each in a process of its own (`RemoteStation`). So what
 * goes in and out of a station can be written as JSON.
 */
import type { EngineName } from "../../analyze/capture/types.ts";
import type { PictureSize } from "../../share/wire/types.ts";
import type { Failure } from "./errors.ts";

export interface SourceSettings {
  readonly source: string;
  /** null: the source's own. */
  readonly size: PictureSize | null;
  readonly fps: number;
}

export interface SourceInfo extends PictureSize {
  /** Of its kind. */
  readonly name: string;
  /** What the user should know about the choice, a sentence each. */
  readonly notes: readonly string[];
}

export interface CaptureSettings {
  readonly file: string;
  readonly interface: string;
  readonly filter: string;
  readonly engine: EngineName | "auto";
  readonly force: boolean;
  readonly comments: readonly string[];
  /** Name and version of the program, for the file. */
  readonly application: string;
  /** Of the share: its streams are watched for their end. */
  readonly port: number;
}

export interface CaptureResult {
  readonly packets: number;
  /** Size of the file. */
  readonly stored: number;
  /** null: the engine can't tell. */
  readonly dropped: number | null;
  readonly failure: Failure | null;
}

export interface SharerSettings {
  readonly host: string;
  readonly port: number;
  readonly fps: number;
  /** null: no end. */
  readonly frames: number | null;
  /** Who may view; none: everybody. */
  readonly allow: readonly string[];
}

export interface SharerResult {
  /** Frames handed to the network. */
  readonly sent: number;
  readonly failure: Failure | null;
}

export interface ViewerSettings {
  readonly host: string;
  readonly port: number;
  readonly size: PictureSize;
  /** How long to go on trying to connect, seconds. */
  readonly retryFor: number;
  /** Reads no faster than so many bytes/s, until told to hurry; null: as fast as it can. */
  readonly bytesPerSecond: number | null;
}

export interface ViewerResult {
  readonly frames: number;
  readonly bytes: number;
  readonly failure: Failure | null;
}

export interface Progress {
  readonly packets: number;
  readonly dropped: number | null;
  /** Frames sent or shown here. */
  readonly frames: number;
}

export interface BeaconListenSettings {
  readonly host: string;
  readonly port: number;
  /** A beacon of this side, which each that connects is told; null: none. */
  readonly own: string | null;
}

export interface BeaconSendSettings {
  readonly host: string;
  readonly port: number;
  readonly beacon: string | null;
}

export interface Station {
  openSource(settings: SourceSettings): Promise<SourceInfo>;

  /** @returns what records, when packets are really being recorded */
  startCapture(settings: CaptureSettings): Promise<string>;
  /** Kept when the recording has ended, however that came about. */
  captureEnded(): Promise<CaptureResult>;
  /** Waits until every share in the recording is closed, so long at most. @returns whether it saw that */
  closeSeen(milliseconds: number): Promise<boolean>;
  stopCapture(): Promise<CaptureResult>;

  /** Shares from the source that was opened. @returns when viewers can connect */
  startSharer(settings: SharerSettings): Promise<void>;
  /** @returns the address of the first viewer, once there is one; null when the share ended without one */
  viewerJoined(): Promise<string | null>;
  sharerEnded(): Promise<SharerResult>;
  /** Ends the share in order. */
  stopSharer(): Promise<void>;

  /** @returns when it is connected, or has failed */
  startViewer(settings: ViewerSettings): Promise<void>;
  /** @returns whether a frame came, once one has or none will */
  firstFrame(): Promise<boolean>;
  viewerEnded(): Promise<ViewerResult>;
  /** A slow viewer need not be slow any more. */
  hurryViewer(): Promise<void>;
  /** Closes the viewer's side first, in order. */
  stopViewer(): Promise<void>;

  listenForBeacons(settings: BeaconListenSettings): Promise<void>;
  /** @returns whether the other side took it */
  sendBeacon(settings: BeaconSendSettings): Promise<boolean>;

  progress(): Promise<Progress>;
  close(): Promise<void>;
}
