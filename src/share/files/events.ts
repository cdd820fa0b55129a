import type { NameEnd } from "../wire/file-transfer/request.ts";

/** not-allowed: its address; full: as many clients as there may be are served. */
export type Rejection = "not-allowed" | "full";

/** Names come from the network: whoever shows them makes them harmless. */
export type FileEventBody =
  | { readonly kind: "rejected"; readonly why: Rejection }
  /** No request of this protocol, or none in time. `bytes`: what came instead, some of it. */
  | { readonly kind: "no-request"; readonly why: "silent" | "unknown"; readonly bytes: Buffer }
  /** @property why in words that follow the name */
  | { readonly kind: "declined"; readonly verb: FileVerb; readonly name: string; readonly why: string }
  /** @property size bytes; null: the protocol does not tell */
  | { readonly kind: "started"; readonly verb: FileVerb; readonly name: string; readonly size: number | null }
  | {
      readonly kind: "done";
      readonly verb: FileVerb;
      readonly name: string;
      readonly bytes: number;
      readonly seconds: number;
      readonly sha256: string;
      /** Of an upload; null of a download. */
      readonly nameEnd: NameEnd | null;
    }
  | {
      readonly kind: "broken";
      readonly verb: FileVerb;
      readonly name: string;
      readonly bytes: number;
      /** A sentence's end: "the connection broke". */
      readonly why: string;
      /** What an unfinished upload is called; null when nothing is left. */
      readonly partial: string | null;
    };

export type FileVerb = "get" | "put";

export type FileEvent = FileEventBody & {
  /** Of the client. */
  readonly address: string;
  readonly port: number;
};

export interface FileCounters {
  /** Clients right now. */
  readonly clients: number;
  /** Whole files, as far as can be told. */
  readonly sent: number;
  readonly received: number;
  /** Of all transfers, unfinished ones too. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly declined: number;
  readonly broken: number;
  readonly rejected: number;
}
