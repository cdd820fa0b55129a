import type { StreamReport, SynReport } from "../../../analyze/facts/report.ts";
import { count, durationText, valueText } from "../units.ts";
import { paint, table, type TerminalStyle } from "./style.ts";
import { wrap } from "./wrap.ts";

export function handshakeText({ handshake, unknown }: StreamReport, style: TerminalStyle): string {
  const { syn, syn_ack: synAck, ack } = handshake;
  const title = paint(style, "bold", "Handshake:");
  if (handshake.state === "missing") {
    return wrap(
      `${title} missing, ${unknown["handshake.syn"] ?? "not in the capture"}; scales and options are unknown.`,
      style.width,
    );
  }
  const packets = [syn?.packet, synAck?.packet, ack?.packet].filter((packet) => packet !== undefined);
  const trip = handshake.initial_rtt === null ? "" : `, initial round trip ${durationText(handshake.initial_rtt)}`;
  const heading = wrap(`${title} ${handshake.state}${trip} (packets ${packets.join(", ")})`, style.width);
  const row = (label: string, show: (side: SynReport & { ack?: number | null }) => string): string[] => [
    label,
    syn === null ? "not captured" : show(syn),
    synAck === null ? "not captured" : show(synAck),
  ];
  const rows = [
    row("sequence number (raw)", (side) => valueText(side.seq, "number")),
    row("acknowledges (raw)", (side) => (side.ack === undefined ? "-" : valueText(side.ack, "number"))),
    row("window (never scaled)", (side) => valueText(side.window, "bytes")),
    row("MSS", (side) => (side.mss === null ? absent(side) : valueText(side.mss, "bytes"))),
    row("window scale", (side) =>
      side.window_shift === null
        ? absent(side)
        : `shift ${side.window_shift}, x ${count(2 ** Math.min(side.window_shift, 14))}`,
    ),
    row("SACK, timestamps", (side) => `${yes(side.sack_permitted)}, ${yes(side.timestamps)}`),
  ];
  const columns = [
    { title: "", width: 27 },
    { title: `SYN${syn === null ? "" : `, packet ${syn.packet}`}`, width: 24 },
    { title: `SYN, ACK${synAck === null ? "" : `, packet ${synAck.packet}`}`, width: 24 },
  ];
  return `${heading}\n${table(style, columns, rows)}`;
}

/** A SYN without the option, or a packet list that doesn't show options. */
function absent(side: SynReport): string {
  return side.sack_permitted === null ? "unknown" : "no option";
}

function yes(value: boolean | null): string {
  return valueText(value, null);
}
