/**
 * Differential testing of an analysis against tshark: says which packets differ, shows them among their neighbours,
 * and shrinks what differs to a few packets.
 */
import { flagLetters, hex } from "./packets.ts";
import { describeSegments, pcapOf, type Segment } from "./scenario.ts";
import { tsharkRows, withCapture, type TsharkOptions, type TsharkRow } from "./tshark.ts";

/** What we say of a packet: any of tshark's values, under the same names. Only those given are compared. */
export type Verdict = Partial<Omit<TsharkRow, "flags">> & { flags?: Iterable<string> };
export type Analyzer = (path: string) => Promise<Map<number, Verdict>>;

export interface CompareOptions extends TsharkOptions {
  /** Which values to compare; by default all that the verdict has (a value given as undefined must be missing there too). */
  fields?: readonly (keyof TsharkRow)[];
  /** Marks of tshark's which we do not have. */
  ignoreFlags?: readonly string[];
  /** How many differences the report shows, and how many packets before each. */
  show?: number;
  context?: number;
}

export interface Difference {
  packet: number;
  /** "flags: +retransmission" (tshark has it, we do not), "flags: -keep_alive", "bytesInFlight: 100, ours 200". */
  details: string[];
}

export interface Comparison {
  packets: number;
  differences: Difference[];
  /** Made for reading; "" when there are no differences. */
  report: string;
}

function valueText(value: unknown): string {
  if (value instanceof Set) return [...(value as Set<string>)].sort().join("+") || "-";
  if (value === undefined) return "none";
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}

function detailsOf(row: TsharkRow, ours: Verdict | undefined, options: CompareOptions): string[] {
  if (ours === undefined) return ["missing in ours"];
  const details: string[] = [];
  const wanted = options.fields ?? (Object.keys(ours) as (keyof TsharkRow)[]);
  for (const field of wanted) {
    if (field === "packet") continue;
    if (field !== "flags") {
      if (row[field] !== ours[field])
        details.push(`${field}: ${valueText(row[field])}, ours ${valueText(ours[field])}`);
      continue;
    }
    const ignored = new Set(options.ignoreFlags);
    const flags = new Set<string>(ours.flags);
    for (const flag of row.flags) if (!flags.has(flag) && !ignored.has(flag)) details.push(`flags: +${flag}`);
    for (const flag of flags) if (!(row.flags as Set<string>).has(flag)) details.push(`flags: -${flag}`);
  }
  return details;
}

/** A capture's packets as data (from tshark's reading of it), so that they can be shown, cut and rendered again. */
export function segmentsOf(rows: readonly TsharkRow[]): Segment[] {
  return rows.map((row) => ({
    time: row.time,
    source: row.source,
    sourcePort: row.sourcePort,
    destination: row.destination,
    destinationPort: row.destinationPort,
    seq: row.seq,
    ack: row.ack,
    flags: flagLetters(row.flagBits),
    window: row.windowValue,
    length: row.length,
    ...(row.ipId !== undefined && { ipId: Number(row.ipId) }),
    ...(row.options !== "" && { options: [{ kind: "raw", bytes: hex(row.options.replaceAll(":", "")) } as const] }),
  }));
}

const endsOf = (row: TsharkRow): string =>
  [`${row.source}:${row.sourcePort}`, `${row.destination}:${row.destinationPort}`].sort().join(" ");

function marks(row: TsharkRow): string {
  const values = [
    row.duplicateAckNumber === undefined ? "" : `dup#${row.duplicateAckNumber}`,
    row.bytesInFlight === undefined ? "" : `inFlight=${row.bytesInFlight}`,
  ];
  return `  #${row.packet} {${[valueText(row.flags), ...values].filter(Boolean).join(" ")}}`;
}

function reportOf(rows: readonly TsharkRow[], differences: readonly Difference[], options: CompareOptions): string {
  const { show = 3, context = 12 } = options;
  const parts: string[] = [];
  for (const { packet, details } of differences.slice(0, show)) {
    const row = rows.find((one) => one.packet === packet)!;
    const same = rows.filter((one) => endsOf(one) === endsOf(row) && one.packet <= packet);
    const shown = same.slice(-context - 1);
    const left = same.length - shown.length;
    parts.push(
      `packet ${packet}, stream ${row.stream}: ${details.join("; ")}${left > 0 ? ` (${left} earlier packets not shown)` : ""}\n` +
        describeSegments(segmentsOf(shown), (i) => marks(shown[i]!)),
    );
  }
  return parts.length === 0 ? "" : `${differences.length} of ${rows.length} packets differ\n\n${parts.join("\n\n")}`;
}

async function compared(
  capture: Uint8Array | string,
  ours: Analyzer,
  options: CompareOptions,
): Promise<{ rows: TsharkRow[]; differences: Difference[] }> {
  return withCapture(capture, async (path) => {
    const [rows, verdicts] = await Promise.all([tsharkRows(path, options), ours(path)]);
    const differences = rows.flatMap((row) => {
      const details = detailsOf(row, verdicts.get(row.packet), options);
      return details.length === 0 ? [] : [{ packet: row.packet, details }];
    });
    const known = new Set(rows.map(({ packet }) => packet));
    for (const packet of verdicts.keys())
      if (!known.has(packet)) differences.push({ packet, details: ["missing in tshark"] });
    return { rows, differences };
  });
}

/** `ours` is given the path of the capture and says what it thinks of each packet, by frame number from 1. */
export async function compareWithTshark(
  capture: Uint8Array | string,
  ours: Analyzer,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { rows, differences } = await compared(capture, ours, options);
  const inBoth = differences.filter(({ details }) => details[0] !== "missing in tshark");
  const extra = differences.length - inBoth.length;
  const report = reportOf(rows, inBoth, options) + (extra > 0 ? `\n${extra} packets are missing in tshark` : "");
  return { packets: rows.length, differences, report };
}

/** The same conversations between other hosts, so that many scenarios fit into one capture. */
export function relocate(segments: readonly Segment[], index: number): Segment[] {
  const hosts = new Map<string, string>();
  const host = (address: string): string => {
    const known = hosts.get(address);
    if (known !== undefined) return known;
    const number = hosts.size + 1;
    const moved = address.includes(":")
      ? `fd00:${(index >>> 16).toString(16)}:${(index & 0xffff).toString(16)}::${number.toString(16)}`
      : `10.${1 + (index >>> 8)}.${index & 255}.${number}`;
    hosts.set(address, moved);
    return moved;
  };
  return segments.map((segment) => ({
    ...segment,
    source: host(segment.source),
    destination: host(segment.destination),
  }));
}

/** Which of many scenarios differ, and how, with one run of tshark for all. */
export async function differingScenarios(
  scenarios: readonly (readonly Segment[])[],
  ours: Analyzer,
  options: CompareOptions = {},
): Promise<Difference[][]> {
  const moved = scenarios.map((segments, i) => relocate(segments, i));
  const { differences } = await compared(pcapOf(moved.flat()), ours, options);
  const result: Difference[][] = scenarios.map(() => []);
  const starts: number[] = [];
  let total = 0;
  for (const segments of moved) {
    starts.push(total);
    total += segments.length;
  }
  let at = 0;
  for (const difference of differences) {
    while (at + 1 < starts.length && difference.packet > starts[at + 1]!) at += 1;
    result[at]?.push({ ...difference, packet: difference.packet - starts[at]! });
  }
  return result;
}

/** The kind of a detail: its numbers do not matter for being the same failure. */
const kindOf = (detail: string): string => (detail.startsWith("flags") ? detail : detail.replace(/:.*/, ""));

function* smaller(segments: readonly Segment[], chunk: number): Generator<Segment[]> {
  for (let at = 0; at < segments.length; at += chunk)
    if (segments.length > chunk) yield [...segments.slice(0, at), ...segments.slice(at + chunk)];
}

/** Variants of the same length: no options, no time passing before a packet. */
function* simpler(segments: readonly Segment[]): Generator<Segment[]> {
  for (const [i, segment] of segments.entries()) {
    if (segment.options !== undefined) {
      const bare = { ...segment };
      delete bare.options;
      yield segments.with(i, bare);
    }
    const gap = i === 0 ? 0n : segment.time - segments[i - 1]!.time;
    if (gap !== 0n) yield segments.map((one, k) => (k < i ? one : { ...one, time: one.time - gap }));
  }
}

export interface Shrunk {
  segments: Segment[];
  differences: Difference[];
  /** The packets as a table with what tshark marks and what differs. */
  text: string;
}

/** Fewer and fewer packets which still differ in the same way; undefined if these do not differ at all. */
export async function shrink(
  segments: readonly Segment[],
  ours: Analyzer,
  options: CompareOptions = {},
): Promise<Shrunk | undefined> {
  const [first] = await differingScenarios([segments], ours, options);
  const wanted = new Set(first?.[0]?.details.map(kindOf));
  if (wanted.size === 0) return undefined;
  let best = segments.slice(0, first![0]!.packet);
  const better = async (candidates: Segment[][]): Promise<boolean> => {
    if (candidates.length === 0) return false;
    const results = await differingScenarios(candidates, ours, options);
    const found = results.findIndex((list) =>
      list.some(({ details }) => details.some((one) => wanted.has(kindOf(one)))),
    );
    if (found < 0) return false;
    const last = results[found]!.find(({ details }) => details.some((one) => wanted.has(kindOf(one))))!.packet;
    best = candidates[found]!.slice(0, last);
    return true;
  };
  for (let chunk = Math.ceil(best.length / 2); chunk >= 1;) {
    const progress = await better([...smaller(best, chunk)]);
    if (!progress && chunk === 1) break;
    chunk = progress ? Math.min(chunk, Math.ceil(best.length / 2)) : Math.ceil(chunk / 2);
  }
  while ((await better([...simpler(best)])) || (await better([...smaller(best, 1)]))) continue;
  const { rows, differences } = await compared(pcapOf(best), ours, options);
  const details = new Map(differences.map((one) => [one.packet, one.details]));
  const text = describeSegments(best, (i) => {
    const row = rows[i];
    const differs = details.get(i + 1);
    return `${row === undefined ? "" : marks(row)}${differs === undefined ? "" : `   <-- ${differs.join("; ")}`}`;
  });
  return { segments: best, differences, text };
}

export interface CampaignOptions extends CompareOptions {
  /** How many different failures to shrink. */
  failures?: number;
}

/** Compares many scenarios at once and shrinks the first failures of different kinds; "" when all agree. */
export async function campaign(
  scenarios: readonly (readonly Segment[])[],
  ours: Analyzer,
  options: CampaignOptions = {},
): Promise<string> {
  const results = await differingScenarios(scenarios, ours, options);
  const failing = results.flatMap((list, i) =>
    list.length === 0 ? [] : [{ i, kind: list[0]!.details.map(kindOf).join(" ") }],
  );
  if (failing.length === 0) return "";
  const kinds = [...new Set(failing.map(({ kind }) => kind))];
  const parts = [
    `${failing.length} of ${scenarios.length} scenarios differ:`,
    ...kinds.map((kind) => `  ${failing.filter((one) => one.kind === kind).length}x ${kind}`),
  ];
  for (const kind of kinds.slice(0, options.failures ?? 3)) {
    // The shortest of its kind is the quickest to shrink.
    const same = failing.filter((one) => one.kind === kind).map(({ i }) => i);
    same.sort((a, b) => scenarios[a]!.length - scenarios[b]!.length);
    const shrunk = await shrink(scenarios[same[0]!]!, ours, options);
    parts.push(`\nscenario ${same[0]!}, ${kind}:\n${shrunk?.text ?? "(does not differ by itself)"}`);
  }
  return parts.join("\n");
}
