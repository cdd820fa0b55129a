/**
 * Column titles of a packet list: those of Wireshark's default columns, of its column types
 * (`tshark -G column-formats`), and the names of the fields (`tshark -G fields`) that tell of a TCP segment.
 */

/** What a column tells. Roles of fields are the fields' own names. */
export type Role = SummaryRole | (typeof FIELD_ROLES)[number];
type SummaryRole = "number" | "time" | "source" | "destination" | "protocol" | "length" | "info";

const FIELD_ROLES = [
  "frame.time_epoch",
  "frame.time_relative",
  "frame.time_delta",
  "frame.protocols",
  "ip.src",
  "ip.dst",
  "ipv6.src",
  "ipv6.dst",
  "ip.id",
  "ip.ttl",
  "ipv6.hlim",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.seq",
  "tcp.seq_raw",
  "tcp.ack",
  "tcp.ack_raw",
  "tcp.len",
  "tcp.flags",
  "tcp.flags.fin",
  "tcp.flags.syn",
  "tcp.flags.reset",
  "tcp.flags.push",
  "tcp.flags.ack",
  "tcp.flags.urg",
  "tcp.window_size_value",
  "tcp.window_size",
  "tcp.window_size_scalefactor",
  "tcp.checksum",
  "tcp.urgent_pointer",
  "tcp.options.mss_val",
  "tcp.options.wscale.shift",
  "tcp.options.wscale.multiplier",
  "tcp.options.sack_perm",
  "tcp.options.sack_le",
  "tcp.options.sack_re",
  "tcp.options.timestamp.tsval",
  "tcp.options.timestamp.tsecr",
] as const;

/** Titles in lower case. */
const TITLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...FIELD_ROLES.map((role): [string, Role] => [role, role]),
  ["no.", "number"],
  ["no", "number"],
  ["number", "number"],
  ["frame.number", "number"],
  ["_ws.col.number", "number"],
  ["_ws.col.no.", "number"],
  ["time", "time"],
  ["frame.time", "time"],
  ["frame.time_utc", "time"],
  ["_ws.col.time", "time"],
  ["_ws.col.cls_time", "time"],
  ["frame.time_delta_displayed", "frame.time_delta"],
  ["source", "source"],
  ["src", "source"],
  ["source address", "source"],
  ["_ws.col.source", "source"],
  ["_ws.col.def_src", "source"],
  ["destination", "destination"],
  ["dest", "destination"],
  ["dst", "destination"],
  ["destination address", "destination"],
  ["_ws.col.destination", "destination"],
  ["_ws.col.def_dst", "destination"],
  ["protocol", "protocol"],
  ["_ws.col.protocol", "protocol"],
  ["length", "length"],
  ["packet length (bytes)", "length"],
  ["frame.len", "length"],
  ["_ws.col.length", "length"],
  ["_ws.col.packet_length", "length"],
  ["info", "info"],
  ["information", "info"],
  ["_ws.col.info", "info"],
]);

/** Column types whose titles are more than one word, and which a line of plain text must not read as two columns. */
const OTHER_TITLES = new Set([
  "source port",
  "src port",
  "destination port",
  "dest port",
  "dst port",
  "delta time",
  "delta time displayed",
  "time delta",
  "time to live",
  "stream index",
  "cumulative bytes",
  "tcp delta",
  "absolute time",
  "utc time",
  "utc date",
]);

/** One entry a column; null: a column that isn't needed. */
export type Columns = readonly (Role | null)[];

/** The role that a cell of a header row names, if it is a known one. */
export function roleOf(title: string): Role | null {
  return TITLES.get(title.trim().toLowerCase()) ?? null;
}

/** A second column of the same role is an extra one: "Time" may stand there twice, once as each form. */
function firstOfEach(roles: readonly (Role | null)[]): Columns {
  return roles.map((role, i) => (role !== null && roles.indexOf(role) < i ? null : role));
}

/**
 * Columns of a header row, or null when the cells are no header: both addresses have to be there, and the Info column
 * or a port's field.
 */
export function columnsOf(titles: readonly string[]): Columns | null {
  const columns = firstOfEach(titles.map(roleOf));
  const has = (...roles: Role[]): boolean => roles.some((role) => columns.includes(role));
  const addresses = has("source", "ip.src", "ipv6.src") && has("destination", "ip.dst", "ipv6.dst");
  return addresses && has("info", "tcp.srcport") ? columns : null;
}

/**
 * Columns of a header line of plain text, whose titles stand at any number of blanks from one another; or null. Wireshark
 * puts no tabs there: a line with tabs is the header of separated values.
 */
export function columnsOfLine(line: string): Columns | null {
  if (line.length > 1000 || line.includes("\t") || !/destination|dest|dst/i.test(line)) return null;
  const words = line.trim().toLowerCase().split(/\s+/);
  const titles: string[] = [];
  for (let i = 0; i < words.length;) {
    const length = [3, 2].find((n) => isTitle(words.slice(i, i + n).join(" "))) ?? 1;
    titles.push(words.slice(i, i + length).join(" "));
    i += length;
  }
  const columns = columnsOf(titles);
  const summary = columns?.includes("source") && columns.includes("destination") && columns.includes("info");
  return summary === true ? columns : null;
}

function isTitle(words: string): boolean {
  return TITLES.has(words) || OTHER_TITLES.has(words);
}
