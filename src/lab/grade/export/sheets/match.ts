/** Whose row it is: by what the LMS knows the student by, then by name where only one has it. */
import type { Result } from "../../result.ts";

export interface RowKeys {
  /** Ids, logins, emails. */
  readonly ids: readonly string[];
  readonly name: string;
}

const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** "Moreau, Ada" and "Ada Moreau" are the same name, and so are "moreauada". */
function nameKeys(name: string): string[] {
  const words = (text: string): string => folded(text).replace(/[^\p{L}\p{N}]+/gu, "");
  const [last, first] = name.split(",", 2);
  return first === undefined ? [words(name)] : [words(`${first}${last ?? ""}`), words(name)];
}

export class Matcher {
  readonly #byId = new Map<string, Result>();
  readonly #byName = new Map<string, Result | null>();
  readonly #matched = new Set<Result>();

  /** @param rows all that there are: a result that is known by its id in one of them is never put into another by name */
  constructor(results: readonly Result[], rows: readonly RowKeys[]) {
    const ids = new Set(rows.flatMap((row) => row.ids.map(folded)).filter((id) => id !== ""));
    for (const result of results) {
      const { id, aliases = [], name_claimed: claimed } = result.student;
      // Whose row it is must not be the student's to say.
      const name = claimed === true ? null : result.student.name;
      const keys = [id, ...aliases].map(folded);
      for (const known of keys) this.#byId.set(known, result);
      if (keys.some((known) => ids.has(known))) continue;
      for (const key of new Set(nameKeys(name ?? id))) {
        // Two of the same name: neither is guessed.
        if (key !== "") this.#byName.set(key, this.#byName.has(key) ? null : result);
      }
    }
  }

  find({ ids, name }: RowKeys): Result | null {
    const known = ids.filter((id) => id !== "").map((id) => this.#byId.get(folded(id)));
    const found =
      known.find((result) => result !== undefined) ??
      nameKeys(name)
        .map((key) => this.#byName.get(key) ?? null)
        .find((result) => result !== null) ??
      null;
    if (found !== null) this.#matched.add(found);
    return found;
  }

  unmatched(results: readonly Result[]): string[] {
    return results.filter((result) => !this.#matched.has(result)).map(({ student }) => student.id);
  }
}
