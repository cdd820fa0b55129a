/** similarity.csv: a line per finding. */
import { csv } from "../../output/csv.ts";
import type { Member } from "../class.ts";
import { FINDING_TITLES, type Pair } from "../compare/types.ts";

const HEAD = [
  "student",
  "other",
  "other_batch",
  "finding",
  "title",
  "score",
  "shared",
  "of_student",
  "of_other",
  "packets",
  "evidence",
] as const;
const MAX_PACKETS = 10;

/** `packets`: the first ones, "12=9" for packet 12 of the student and 9 of the other. */
export function similarityCsv(pairs: readonly Pair[], members: readonly Member[]): string {
  return csv([
    HEAD,
    ...pairs.flatMap(({ a, b, findings }) =>
      findings.map(({ id, score, shared, of, evidence, packets }) => [
        members[a]!.id,
        members[b]!.id,
        members[b]!.batch,
        id,
        FINDING_TITLES[id],
        score,
        shared,
        of[0],
        of[1],
        packets
          .slice(0, MAX_PACKETS)
          .map((pair) => `${pair.a}=${pair.b}`)
          .join(" "),
        evidence.join(" "),
      ]),
    ),
  ]);
}
