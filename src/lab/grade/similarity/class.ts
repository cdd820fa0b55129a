/** Compares a whole class: who may be alike is left out, all else becomes pairs with findings. */
import type { Fingerprint } from "./prints/types.ts";
import { Excluded } from "./compare/excluded.ts";
import { findPairs } from "./compare/find-pairs.ts";
import { indexEntry, type IndexEntry } from "./compare/index-entry.ts";
import type { Pair } from "./compare/types.ts";
import { EMPTY_SKETCH } from "./prints/sketch.ts";
import { foldedName } from "../text/names.ts";

/** One that is compared: a submission, or one of an earlier batch. */
export interface Member {
  readonly id: string;
  /** Other names of the student. */
  readonly aliases: readonly string[];
  /** Name of the earlier batch; null: this one. */
  readonly batch: string | null;
  /** Reads its fingerprint; null when there is none any more. */
  readonly load: () => Promise<Fingerprint | null>;
}

export interface ClassRules {
  /** Students who may be alike, by any of their names. */
  readonly together: readonly (readonly string[])[];
  readonly excluded: readonly Fingerprint[];
  readonly pictures: boolean;
  readonly answers: boolean;
}

/** Fingerprints that are kept at hand while pairs are compared. */
const MAX_HELD = 256;

export interface ComparedClass {
  readonly pairs: readonly Pair[];
  /** Places of members whose fingerprints could not be read, or are of another version: they were not compared. */
  readonly unread: readonly number[];
}

/** @param members this batch first, then earlier ones */
export async function compareClass(members: readonly Member[], rules: ClassRules): Promise<ComparedClass> {
  const excluded = new Excluded(rules.excluded);
  const load = async (place: number): Promise<Fingerprint | null> => {
    const print = await members[place]!.load();
    return print === null ? null : excluded.without(print);
  };
  const entries: IndexEntry[] = [];
  const groups: (string | null)[] = [];
  const unread: number[] = [];
  for (let place = 0; place < members.length; place++) {
    const print = await load(place);
    if (print === null) unread.push(place);
    entries.push(indexEntry(print ?? nobody(members[place]!.id)));
    groups.push(print?.group ?? null);
  }
  const declared = rules.together.map((names) => new Set(names.map(foldedName)));
  const sets = members.map(({ id, aliases }) =>
    declared.flatMap((names, at) => ([id, ...aliases].some((name) => names.has(foldedName(name))) ? [at] : [])),
  );
  const held = new Map<number, Fingerprint>();
  const pairs = await findPairs(
    entries,
    async (place) => {
      const known = held.get(place) ?? (await load(place)) ?? nobody(members[place]!.id);
      held.delete(place);
      held.set(place, known);
      const [oldest] = held.keys();
      if (held.size > MAX_HELD && oldest !== undefined) held.delete(oldest);
      return known;
    },
    {
      batch: members.filter(({ batch }) => batch === null).length,
      without: { pictures: !rules.pictures, answers: !rules.answers },
      together: (a, b) => {
        const [one, other] = [members[a]!, members[b]!];
        // A student may hand in again what the same student handed in before.
        if (one.id === other.id) return true;
        const sameBatch = one.batch === other.batch;
        return (
          (sameBatch && groups[a] !== null && groups[a] === groups[b]) || sets[a]!.some((at) => sets[b]!.includes(at))
        );
      },
    },
  );
  return { pairs, unread };
}

function nobody(id: string): Fingerprint {
  return { ...NOBODY, id };
}

const NOBODY = { group: null, capture: null, words: EMPTY_SKETCH, answers: EMPTY_SKETCH, questions: [] };
