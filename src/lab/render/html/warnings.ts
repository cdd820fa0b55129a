/** What the reader of the capture complained about, and what stands in it beside packets. */
import type { PageContext } from "./context.ts";
import { english, foreign, html, EMPTY, type Html } from "./markup.ts";
import { tagText, type Weight } from "./summary.ts";

const MAX_LINES = 100;

interface Line {
  readonly weight: Weight;
  readonly text: Html;
}

/** What has to be said of the capture before anything else. */
export function captureFindings(context: PageContext): Html {
  const { report, say, language } = context;
  const { capture } = report;
  const lines: Line[] = [];
  if (capture.error !== null) {
    const message = english(foreign(capture.error.message), language.code);
    lines.push({ weight: "bad", text: say("sum.error", { message }) });
  }
  if (report.streams.length === 0) lines.push({ weight: "bad", text: say("sum.empty") });
  if (capture.cut_packets > 0) lines.push({ weight: "note", text: say("sum.cut", { count: capture.cut_packets }) });
  if (capture.warnings.length > 0) {
    const text = say("sum.warnings", { count: capture.warnings.length });
    lines.push({ weight: "note", text: html`${text} <a href="#warnings">${say("section.warnings")}</a>` });
  }
  return lines.length === 0 ? EMPTY : lineList(context, lines);
}

function lineList(context: PageContext, lines: readonly Line[]): Html {
  const items = lines.map(
    ({
      weight,
      text,
    }) => html`<li><span class="tag ${weight}">${tagText(context, weight)}</span><span>${text}</span></li>
`,
  );
  return html`<ul class="findings">${items}</ul>`;
}

export function warningsSection(context: PageContext): Html {
  const { say } = context;
  const lines = warningLines(context);
  if (lines.length === 0) return html`<p>${say("warnings.none")}</p>`;
  const shown = lines.slice(0, MAX_LINES);
  const more = lines.length - shown.length;
  return html`${lineList(context, shown)}${more > 0 && html`<p>${say("word.and_more", { count: more })}</p>`}`;
}

function warningLines({ report, say, language }: PageContext): Line[] {
  const { capture, streams } = report;
  const lines: Line[] = [];
  // Messages are English, and may quote what stood in the capture.
  const own = (text: string): Html => english(foreign(text), language.code);
  const { error } = capture;
  if (error !== null) {
    const text = say("warnings.error", { message: own(error.message), remedy: own(error.remedy) });
    lines.push({ weight: "bad", text: html`${text} <code>${error.code}</code>` });
  }
  for (const { code, message, packet } of capture.warnings) {
    const where = packet !== undefined && html` (${say("word.packet", { packet: html`${packet}` })})`;
    lines.push({ weight: "note", text: html`${own(message)}${where} <code>${code}</code>` });
  }
  const dropped = capture.interfaces.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
  if (dropped > 0) lines.push({ weight: "note", text: say("warnings.dropped", { count: dropped }) });
  for (const { name, packets, first_packet: first } of capture.undecoded) {
    const values = { count: packets, name: own(name), packet: html`${first}` };
    lines.push({ weight: "info", text: say("warnings.undecoded", values) });
  }
  for (const { stream, notes } of streams) {
    for (const { message, packet } of notes) {
      const values = { stream: html`${stream}`, packet: html`${packet}`, message: own(message) };
      lines.push({ weight: "note", text: say("warnings.note", values) });
    }
  }
  for (const { packet, text } of capture.comments) {
    lines.push({
      weight: "info",
      text:
        packet === null
          ? say("warnings.comment", { text: foreign(text) })
          : say("warnings.comment_on", { packet: html`${packet}`, text: foreign(text) }),
    });
  }
  return lines;
}
