import { isBlank } from "../answers/quantity.ts";
import { clamped, Exact, ONE, ZERO } from "../exact.ts";
import type { ItemResult } from "../result.ts";
import { NOT_BUILT } from "./condition.ts";
import {
  buildMembers,
  MEMBER_KEYS,
  membersText,
  memberCount,
  MAX_SHOWN,
  PACKETS_OR_ITEMS,
  type Member,
} from "./members.ts";
import { failed, foundText, orUnanswered } from "./number-answer.ts";
import { lintSameItems } from "./same-items.ts";
import { SHARE } from "./schema-parts.ts";
import type { CheckKind } from "./types.ts";

/** Everything that belongs to it, in any order. */
export const setCheck: CheckKind = {
  type: "set",
  description: "A list in any order: the packets that prove a fact, or texts such as the options of a SYN.",
  points: "scored",
  properties: {
    ...MEMBER_KEYS,
    credit: {
      enum: ["each", "all"],
      description: "each: a share for each member (usual); all: everything or nothing.",
    },
    wrong_costs: { ...SHARE, description: "Share of a member that each wrong one takes off (1)." },
  },
  rules: PACKETS_OR_ITEMS,
  build(raw, builder) {
    const members = buildMembers(raw, builder);
    if (members === null) return NOT_BUILT;
    lintSameItems(members.items, builder);
    const question = typeof raw["question"] === "string" ? raw["question"] : builder.id;
    const wrongCosts = builder.share(raw["wrong_costs"], [...builder.path, "wrong_costs"], ONE);
    const each = raw["credit"] !== "all";
    return {
      question,
      grade(context) {
        const given = members.taken(context.answer(question));
        const found = foundText(given);
        const asked = members.of(context);
        if ("state" in asked) return { ...orUnanswered(asked, given), found };
        const { members: wanted, where } = asked;
        const expected = { text: membersText(wanted, members.kind), value: null, unit: null };
        const base = { expected, found, where };
        const isEmptyList = given?.isList === true && given.items.length === 0;
        if (given === null || (isBlank(given.items.join("")) && !isEmptyList))
          return { ...base, ...failed("It is not answered.") };
        const pieces = members.read(given);
        if (pieces === null) return { ...base, ...failed("The answer is no list of packet numbers.") };
        const { hits, wrong } = compare(new Set(pieces), wanted);
        const whole = hits.size === wanted.length && wrong.length === 0;
        const credit = whole ? ONE : each ? share(hits.size, wrong.length, wanted, wrongCosts) : ZERO;
        return {
          ...base,
          state: credit.equals(ONE) ? "passed" : credit.isZero ? "failed" : "partial",
          credit,
          reason: whole
            ? null
            : `${hits.size} of ${wanted.length} found${wrong.length === 0 ? "" : `, ${wrong.length} that ${wrong.length === 1 ? "does" : "do"} not belong: ${wrong.slice(0, 10).join(", ")}`}.`,
          items: wanted.slice(0, MAX_SHOWN).map((member): ItemResult => ({
            id: member.title,
            title: member.title,
            state: hits.has(member) ? "passed" : "failed",
            points: null,
            earned: null,
            comment: null,
          })),
        };
      },
    };
  },
};

function compare(pieces: ReadonlySet<string>, wanted: readonly Member[]): { hits: Set<Member>; wrong: string[] } {
  const byName = new Map(wanted.flatMap((member) => [...member.names].map((name) => [name, member] as const)));
  const hits = new Set<Member>();
  const wrong: string[] = [];
  for (const piece of pieces) {
    const member = byName.get(piece);
    if (member === undefined) wrong.push(piece);
    else hits.add(member);
  }
  return { hits, wrong };
}

function share(hits: number, wrong: number, wanted: readonly Member[], wrongCosts: Exact): Exact {
  if (wanted.length === 0) return ZERO;
  const earned = Exact.of(BigInt(hits)).minus(wrongCosts.times(Exact.of(BigInt(wrong))));
  return clamped(earned.over(memberCount(wanted)));
}
