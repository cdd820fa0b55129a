/** What a set or a sequence consists of: packets of a fact, or texts, some only where the capture shows something. */
import { foldedWords } from "../answers/plain-text.ts";
import { namesOfTcpOption, tcpOption, tcpOptionsIn } from "../answers/tcp-options.ts";
import { apartFromPackets, readPackets } from "../answers/packets.ts";
import { isBlank } from "../answers/quantity.ts";
import { plainValue } from "../text/yaml.ts";
import type { GivenAnswer } from "../answers/sheet.ts";
import { Exact } from "../exact.ts";
import { resolve, type Source } from "../facts/source.ts";
import { buildCondition, withoutCapture, ungradable, type Condition } from "./condition.ts";
import { CONDITION_KEYS, FACT_KEYS, TEXTS } from "./schema-parts.ts";
import type { Builder, GradeContext, Outcome, Raw } from "./types.ts";
import type { Where } from "../result.ts";

export const MEMBER_KEYS = {
  question: { type: "string" },
  packets_of: { type: "string", description: "The packets that prove this fact, such as tcp.analysis.retransmission." },
  from: FACT_KEYS.from,
  stream: FACT_KEYS.stream,
  items: {
    type: "array",
    minItems: 1,
    maxItems: 200,
    items: {
      type: "object",
      required: ["text"],
      additionalProperties: false,
      properties: {
        text: { type: ["string", "number"] },
        accept: { ...TEXTS, description: "Other texts for the same." },
        when: {
          type: "object",
          description: "It belongs to it only where the capture is so.",
          additionalProperties: false,
          properties: { ...FACT_KEYS, ...CONDITION_KEYS },
        },
      },
    },
  },
} as const;

export const PACKETS_OR_ITEMS = { oneOf: [{ required: ["packets_of"] }, { required: ["items"] }] } as const;

export interface Member {
  readonly title: string;
  /** What it is known by: a packet number, or folded texts. */
  readonly names: ReadonlySet<string>;
}

export interface Members {
  /** Those of this capture, or an outcome where they can't be told. */
  of(context: GradeContext): { readonly members: readonly Member[]; readonly where: Where | null } | Outcome;
  /** The answer as it is meant: packets may be given as such, beside no value or beside their count. */
  taken(given: GivenAnswer | null): GivenAnswer | null;
  /** What a student gave, piece by piece; null where it can't be read. */
  read(given: GivenAnswer): readonly string[] | null;
  /** All that can be named at all: what is none of these is a slip of the pen, or wrong. */
  readonly kind: "packets" | "texts";
  /** As the rubric has them, whatever a capture shows; none for packets. */
  readonly items: readonly TextItem[];
}

const NOTHING = /^(none|no|nothing|no packets?|0 packets|keine?|empty|0|\(none\)|\[\])$/;

export function buildMembers(raw: Raw, builder: Builder): Members | null {
  if (typeof raw["packets_of"] === "string") {
    const { from, stream } = raw;
    const source = builder.source(
      { fact: raw["packets_of"], ...(from === undefined ? {} : { from }), ...(stream === undefined ? {} : { stream }) },
      builder.path,
    );
    return source === null ? null : packetMembers(source);
  }
  return textMembers((raw["items"] ?? []) as unknown as readonly Raw[], builder);
}

function packetMembers(source: Source): Members {
  return {
    kind: "packets",
    items: [],
    of(context) {
      const { facts } = context;
      if (facts === null) return withoutCapture(context);
      const resolved = resolve(source, facts);
      if ("cause" in resolved) return ungradable(resolved.cause);
      const packets = facts.packets(resolved.facts[0]!);
      if ("cause" in packets) return ungradable(packets.cause);
      return {
        members: packets.map((packet) => ({ title: String(packet), names: new Set([String(packet)]) })),
        where: resolved.where,
      };
    },
    taken(given) {
      if (given === null) return null;
      const apart = apartFromPackets(given.items.join(", "));
      const packets = given.packets ?? apart.packets;
      if (packets === null) return given;
      const value = apart.text.trim();
      const isCount = !given.isList && /^\d+$/.test(value) && Number(value) === readPackets(packets)?.length;
      return isBlank(value) || isCount || readPackets(value) === null ? { ...given, items: [packets] } : given;
    },
    read(given) {
      const text = given.items.join(", ");
      if (NOTHING.test(foldedWords(text))) return [];
      return readPackets(text)?.map(String) ?? null;
    },
  };
}

export interface TextItem {
  readonly member: Member;
  readonly when: Condition | null;
}

function textMembers(items: readonly Raw[], builder: Builder): Members {
  const written = items.map((item, index): TextItem => {
    const accept = Array.isArray(item["accept"]) ? item["accept"].map(String) : [];
    const title = plainValue(item["text"]);
    const when = item["when"] as unknown as Raw | undefined;
    return {
      member: { title, names: new Set([title, ...accept].map(foldedWords)) },
      when: when === undefined ? null : buildCondition(when, builder, [...builder.path, "items", index, "when"]),
    };
  });
  const built = withOptionNames(written);
  const known = new Set(built.flatMap(({ member }) => [...member.names]));
  return {
    kind: "texts",
    items: written,
    of(context) {
      const members: Member[] = [];
      for (const { member, when } of built) {
        if (when === null) {
          members.push(member);
          continue;
        }
        if (context.facts === null) return withoutCapture(context);
        const resolved = resolve(when.source, context.facts);
        if ("cause" in resolved) return ungradable(resolved.cause);
        if (when.holds(resolved.value)) members.push(member);
      }
      return { members, where: null };
    },
    taken: (given) => given,
    read(given) {
      const pieces = given.isList ? given.items : given.items.flatMap(splitList(known));
      return pieces.map((piece) => nameOf(piece, known)).filter((piece) => piece !== "" && !NOTHING.test(piece));
    },
  };
}

/** An item that is a TCP option goes by all names of it, unless another item is the same option. */
function withOptionNames(items: readonly TextItem[]): TextItem[] {
  const options = items.map(({ member }) => new Set([...member.names].map(tcpOption).filter((one) => one !== null)));
  return items.map((item, index) => {
    const own = [...options[index]!].filter((option) => options.filter((other) => other.has(option)).length === 1);
    const names = new Set([...item.member.names, ...own.flatMap(namesOfTcpOption)]);
    return { ...item, member: { ...item.member, names } };
  });
}

/** As the items have it: an option that none of them names keeps the student's words. */
function nameOf(piece: string, known: ReadonlySet<string>): string {
  const folded = foldedWords(piece);
  if (known.has(folded)) return folded;
  const option = tcpOption(piece);
  return option !== null && known.has(option) ? option : folded;
}

/** "SYN, SYN, ACK" holds commas itself: a text that is an item as a whole is not split. */
function splitList(known: ReadonlySet<string>): (text: string) => string[] {
  return (text) => {
    if (known.has(foldedWords(text))) return [text];
    const options = tcpOptionsIn(text);
    if (options?.some((option) => known.has(option)) === true) return options;
    const lines = text.split(/[;\n|]|\s*(?:->|=>|→|>)\s*/);
    if (lines.length > 1) return lines;
    return text.split(/,|\band\b/);
  };
}

/** "packets 4, 17" or "SACK permitted, timestamps". */
export function membersText(members: readonly Member[], kind: Members["kind"]): string {
  const titles = members.slice(0, MAX_SHOWN).map(({ title }) => title);
  const list = titles.join(", ") + (members.length > MAX_SHOWN ? ", ..." : "");
  if (titles.length === 0) return "none";
  return kind === "texts" ? list : `${titles.length === 1 ? "packet" : "packets"} ${list}`;
}

/** Members shown one by one in a result. */
export const MAX_SHOWN = 50;

export const memberCount = (members: readonly Member[]): Exact => Exact.of(BigInt(members.length));
