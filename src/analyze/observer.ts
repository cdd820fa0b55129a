/** What may watch an analysis while the capture is read: series, CSV, saved frames. */
import type { Analysis } from "./analysis.ts";
import type { FrameRecord } from "./frames/types.ts";
import type { FileRecord, MessageRecord } from "./messages/types.ts";
import type { Segment } from "./packet/segment.ts";
import type { Side } from "./tcp/opening.ts";
import type { Conversation } from "./tcp/stream-table.ts";

/** A whole frame, as it came. */
export interface SeenFrame {
  readonly conversation: Conversation;
  /** The side that sent it. */
  readonly side: Side;
  /** Index in `frames.list` of the report. */
  readonly index: number;
  /** Raw size and intactness are filled in later. */
  readonly record: FrameRecord;
  /** Name of its format. */
  readonly format: string;
  /** Its body, compressed: only lent. */
  readonly body: Buffer;
}

/** A message of a chat, once it is whole. */
export interface SeenMessage {
  readonly conversation: Conversation;
  readonly message: MessageRecord;
  /** Not shortened. */
  readonly text: string;
}

/** A piece of a file that is fetched or sent. */
export interface SeenFilePiece {
  readonly conversation: Conversation;
  readonly file: FileRecord;
  /** Only lent. */
  readonly bytes: Uint8Array;
}

export interface Observer {
  /** The analysis begins. What it knows may be looked up in it, but not changed, whenever control comes back. */
  readonly begin?: (analysis: Analysis) => void;
  /** Told of each analyzed segment, with the bits of `tcp/marks.ts` and the side that sent it. The segment is only lent. */
  readonly segment?: (segment: Segment, conversation: Conversation, marks: number, side: Side) => void;
  /** A stream whose segments were told turns out to be none that is reported. */
  readonly ignored?: (conversation: Conversation) => void;
  /** Told of each whole frame, unless frames are not to be inflated. */
  readonly frame?: (frame: SeenFrame) => void;
  readonly message?: (message: SeenMessage) => void;
  readonly file?: (piece: SeenFilePiece) => void;
  /** Nothing while there is room; else a promise for which reading waits. */
  readonly pressure?: () => Promise<void> | undefined;
  /** The capture is read and its frames are inflated; the streams are still there. */
  readonly end?: (analysis: Analysis, ports: ReadonlySet<number>) => Promise<void> | void;
}
