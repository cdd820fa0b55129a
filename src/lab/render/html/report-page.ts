/** The lab report as one HTML file: no network, no script, readable by everybody, printable. */
import type { Report } from "../../../analyze/facts/report.ts";
import type { Series } from "../../../analyze/series/series.ts";
import { ENGLISH, type Language } from "../../text/catalogue.ts";
import { symbolDefinitions } from "../plot/marks.ts";
import { durationText } from "../units.ts";
import type { PageContext, StreamContext, Thumbnail } from "./context.ts";
import { htmlDocument } from "./document.ts";
import { at, FactBook } from "./facts-view.ts";
import { foreign, html, type Html } from "./markup.ts";
import { moreStreams, otherStreams } from "./other-streams.ts";
import { Rows } from "./rows.ts";
import { sayIn, textOf } from "./say.ts";
import { sectionsOf, streamSection } from "./stream.ts";
import { STYLE } from "./style.ts";
import { captureFindings, warningsSection } from "./warnings.ts";

export interface HtmlReportOptions {
  /** The capture as the user called it. */
  readonly name: string;
  /** Of sharelab. */
  readonly version: string;
  readonly language?: Language;
  /** Pictures of frames, by stream. */
  readonly thumbnails?: ReadonlyMap<number, readonly Thumbnail[]>;
  /** Pictures are left out, because the report is redacted. */
  readonly withoutPictures?: boolean;
}

/** Streams with sections of their own; the others stand in a table. */
export const FULL_STREAMS = 8;

/** @returns the page's text */
export function htmlReport(report: Report, series: Series, options: HtmlReportOptions): string {
  const language = options.language ?? ENGLISH;
  const say = sayIn(language);
  const page: PageContext = {
    ...{ language, say, report, series },
    thumbnails: options.thumbnails ?? new Map(),
    withoutPictures: options.withoutPictures ?? false,
  };
  const streams = report.streams.slice(0, FULL_STREAMS).map((_, index) => streamContext(page, index));
  const more = moreStreams(page, FULL_STREAMS);
  const others = otherStreams(page);
  const withOthers = more !== null || others !== null;
  const body = html`<a class="skip" href="#report">${say("page.skip")}</a>${symbolDefinitions()}
${header(page, options.name)}
${contents(page, streams, withOthers)}
<main id="report" tabindex="-1">
${captureFindings(page)}${streams.map(streamSection)}${
    withOthers &&
    html`<section id="others" aria-labelledby="others-h"><h2 id="others-h">${say("section.others")}</h2>${more}${others}</section>
`
  }<section id="warnings" aria-labelledby="warnings-h"><h2 id="warnings-h">${say("section.warnings")}</h2>
${warningsSection(page)}</section>
</main>
<footer><p>${say("page.made", { version: options.version })}</p></footer>`;
  const title = textOf(say("page.title", { name: options.name }));
  return htmlDocument({ language: language.code, title, style: STYLE, body }).toString();
}

export function streamContext(page: PageContext, index: number): StreamContext {
  const stream = page.report.streams[index]!;
  const streamSeries = page.series.streams.find((one) => one.stream === stream.stream) ?? null;
  return {
    ...page,
    stream,
    index,
    streamSeries,
    facts: new FactBook(stream),
    rows: streamSeries === null ? null : new Rows(streamSeries, stream),
    name: textOf(page.say("section.stream", { stream: html`${stream.stream}` })),
    id: (name) => `s${stream.stream}-${name}`,
  };
}

function header({ say, report }: PageContext, name: string): Html {
  const { capture } = report;
  const values = {
    packets: capture.packets,
    bytes: at("/capture/bytes", capture.bytes, "bytes"),
    format: capture.format,
  };
  const types = [...new Set(capture.interfaces.map((one) => one.link_type).filter((type) => type !== null))];
  const shown = report.streams.length;
  const lines = [
    say(capture.compressed ? "page.compressed" : "page.capture", values),
    capture.first_time !== null && say("page.begins", { time: readable(capture.first_time) }),
    capture.duration !== null &&
      say("page.lasts", {
        duration: at("/capture/duration", capture.duration, "seconds", durationText(capture.duration)),
      }),
    types.length > 0 && say("page.link", { types: types.join(", ") }),
    capture.tcp_streams !== shown && say("page.streams_of", { shown, all: capture.tcp_streams }),
  ];
  return html`<header><p class="kicker">${say("page.kicker")}</p><h1>${foreign(name)}</h1><ul class="meta">${lines.map(
    (line) => line !== false && html`<li>${line}</li>`,
  )}</ul></header>`;
}

/** "1763693870.123456" as a date and time in UTC, with the digits it has. */
function readable(time: string): Html {
  const [seconds = "", fraction = ""] = time.split(".");
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return at("/capture/first_time", time, null);
  const [day = "", clock = ""] = date.toISOString().split(/[T.]/);
  return at("/capture/first_time", time, null, `${day} ${clock}${fraction === "" ? "" : `.${fraction}`} UTC`);
}

function contents({ say }: PageContext, streams: readonly StreamContext[], withOthers: boolean): Html {
  const items = streams.map(
    (
      context,
    ) => html`<li><a href="#${context.id("stream")}">${context.name}</a><ol><li><a href="#${context.id("summary")}">${say("section.summary")}</a></li>${sectionsOf(
      context,
    ).map(([section]) => html`<li><a href="#${context.id(section)}">${say(`section.${section}`)}</a></li>`)}</ol></li>
`,
  );
  return html`<nav class="contents" aria-labelledby="contents-h"><h2 id="contents-h">${say("page.contents")}</h2><ol>
${items}${withOthers && html`<li><a href="#others">${say("section.others")}</a></li>`}<li><a href="#warnings">${say("section.warnings")}</a></li></ol></nav>`;
}
