/** Digests of what a student wrote: runs of words, and single answers that hardly two people get by chance. */
import { Digest, KIND } from "./digest.ts";
import { EMPTY_SKETCH, SketchBuilder, type Sketch } from "./sketch.ts";

/** Words in a run. Fewer are in any two texts about the same thing. */
const RUN = 4;
/** Texts with fewer words are no texts: two students may well write the same. */
const LEAST_WORDS = 12;
const MAX_WORDS = 20_000;
const MAX_RUNS = 2048;
/** Digits of a number that is hardly found twice by chance, such as a raw sequence number. */
const LEAST_DIGITS = 7;

export interface AnswerPrint {
  readonly words: Sketch;
  readonly answers: Sketch;
  readonly questions: readonly string[];
}

export const NO_ANSWERS: AnswerPrint = { words: EMPTY_SKETCH, answers: EMPTY_SKETCH, questions: [] };

/** @param given items of each answer, by question */
export function answerPrint(given: ReadonlyMap<string, readonly string[]>): AnswerPrint {
  const digest = new Digest();
  const words = new SketchBuilder(MAX_RUNS);
  const answers = new SketchBuilder(MAX_RUNS);
  const questions = [...given.keys()];
  for (const [index, question] of questions.entries()) {
    const text = given.get(question)!.join(" ");
    const all = wordsOf(text);
    if (all.length >= LEAST_WORDS) {
      for (let at = 0; at + RUN <= all.length; at++) {
        const run = all.slice(at, at + RUN).join(" ");
        // Packets one after the other are no text: many captures have the same numbers.
        if (!/\p{L}/u.test(run)) continue;
        digest.begin(KIND.words).text(run);
        words.add(digest.high, digest.low, index + 1, at);
      }
      continue;
    }
    for (const number of text.match(/\d[\d.,'_\u00a0\u202f ]*\d/g) ?? []) {
      const digits = number.replace(/\D/g, "");
      if (digits.length < LEAST_DIGITS) continue;
      digest.begin(KIND.answer).text(question).text(digits);
      answers.add(digest.high, digest.low, index + 1, Number.NaN);
    }
  }
  return { words: words.sketch(), answers: answers.sketch(), questions };
}

/** Without case, marks and punctuation, so that these changes alone don't make a text another one. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS);
}
