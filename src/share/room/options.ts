import { PARTS, type Part } from "../display/page/room-protocol.ts";
import type { FrameSource } from "../source/types.ts";
import type { Trouble } from "../viewer/state.ts";
import type { PictureSize } from "../wire/types.ts";

export interface RoomOptions {
  /** Who hosts the room; null: this end does. */
  readonly peer: { readonly host: string; readonly addresses: readonly string[] } | null;
  /** In the chat. */
  readonly name: string;
  /** Address to listen on; null: this machine only, or what the host of the room can reach. */
  readonly host: string | null;
  /** Addresses and CIDR blocks that may connect; none: everybody who can reach the address. A guest lets its host in. */
  readonly allow: readonly string[];
  /** null: switched off. */
  readonly screen: {
    readonly port: number;
    /** What a host shares; null for a guest. */
    readonly source: FrameSource | null;
    /** Of the pictures, which is not on the wire. */
    readonly size: PictureSize;
    readonly fps: number;
  } | null;
  /** null: switched off. */
  readonly video: {
    readonly port: number;
    /** Of the other end. */
    readonly peerPort: number;
    /** null: there is none, because of `sourceTrouble`. */
    readonly source: FrameSource | null;
    readonly sourceTrouble: Trouble | null;
    readonly fps: number;
  } | null;
  /** null: switched off. */
  readonly chat: { readonly port: number } | null;
  /** null: switched off. */
  readonly files: {
    /** Of a host: what others get files from; null for a guest. */
    readonly folder: string | null;
    /** Of a host: whether others may add files. */
    readonly takes: boolean;
  } | null;
  /** Of one file, bytes. */
  readonly maxBytes: number;
  /** Port of the page; 0: any free one. */
  readonly pagePort: number;
}

/** Those that are switched on. */
export function partsOf({ screen, video, chat, files }: RoomOptions): Part[] {
  const on = { screen, video, chat, files: chat === null ? null : files };
  return PARTS.filter((part) => on[part] !== null);
}
