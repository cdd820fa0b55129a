/** Losses and what happened next: each recovery told as a short story of its packets, with the moment enlarged. */
import type { VerdictReport } from "../../../analyze/facts/report.ts";
import { VERDICTS } from "../../../analyze/tcp/verdicts.ts";
import type { MessageId } from "../../text/catalogue.ts";
import { figure } from "../plot/figure.ts";
import { svg } from "../plot/plot.ts";
import { scrolling, table } from "../plot/table.ts";
import { count, durationText, valueText } from "../units.ts";
import { dataSides, type StreamContext } from "./context.ts";
import { explain, explanations } from "./explain.ts";
import { packetList } from "./facts-view.ts";
import { english, html, EMPTY, type Html, type Piece } from "./markup.ts";
import { kindOf, recoveries, type Mended, type Recovery } from "./recoveries.ts";
import type { Rows } from "./rows.ts";
import { textOf } from "./say.ts";
import { segmentsPlot } from "./segments-plot.ts";

/** Events with a story, those of them with a picture, and those in the table behind. */
const STORIES = 10;
const PICTURES = 5;
const IN_SHORT = 100;
const MISLED_ROWS = 20;
/** Segments of one event that are told one by one. */
const TOLD = 6;
/** A pause this long, and twice the usual round trip, is a timer's (seconds): no answer is that slow. */
const TIMER = 0.01;

export function lossesSection(context: StreamContext): Html {
  const { say, rows, stream } = context;
  const events = rows === null ? [] : dataSides(stream).flatMap((side) => recoveries(rows, stream, side));
  events.sort((a, b) => a.start - b.start);
  const mended = events.reduce((sum, event) => sum + event.mended.length, 0);
  const told =
    rows === null || events.length === 0
      ? html`<p>${say("loss.none")}</p>`
      : html`<p>${say("loss.intro", { events: events.length, segments: mended })}</p>
${events.slice(0, STORIES).map((event, index) => story(context, rows, event, index))}${inShort(context, events.slice(STORIES))}`;
  return html`${told}${misled(context)}${explanations(explain(say("explain.marks.q"), say("explain.marks.a")))}`;
}

function story(context: StreamContext, rows: Rows, event: Recovery, index: number): Html {
  const { say } = context;
  const what = say(`loss.what_${kindOf(event, timerOf(context, event))}`);
  const steps = storySteps(context, rows, event).map((step) => html`<li>${step}</li>`);
  const id = context.id(`event-${index + 1}`);
  return html`<section class="story" id="${id}"><h4>${say("loss.heading", {
    time: durationText(event.start),
    what,
  })}</h4><ol>${steps}</ol>${index < PICTURES && enlarged(context, rows, event, index + 1)}</section>
`;
}

/** Silence from which on a segment must have been sent again by a timer, seconds. */
function timerOf({ facts }: StreamContext, { side }: Recovery): number {
  const usual = facts.number("rtt.median", side);
  return Math.max(TIMER, Number.isFinite(usual) ? 2 * usual : 0);
}

/** What happened, in the order of the packets that show it. */
function storySteps(context: StreamContext, rows: Rows, event: Recovery): Html[] {
  const { say } = context;
  const first = event.mended[0]!;
  const kind = kindOf(event, timerOf(context, event));
  const steps: { readonly packet: number; readonly text: Html }[] = [];
  const add = (packet: number | undefined, text: Html): void => {
    steps.push({ packet: packet ?? 0, text });
  };
  if (first.original !== null && kind !== "late") {
    const values = {
      ...numbers(first),
      packet: html`${first.original.packet}`,
      length: valueText(first.length, "bytes"),
    };
    add(first.original.packet, say(kind === "spurious" ? "loss.sent_spurious" : "loss.sent", values));
  } else if (event.hole !== null) add(event.hole.packet, holeStep(context, event.hole));
  const asking = event.askedBy.length > 0 ? event.askedBy : event.sackedBy;
  if (asking.length > 0 && kind !== "spurious") add(asking[0], askingStep(context, event));
  for (const one of event.mended.slice(0, TOLD)) add(one.packet, mendedStep(context, rows, event, one));
  const more = event.mended.slice(TOLD).map(({ packet }) => packet);
  if (more.length > 0) {
    add(more[0], say("loss.resent_more", { count: more.length, packets: packetList(more, more.length, context) }));
  }
  const needless = event.mended.find((one) => one.needless !== null && one.verdict !== "out_of_order");
  if (needless !== undefined) {
    const packet = needless.needless ?? 0;
    add(packet, say("loss.dsack", { packet: html`${packet}`, seq: count(needless.seq) }));
  }
  const { duplicatesAfter, recovered } = event;
  if (duplicatesAfter.length > 0) {
    const packets = packetList(duplicatesAfter, duplicatesAfter.length, context);
    const values = { count: duplicatesAfter.length, packets };
    const text = event.askedBy.length > 0 ? say("loss.dups_after", values) : say("loss.dups_only_after", values);
    add(duplicatesAfter[0], text);
  }
  if (recovered !== null) {
    const { packet, ack, time } = recovered;
    const after = durationText(time - event.start);
    add(packet, say("loss.recovered", { packet: html`${packet}`, ack: count(ack), after }));
  }
  steps.sort((a, b) => a.packet - b.packet);
  const told = steps.map(({ text }) => text);
  return recovered === null ? [...told, say("loss.not_recovered")] : told;
}

function numbers(one: Mended): { packet: Html; seq: string } {
  return { packet: html`${one.packet}`, seq: count(one.seq) };
}

function holeStep({ say }: StreamContext, hole: NonNullable<Recovery["hole"]>): Html {
  return say("loss.hole", {
    packet: html`${hole.packet}`,
    seq: count(hole.seq),
    missing: valueText(hole.missing, "bytes"),
  });
}

/** The ACKs that asked for what was then sent again. */
function askingStep(context: StreamContext, { askedBy, sackedBy, repeatedAck }: Recovery): Html {
  const { say } = context;
  const list = askedBy.length > 0 ? askedBy : sackedBy;
  const values = { count: list.length, packets: packetList(list, list.length, context), ack: count(repeatedAck) };
  if (askedBy.length === 0) return say("loss.sacks", values);
  return html`${say("loss.dups", values)} ${sackedBy.length > 0 && say("loss.sack")}`;
}

/** How one segment was sent again, or came late. */
function mendedStep(context: StreamContext, rows: Rows, event: Recovery, one: Mended): Html {
  const { say } = context;
  const values = numbers(one);
  if (one.verdict === "out_of_order") return say("loss.late", values);
  if (one.verdict === "spurious_retransmission") {
    const acked = acknowledgedBefore(rows, event, one);
    if (acked === null) return say("loss.resent_spurious_plain", values);
    return say("loss.resent_spurious", { ...values, acked: html`${acked}` });
  }
  if (one.overtaken !== null) return say("loss.overtook", { ...values, first: html`${one.overtaken}` });
  if (one.original === null) {
    const after = durationText(one.time - (event.hole?.time ?? event.start));
    return say("loss.filled", { packet: html`${one.packet}`, after });
  }
  const timed = one.silence >= timerOf(context, event);
  if (one.again !== null) {
    const after = durationText(one.time - one.again.time);
    return timed
      ? say("loss.resent_timer_again", { ...values, after })
      : say("loss.resent_again", { ...values, after });
  }
  const after = durationText(one.time - one.original.time);
  if (one.verdict === "fast_retransmission") return say("loss.resent_fast", { ...values, after });
  return timed
    ? say("loss.resent_timer", { ...values, after, silence: durationText(one.silence) })
    : say("loss.resent", { ...values, after });
}

/** The packet that acknowledged what was then sent again all the same. */
function acknowledgedBefore(rows: Rows, event: Recovery, first: Mended): number | null {
  const { ack, packet } = rows.series.columns;
  for (const row of rows.acks[event.side === 0 ? 1 : 0]) {
    if (packet[row]! >= first.packet) return null;
    if (ack[row]! >= first.seq + first.length) return packet[row]!;
  }
  return null;
}

function enlarged(context: StreamContext, rows: Rows, event: Recovery, number: number): Html | null {
  const { say, name } = context;
  const length = event.end - event.start;
  if (!(length > 0)) return null;
  const span = [Math.max(0, event.start - length * 0.15), event.end + length * 0.1] as const;
  const plot = segmentsPlot(context, rows, event.side, span, 300);
  const id = context.id(`event-${number}-plot`);
  const title = say("loss.zoom_title", { number });
  return figure(
    {
      id,
      title,
      takeaway: say("loss.zoom_takeaway", { from: durationText(span[0]), to: durationText(span[1]) }),
      context: name,
      picture: svg([plot.panel], {
        id: `${id}-svg`,
        title: `${textOf(title)}, ${name}`,
        description: storySteps(context, rows, event).map(textOf).join(" "),
      }),
      legend: plot.legend,
      notes: plot.notes,
      table: null,
    },
    say,
  );
}

function inShort(context: StreamContext, events: readonly Recovery[]): Html {
  const { say, name } = context;
  if (events.length === 0) return EMPTY;
  const rows = events.slice(0, IN_SHORT).map((event): Piece[] => [
    durationText(event.start),
    say(`loss.what_${kindOf(event, timerOf(context, event))}`),
    packetList(
      event.mended.map(({ packet }) => packet),
      event.mended.length,
      context,
    ),
    event.recovered === null ? EMPTY : event.recovered.packet,
  ]);
  const columns = [
    { label: say("col.time"), numeric: true },
    { label: say("col.what") },
    { label: say("col.resent") },
    { label: say("col.ack_packet"), numeric: true },
  ];
  const left = events.length - rows.length;
  const caption = say("loss.more", { count: events.length });
  return html`${scrolling(`${textOf(caption)} ${name}`, table({ caption, columns, rows }))}${left > 0 && html`<p class="how">${say("loss.omitted", { count: left })}</p>`}`;
}

/** What a verdict means; its rule where the catalogue has no text for it. */
function verdictText({ say, language }: StreamContext, verdict: string): Html {
  const id = `verdict.${verdict}`;
  if (id in language.messages) return say(id as MessageId & `verdict.${string}`);
  return english(VERDICTS.find((kind) => kind.id === verdict)?.rule ?? verdict, language.code);
}

/** Packets by what Wireshark marks and what the verdict is, where the two differ. */
function misled(context: StreamContext): Html {
  const { say, stream, name } = context;
  const groups = new Map<string, VerdictReport[]>();
  for (const verdict of stream.verdicts) {
    if (verdict.agrees) continue;
    const key = `${verdict.marks.join(", ")}|${verdict.verdict}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  if (groups.size === 0) return EMPTY;
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, MISLED_ROWS);
  const rows = largest.map((group): Piece[] => [
    group[0]!.marks.length === 0 ? say("loss.nothing") : html`<code>${group[0]!.marks.join(", ")}</code>`,
    verdictText(context, group[0]!.verdict),
    group.length,
    packetList(
      group.map(({ packet }) => packet),
      group.length,
      context,
    ),
  ]);
  const columns = [
    { label: say("col.marks") },
    { label: say("col.verdict") },
    { label: say("col.count"), numeric: true },
    { label: say("col.packets") },
  ];
  const title = say("loss.misled");
  const label = `${textOf(title)}, ${name}`;
  return html`<h4>${title}</h4><p>${say("loss.misled_intro")}</p>${scrolling(
    label,
    table({ caption: label, captionHidden: true, columns, rows }),
  )}`;
}
