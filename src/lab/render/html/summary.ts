/** The summary: what happened, in plain sentences, each with a link to where it is shown. */
import type { Fact } from "../../../analyze/facts/fact.ts";
import { frameWords } from "../frames/words.ts";
import { valueText } from "../units.ts";
import { dataSides, otherSide, sideWord, type StreamContext } from "./context.ts";
import { at, percent, show } from "./facts-view.ts";
import { english, html, EMPTY, type Html } from "./markup.ts";
import { conversation } from "./messages-summary.ts";
import { RESENT } from "./rows.ts";

export type Weight = "good" | "note" | "bad" | "info";

export interface SummaryLine {
  readonly weight: Weight;
  readonly text: Html;
  /** Name of the section that shows it; null: none. */
  readonly section: SectionName | null;
}

export type SectionName =
  | "handshake" | "sequence" | "throughput" | "rtt" | "window" | "sizes" | "acks" | "frames" | "chat" | "files" | "losses" | "questions" | "facts"; // prettier-ignore

export function summaryList(context: StreamContext): Html {
  const { say } = context;
  const items = summaryOf(context).map(({ weight, text, section }) => {
    const link = section === null ? EMPTY : html` <a href="#${context.id(section)}">${say(`section.${section}`)}</a>`;
    return html`<li><span class="tag ${weight}">${tagText(context, weight)}</span><span>${text}${link}</span></li>
`;
  });
  return html`<ul class="findings">${items}</ul>`;
}

export function tagText({ say }: Pick<StreamContext, "say">, weight: Weight): Html {
  const [sign, word] = (
    {
      good: ["✓", "word.good"],
      note: ["!", "word.note"],
      bad: ["✗", "word.problem"],
      info: ["•", "word.info"],
    } as const
  )[weight];
  return html`<span aria-hidden="true">${sign} </span>${say(word)}`;
}

/** All that there is to say about a stream, most telling first within each topic. */
export function summaryOf(context: StreamContext): SummaryLine[] {
  return [
    opening(context),
    ...sent(context),
    ...(conversation(context) ?? pictures(context)),
    ...mending(context),
    ...windows(context),
    ...trips(context),
    ...captureFaults(context),
    ending(context),
  ];
}

function end({ index, stream }: StreamContext, which: "client" | "server"): Html {
  const { ip, port } = stream[which];
  const pointer = `/streams/${index}/${which}`;
  return html`${at(`${pointer}/ip`, ip, null, ip.includes(":") ? `[${ip}]` : ip)}:${at(`${pointer}/port`, port, "number")}`;
}

function opening(context: StreamContext): SummaryLine {
  const { say, stream, facts } = context;
  const ends = { client: end(context, "client"), server: end(context, "server") };
  const { state, initial_rtt: trip } = stream.handshake;
  if (state === "missing") return { weight: "note", text: say("sum.handshake_missing", ends), section: "handshake" };
  if (state === "partial") return { weight: "note", text: say("sum.handshake_partial", ends), section: "handshake" };
  const text =
    trip === null
      ? say("sum.handshake_untimed", ends)
      : say("sum.handshake", { ...ends, rtt: show(facts.get("tcp.analysis.initial_rtt"), context) });
  return { weight: "good", text, section: "handshake" };
}

function sent(context: StreamContext): SummaryLine[] {
  const { say, stream, facts } = context;
  const sides = dataSides(stream);
  if (sides.length === 0) return [{ weight: "note", text: say("sum.no_data"), section: null }];
  return sides.map((side) => {
    const rate = facts.get("throughput.mean", side);
    const values = {
      side: sideWord(context, side),
      bytes: show(facts.get("payload_bytes", side), context),
      segments: stream.directions[side].data_segments,
    };
    const text =
      rate.value === null ? say("sum.sent_once", values) : say("sum.sent", { ...values, rate: show(rate, context) });
    return { weight: "info", text, section: "throughput" };
  });
}

function pictures(context: StreamContext): SummaryLine[] {
  const { say, stream, facts, language } = context;
  const { frames } = stream;
  if (frames === null) {
    const why = english(stream.unknown["frames"] ?? "", language.code);
    return [{ weight: "note", text: say("sum.no_frames", { why }), section: "frames" }];
  }
  const values = { count: frames.count };
  const lines: SummaryLine[] = [
    {
      weight: frames.count > 0 ? "good" : "note",
      text:
        frames.ratio.median === null || frames.fps === null
          ? say("sum.frames_plain", values)
          : say(frameWords(frames.format).compressed ? "sum.frames" : "sum.frames_same", {
              ...values,
              fps: show(facts.get("frames.fps"), context),
              ratio: show(facts.get("frames.ratio.median"), context),
            }),
      section: "frames",
    },
  ];
  if (frames.incomplete > 0) {
    lines.push({ weight: "note", text: say("sum.frames_incomplete", { count: frames.incomplete }), section: "frames" });
  }
  return lines;
}

function mending(context: StreamContext): SummaryLine[] {
  const { say, stream } = context;
  const segments = stream.directions[0].data_segments + stream.directions[1].data_segments;
  const packetsWith = (is: (verdict: string) => boolean): number =>
    new Set(stream.verdicts.filter(({ verdict }) => is(verdict)).map(({ packet }) => packet)).size;
  const resent = packetsWith((verdict) => RESENT.has(verdict));
  const late = packetsWith((verdict) => verdict === "out_of_order");
  const copies = packetsWith((verdict) => verdict === "copy");
  const misled = new Set(stream.verdicts.filter(({ agrees }) => !agrees).map(({ packet }) => packet)).size;
  const lines: SummaryLine[] = [];
  if (resent > 0) {
    const share = percent(resent, segments);
    lines.push({ weight: "bad", text: say("sum.resent", { count: resent, segments, share }), section: "losses" });
  } else if (segments > 0) {
    lines.push({ weight: "good", text: say("sum.no_loss", { segments }), section: "losses" });
  }
  if (late > 0) lines.push({ weight: "note", text: say("sum.overtaken", { count: late }), section: "losses" });
  if (copies > 0) lines.push({ weight: "note", text: say("sum.copies", { count: copies }), section: "losses" });
  if (misled > 0) lines.push({ weight: "note", text: say("sum.misled", { count: misled }), section: "losses" });
  return lines;
}

function windows(context: StreamContext): SummaryLine[] {
  const { say, stream, facts } = context;
  const side = dataSides(stream)[0];
  if (side === undefined) return [];
  const { window } = stream.directions[otherSide(side)];
  const full = stream.directions[side].analysis.window_full?.length ?? 0;
  const lines: SummaryLine[] = [];
  if (window.zero > 0) {
    lines.push({ weight: "bad", text: say("sum.window_zero", { count: window.zero }), section: "window" });
  }
  if (full > 0) lines.push({ weight: "note", text: say("sum.window_full", { count: full }), section: "window" });
  if (lines.length === 0 && window.min !== null) {
    const flight = facts.get("bytes_in_flight.max", side);
    const values = { window: show(facts.get("window.min", otherSide(side)), context) };
    const text =
      flight.value === null
        ? say("sum.window_small", values)
        : say("sum.window_ok", { ...values, flight: show(flight, context) });
    lines.push({ weight: "good", text, section: "window" });
  }
  return lines;
}

function trips(context: StreamContext): SummaryLine[] {
  const { say, stream, facts } = context;
  const side = dataSides(stream)[0];
  if (side === undefined || stream.directions[side].rtt.samples === 0) return [];
  const fact = (id: string): Fact => facts.get(id, side);
  const text = say("sum.rtt", {
    median: show(fact("rtt.median"), context),
    min: show(fact("rtt.min"), context),
    max: show(fact("rtt.max"), context),
  });
  return [{ weight: "info", text, section: "rtt" }];
}

function captureFaults({ say, stream }: StreamContext): SummaryLine[] {
  const lines: SummaryLine[] = [];
  const [client, server] = stream.directions;
  const over = (client.segment_size.over_mss ?? 0) + (server.segment_size.over_mss ?? 0);
  const missing = client.missing_bytes + server.missing_bytes;
  if (over > 0) lines.push({ weight: "note", text: say("sum.offload", { count: over }), section: "sizes" });
  if (missing > 0) {
    lines.push({ weight: "note", text: say("sum.missing", { bytes: valueText(missing, "bytes") }), section: "facts" });
  }
  return lines;
}

function ending({ say, stream }: StreamContext): SummaryLine {
  const { how } = stream.close;
  const weight: Weight = how === "fin" ? "good" : "note";
  return { weight, text: say(`sum.close_${how}`), section: "handshake" };
}
