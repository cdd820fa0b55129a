/** What every section of the page is made from. */
import type { StreamReport, Report } from "../../../analyze/facts/report.ts";
import type { Series, StreamSeries } from "../../../analyze/series/series.ts";
import type { Language } from "../../text/catalogue.ts";
import type { FactBook } from "./facts-view.ts";
import type { Rows } from "./rows.ts";
import type { Say } from "./say.ts";

export interface PageContext {
  readonly language: Language;
  readonly say: Say;
  readonly report: Report;
  readonly series: Series;
  /** Pictures of frames by stream, made small. */
  readonly thumbnails: ReadonlyMap<number, readonly Thumbnail[]>;
  /** Pictures were not to be shown, whatever the capture holds. */
  readonly withoutPictures: boolean;
}

export interface Thumbnail {
  /** Index in `frames.list`. */
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  /** Of the picture in the stream. */
  readonly fullWidth: number;
  readonly fullHeight: number;
  readonly png: Uint8Array;
}

export interface StreamContext extends PageContext {
  readonly stream: StreamReport;
  /** Its place in `report.streams`. */
  readonly index: number;
  readonly facts: FactBook;
  /** null where the series of so many streams are not kept. */
  readonly rows: Rows | null;
  readonly streamSeries: StreamSeries | null;
  /** "Stream 0", in the page's language. */
  readonly name: string;
  /** An element's id that is this stream's own. */
  readonly id: (name: string) => string;
}

/** Directions of a stream: 0 is what the client sent, 1 what the server sent. */
export type Side = 0 | 1;

export function otherSide(side: Side): Side {
  return side === 0 ? 1 : 0;
}

/** "client" or "server" in the page's language. */
export function sideWord({ say }: PageContext, side: Side): ReturnType<Say> {
  return say(side === 0 ? "word.client" : "word.server");
}

/** The directions with data, the one with most first. */
export function dataSides(stream: StreamReport): Side[] {
  const [client, server] = stream.directions;
  const sides: Side[] = server.payload_bytes >= client.payload_bytes ? [1, 0] : [0, 1];
  return sides.filter((side) => stream.directions[side].data_segments > 0);
}
