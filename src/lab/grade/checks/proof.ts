/** Packet numbers that a student gives as evidence for an answer. */
import type { Fact } from "../../../analyze/facts/fact.ts";
import { readPackets } from "../answers/packets.ts";
import type { Exact } from "../exact.ts";
import { Exact as Fraction } from "../exact.ts";
import type { Facts } from "../facts/evidence.ts";
import { SHARE } from "./schema-parts.ts";
import type { Builder, Raw } from "./types.ts";

export const EVIDENCE = {
  type: "object",
  additionalProperties: false,
  description: "Packet numbers asked for beside the answer.",
  properties: {
    credit_without: { ...SHARE, description: "What a right answer is worth without them (0.5)." },
    most: { type: "integer", minimum: 1, description: "More packets than this prove nothing (20)." },
  },
} as const;

export interface Proof {
  readonly creditWithout: Exact;
  readonly most: number;
}

const HALF = Fraction.of(1n, 2n);
const USUAL_MOST = 20;

export function buildProof(raw: Raw | undefined, builder: Builder): Proof | null {
  if (raw === undefined) return null;
  return {
    creditWithout: builder.share(raw["credit_without"], [...builder.path, "evidence", "credit_without"], HALF),
    most: (raw["most"] as number | undefined) ?? USUAL_MOST,
  };
}

/**
 * @param given the packets as written, null where none were
 * @returns what is wrong with them, or null when one of them proves the answer (or none can be told)
 */
export function whyUnproven(given: string | null, used: readonly Fact[], facts: Facts, proof: Proof): string | null {
  const proving = new Set<number>();
  for (const fact of used) {
    const packets = facts.packets(fact);
    for (const packet of "cause" in packets ? fact.packets : packets) proving.add(packet);
  }
  if (proving.size === 0) return null;
  if (given === null || given.trim() === "") return "The packets that show it are not given.";
  const cited = readPackets(given);
  if (cited === null) return `\`${given.slice(0, 60)}\` is no list of packet numbers.`;
  if (cited.length > proof.most) return `${cited.length} packets are given; ${proof.most} at most can be evidence.`;
  return cited.some((packet) => proving.has(packet)) ? null : "None of the packets given shows it.";
}
