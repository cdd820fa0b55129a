/**
 * `--redact`: a report without what points to people and machines, for handing on. Addresses become others of the ranges
 * that are set aside for documents (RFC 5737, RFC 3849), each always the same one; comments, descriptions of interfaces and
 * quoted text are left out. Ports, times and sequence numbers stay: without them nothing could be checked.
 */
import type { CompareReport } from "../../analyze/compare/report.ts";
import type { FrameReport, Report } from "../../analyze/facts/report.ts";
import { redactMessages } from "./redact-messages.ts";

/** TEST-NET-1, -2, -3 (RFC 5737); and for captures with more addresses the benchmarking range (RFC 2544). */
const IPV4_RANGES: readonly (readonly [string, number])[] = [
  ["192.0.2", 254],
  ["198.51.100", 254],
  ["203.0.113", 254],
];
/** Text between quotation marks, which may have such in it behind a backslash. */
const QUOTED = /"(?:\\.|[^"\\])*"/g;
const LOOPBACK = /^127\.|^::1$/;

const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
/** Anything of hexadecimal groups and at least two colons: a little too much is better than an address too few. */
const IPV6 = /(?<![\w:.])(?=[\da-fA-F:.]*:[\da-fA-F:.]*:)[\da-fA-F:.]{3,}(?:%\w+)?/g;

/** Replaces addresses, each by its own. One for everything that belongs together. */
export class AddressMap {
  readonly #known = new Map<string, string>();
  #ipv4 = 0;
  #ipv6 = 0;

  of(address: string): string {
    if (LOOPBACK.test(address)) return address;
    let other = this.#known.get(address);
    if (other === undefined) {
      other = address.includes(":") ? `2001:db8::${(++this.#ipv6).toString(16)}` : documentAddress(this.#ipv4++);
      this.#known.set(address, other);
    }
    return other;
  }

  /** All addresses within a text. */
  within(text: string): string {
    return text
      .replaceAll(IPV4, (address) => this.of(address))
      .replaceAll(IPV6, (address) => (/^\d{1,2}:\d{2}(:\d{2})?/.test(address) ? address : this.of(address)));
  }
}

function documentAddress(index: number): string {
  let rest = index;
  for (const [prefix, count] of IPV4_RANGES) {
    if (rest < count) return `${prefix}.${rest + 1}`;
    rest -= count;
  }
  return `198.${18 + ((rest >> 16) & 1)}.${(rest >> 8) & 255}.${rest & 255}`;
}

/** The same for a comparison; an address is replaced by the same one in both captures. */
export function redactComparison(report: CompareReport): CompareReport {
  const addresses = new AddressMap();
  const ends = <T extends { readonly ip: string }>({ a, b }: { readonly a: T; readonly b: T }): { a: T; b: T } => ({
    a: { ...a, ip: addresses.of(a.ip) },
    b: { ...b, ip: addresses.of(b.ip) },
  });
  const streams = report.streams.map((one) => ({ ...one, client: ends(one.client), server: ends(one.server) }));
  return { ...report, streams };
}

/** @param path of the capture, in case a message names it */
export function redact(report: Report, path = "", addresses = new AddressMap()): Report {
  const text = (value: string): string => {
    const known = path === "" ? value : value.replaceAll(path, "the capture");
    return addresses.within(known.replaceAll(QUOTED, '"(left out)"'));
  };
  const end = <T extends { readonly ip: string }>(one: T): T => ({ ...one, ip: addresses.of(one.ip) });
  // What is wrong with a frame may quote what stands in it.
  const frame = (one: FrameReport): FrameReport =>
    one.problem === null ? one : { ...one, problem: text(one.problem) };
  const reasons = (unknown: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(unknown).map(([key, reason]) => [key, text(reason)]));
  const { capture } = report;
  return {
    ...report,
    capture: {
      ...capture,
      redacted: true,
      interfaces: capture.interfaces.map((one) => ({ ...one, name: null, description: null })),
      comments: capture.comments.map((comment) => ({ ...comment, text: "(left out)" })),
      warnings: capture.warnings.map((warning) => ({ ...warning, message: text(warning.message) })),
      error:
        capture.error === null
          ? null
          : { ...capture.error, message: text(capture.error.message), remedy: text(capture.error.remedy) },
      other_streams: capture.other_streams.map((one) => ({ ...one, a: end(one.a), b: end(one.b) })),
      unknown: reasons(capture.unknown),
    },
    streams: report.streams.map((stream) => ({
      ...stream,
      client: end(stream.client),
      server: end(stream.server),
      frames: stream.frames === null ? null : { ...stream.frames, list: stream.frames.list.map(frame) },
      notes: stream.notes.map((note) => ({ ...note, message: text(note.message) })),
      ...redactMessages(stream, reasons(stream.unknown)),
    })),
  };
}
