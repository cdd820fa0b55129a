/** Texts alike: a few words that hardly anybody else wrote, or so many that they are no chance whoever has them. */
import { sample } from "../prints/sketch.ts";
import type { Fingerprint } from "../prints/types.ts";
import { finding } from "./finding.ts";
import { overlapWhere, rareOverlap, type Rarity } from "./rare-overlap.ts";
import type { Finding } from "./types.ts";

const LEAST_RUNS = 8;
/** So much of one answer is no chance however many have it: 27 words on end, more than a sentence known by heart. */
const LEAST_LONG_RUNS = 24;
const LEAST_RUN_SHARE = 0.3;

export function sameText(a: Fingerprint, b: Fingerprint, rarity: Rarity): Finding[] {
  const [wordsA, wordsB] = [sample(a.words, 256), sample(b.words, 256)];
  const rare = rarity.known("words") ? rareOverlap(wordsA, wordsB, "words", rarity) : null;
  if (rare !== null && isMuch(rare)) return [textFinding(a, b, rare, "that hardly anybody else wrote are in both")];
  const long = overlapWhere(wordsA, wordsB, (high, low) => !rarity.isTemplate(high, low));
  if (!isMuch(long) || inOneAnswer(long) < LEAST_LONG_RUNS) return [];
  return [textFinding(a, b, long, "are in both, too many for chance")];
}

type Shared = ReturnType<typeof overlapWhere>;

const isMuch = ({ places, share }: Shared): boolean => places.length >= LEAST_RUNS && share >= LEAST_RUN_SHARE;
/** An estimate where the sketches were thinned. */
const runsIn = ({ places, sketches: [x] }: Shared): number => places.length * 2 ** x.shift;

/** Sentences that many know add up over a sheet; in one answer they don't get that long. */
function inOneAnswer(found: Shared): number {
  const [x, y] = found.sketches;
  const counts = new Map<string, number>();
  for (const [i, j] of found.places) {
    const answers = `${x.packet[i]!} ${y.packet[j]!}`;
    counts.set(answers, (counts.get(answers) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) * 2 ** x.shift;
}

function textFinding(a: Fingerprint, b: Fingerprint, found: Shared, what: string): Finding {
  const [x, y] = found.sketches;
  const shared = runsIn(found);
  const questions = new Set(found.places.map(([i]) => a.questions[x.packet[i]! - 1] ?? ""));
  const others = new Set(found.places.map(([, j]) => b.questions[y.packet[j]! - 1] ?? ""));
  const evidence = [
    `${shared} runs of four words ${what}, in the answers to ${[...questions].join(", ")}` +
      `${[...questions].join() === [...others].join() ? "" : ` and ${[...others].join(", ")}`}.`,
  ];
  const of = [a.words.total, b.words.total] as const;
  return finding("same-text", { containment: found.share, shared, of }, evidence, []);
}
