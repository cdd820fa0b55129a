import type { Finding, FindingId, PacketPair } from "./types.ts";

/** Shares are kept to a thousandth: more of them is noise. */
export function finding(
  id: FindingId,
  { containment, shared, of }: Pick<Finding, "shared" | "of"> & { readonly containment: number },
  evidence: readonly string[],
  packets: readonly PacketPair[],
): Finding {
  return { id, score: Math.round(containment * 1000) / 1000, shared, of, evidence, packets };
}
