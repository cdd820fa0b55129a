/**
 * What the viewer and its page say to each other over the WebSocket. Runs on both sides: nothing of Node in it, nothing
 * of the browser.
 *
 * Text messages are JSON. Binary messages are frames: a header, all numbers big-endian, then the picture.
 */
import type { ViewerState } from "../../viewer/state.ts";

export interface Counters {
  /** Received from the sharer so far. */
  readonly frames: number;
  readonly bytes: number;
  readonly framesPerSecond: number;
  readonly bitsPerSecond: number;
  /** Raw bytes / compressed bytes of the last frame; null: none yet, or the format does not compress. */
  readonly ratio: number | null;
  /** Since the last frame came in whole, ms; null: none yet. */
  readonly sinceLast: number | null;
}

export type ToPage =
  /** First of all: whom the viewer views. Again when more `sizes` are known. */
  | {
      readonly type: "hello";
      readonly sharer: string;
      readonly size: string;
      /** That the pictures may have, such as ["1366x768"]; null: the format says it. */
      readonly sizes: readonly string[] | null;
    }
  | { readonly type: "state"; readonly state: ViewerState }
  | { readonly type: "counters"; readonly counters: Counters };

export type FromPage =
  /** The page has taken its frame and can have another. */
  | { readonly type: "ready" }
  /** Try to connect now. */
  | { readonly type: "retry" }
  /** Try with this size. */
  | { readonly type: "size"; readonly size: string };

/** Of the largest picture: 2^29 bytes of RGB. */
export const MAX_PIXELS = Math.floor(2 ** 29 / 3);
/** Longest message that a page may send, bytes. */
export const MAX_FROM_PAGE = 256;
/** How the viewer closes the connection when it is over, so that the page does not try to come back. */
export const CLOSE_OVER = 1000;

export interface FrameHeader {
  /** deflate: one zlib stream of the pixels; rgb: the pixels. RGB, rows top down, no padding. */
  readonly coding: "deflate" | "rgb";
  /** Of the picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Counts all frames that came from the sharer, from 1: the page sees what it was not sent. */
  readonly number: number;
  /** From the frame's last byte coming in to its going out to the page, ms. */
  readonly held: number;
}

export const FRAME_HEADER_BYTES = 28;
const [CODING_AT, WIDTH_AT, HEIGHT_AT, NUMBER_AT, HELD_AT] = [0, 4, 8, 12, 20];
const CODINGS = ["deflate", "rgb"] as const;

export function writeFrameHeader({ coding, width, height, number, held }: FrameHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(CODING_AT, CODINGS.indexOf(coding));
  view.setUint32(WIDTH_AT, width);
  view.setUint32(HEIGHT_AT, height);
  view.setFloat64(NUMBER_AT, number);
  view.setFloat64(HELD_AT, held);
  return bytes;
}

/** @param message with at least FRAME_HEADER_BYTES, as `writeFrameHeader` made them */
export function readFrameHeader(message: ArrayBuffer): FrameHeader {
  const view = new DataView(message);
  return {
    coding: CODINGS[view.getUint32(CODING_AT)] ?? "rgb",
    width: view.getUint32(WIDTH_AT),
    height: view.getUint32(HEIGHT_AT),
    number: view.getFloat64(NUMBER_AT),
    held: view.getFloat64(HELD_AT),
  };
}

/** @returns null for whatever a page of ours would not send */
export function readFromPage(text: string): FromPage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null || !("type" in message)) return null;
  switch (message.type) {
    case "ready":
    case "retry":
      return { type: message.type };
    case "size":
      return "size" in message && typeof message.size === "string" ? { type: "size", size: message.size } : null;
    default:
      return null;
  }
}

/**
 * @param text such as "1366x768" or "1366 × 768"
 * @returns null when it is no size
 */
export function readSize(text: string): { width: number; height: number } | null {
  const match = /^\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  return width > 0 && height > 0 && width * height <= MAX_PIXELS ? { width, height } : null;
}
