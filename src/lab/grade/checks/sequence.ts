import { isBlank } from "../answers/quantity.ts";
import { Exact, ONE, ZERO } from "../exact.ts";
import { NOT_BUILT, ungradable } from "./condition.ts";
import { buildMembers, membersText, MEMBER_KEYS, PACKETS_OR_ITEMS, type Member } from "./members.ts";
import { failed, foundText, orUnanswered } from "./number-answer.ts";
import type { CheckKind } from "./types.ts";

/** Longer answers are cut: comparing takes time by the product of both lengths. */
const MAX_PIECES = 1000;

/** Everything in its order. */
export const sequenceCheck: CheckKind = {
  type: "sequence",
  description: "A list in its order: the packets that prove a fact, or texts such as the steps of a handshake.",
  points: "scored",
  properties: {
    ...MEMBER_KEYS,
    credit: {
      enum: ["order", "all"],
      description: "order: a share for the longest part in the right order (usual); all: everything or nothing.",
    },
  },
  rules: PACKETS_OR_ITEMS,
  build(raw, builder) {
    const members = buildMembers(raw, builder);
    if (members === null) return NOT_BUILT;
    const question = typeof raw["question"] === "string" ? raw["question"] : builder.id;
    const partial = raw["credit"] !== "all";
    return {
      question,
      grade(context) {
        const given = members.taken(context.answer(question));
        const found = foundText(given);
        const asked = members.of(context);
        if ("state" in asked) return { ...orUnanswered(asked, given), found };
        const wanted = asked.members.slice(0, MAX_PIECES);
        const expected = { text: membersText(wanted, members.kind), value: null, unit: null };
        const base = { expected, found, where: asked.where };
        if (wanted.length === 0) return { ...orUnanswered(ungradable("The capture shows none of it."), given), found };
        if (given === null || isBlank(given.items.join(""))) return { ...base, ...failed("It is not answered.") };
        const pieces = members.read(given)?.slice(0, MAX_PIECES) ?? null;
        if (pieces === null) return { ...base, ...failed("The answer is no list of packet numbers.") };
        const inOrder = longestInOrder(pieces, wanted);
        // What is too much counts as what is missing: naming everything in every order earns nothing.
        const length = Math.max(pieces.length, wanted.length);
        const share = length === 0 ? ONE : Exact.of(BigInt(inOrder), BigInt(length));
        const credit = partial || share.equals(ONE) ? share : ZERO;
        return {
          ...base,
          state: credit.equals(ONE) ? "passed" : credit.isZero ? "failed" : "partial",
          credit,
          reason: share.equals(ONE) ? null : `${inOrder} of ${wanted.length} stand in the right order.`,
        };
      },
    };
  },
};

/** Length of the longest common subsequence. */
function longestInOrder(pieces: readonly string[], wanted: readonly Member[]): number {
  let last = new Array<number>(wanted.length + 1).fill(0);
  for (const piece of pieces) {
    const row = [0];
    for (const [index, member] of wanted.entries()) {
      row.push(member.names.has(piece) ? last[index]! + 1 : Math.max(row[index]!, last[index + 1]!));
    }
    last = row;
  }
  return last.at(-1)!;
}
