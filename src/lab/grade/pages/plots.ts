/** The lab report's plots of the student's own capture: those that show what the checks ask about. */
import type { Report } from "../../../analyze/facts/report.ts";
import type { Series } from "../../../analyze/series/series.ts";
import { ENGLISH } from "../../text/catalogue.ts";
import { html, type Html } from "../../render/html/markup.ts";
import { streamContext } from "../../render/html/report-page.ts";
import { handshakeSection } from "../../render/html/handshake.ts";
import { roundTripsSection } from "../../render/html/round-trips.ts";
import { sayIn } from "../../render/html/say.ts";
import { sequenceSection } from "../../render/html/sequence.ts";
import { framesSection } from "../../render/html/frames.ts";
import { windowsSection } from "../../render/html/windows.ts";
import { symbolDefinitions } from "../../render/plot/marks.ts";

export interface Plotted {
  readonly report: Report;
  readonly series: Series;
}

export interface CaptureSection {
  readonly body: Html;
  readonly links: readonly Html[];
  readonly symbols: Html;
}

const SHOWN = [
  ["handshake", handshakeSection],
  ["sequence", sequenceSection],
  ["rtt", roundTripsSection],
  ["window", windowsSection],
  ["frames", framesSection],
] as const;

/** The session with most packets; null without one. */
export function captureSection({ report, series }: Plotted): CaptureSection | null {
  if (report.streams.length === 0) return null;
  const index = report.streams.reduce((best, one, at) => (one.packets > report.streams[best]!.packets ? at : best), 0);
  const say = sayIn(ENGLISH);
  const context = streamContext(
    { language: ENGLISH, say, report, series, thumbnails: new Map(), withoutPictures: true },
    index,
  );
  const { stream } = context.stream;
  const sections = SHOWN.map(
    ([name, make]) =>
      html`<section id="${context.id(name)}">
        <h3>${say(`section.${name}`)}</h3>
        ${make(context)}
      </section> `,
  );
  return {
    body: html`<p>
        What your own capture shows, from <code>tcp.stream == ${stream}</code>. <code>sharelab analyze</code> with
        <code>--html</code> shows more of it.
      </p>
      ${sections}`,
    links: SHOWN.map(([name]) => html`<a href="#${context.id(name)}">${say(`section.${name}`)}</a>`),
    symbols: symbolDefinitions(),
  };
}
