/** What of a fingerprint stands in the index: few digests of each kind, so that thousands of fingerprints fit into memory. */
import { Digest, KIND, type Kind } from "../prints/digest.ts";
import { sample, type Sketch } from "../prints/sketch.ts";
import type { Fingerprint } from "../prints/types.ts";

/** Digests of one kind that stand in the index: enough to meet, not to measure. */
const MAX_INDEXED: Readonly<Record<"headers" | "contents" | "pictures" | "words" | "answers", number>> = {
  headers: 512,
  contents: 512,
  pictures: 256,
  words: 256,
  answers: 64,
};

/** Digests by kind, high and low half in turn. */
export type IndexEntry = Readonly<Record<Kind, Uint32Array>>;

export function indexEntry({ capture, words, answers }: Fingerprint): IndexEntry {
  const digest = new Digest();
  const sessions = (capture?.sessions ?? []).flatMap(({ isn }) => {
    digest.begin(KIND.session).add(isn[0]).add(isn[1]);
    return [digest.high, digest.low];
  });
  const beacons = (capture?.beacons ?? []).flatMap(({ nonce }) => {
    digest.begin(KIND.beacon).text(nonce);
    return [digest.high, digest.low];
  });
  if (capture !== null) digest.begin(KIND.file).text(capture.sha256);
  return {
    file: Uint32Array.from(capture === null ? [] : [digest.high, digest.low]),
    session: Uint32Array.from(sessions),
    packet: pairs(capture?.headers, MAX_INDEXED.headers),
    content: pairs(capture?.contents, MAX_INDEXED.contents),
    picture: pairs(capture?.pictures, MAX_INDEXED.pictures),
    words: pairs(words, MAX_INDEXED.words),
    answer: pairs(answers, MAX_INDEXED.answers),
    beacon: Uint32Array.from(beacons),
  };
}

function pairs(sketch: Sketch | undefined, most: number): Uint32Array {
  if (sketch === undefined) return new Uint32Array(0);
  const { high, low } = sample(sketch, most);
  const both = new Uint32Array(2 * high.length);
  for (let at = 0; at < high.length; at++) {
    both[2 * at] = high[at]!;
    both[2 * at + 1] = low[at]!;
  }
  return both;
}
