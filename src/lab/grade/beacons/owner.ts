/** Whose beacons a capture may hold, and the secrets to verify them with: kept beside the rubric, never in it. */
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { LEAST_SECRET, type SecretFor } from "../../beacon/sign.ts";
import { GradeListError, GradeReadError } from "../errors.ts";
import { declaredGroups } from "../groups.ts";
import { readBeaconNames, type BeaconNames } from "../records.ts";
import type { Rubric } from "../rubric/types.ts";
import { textFile } from "../text/file.ts";
import { sameName } from "../text/names.ts";

/** As `sharelab session` has it. */
const VARIABLE = "SHARELAB_SECRET";
/** A file that holds a secret is no longer, bytes. */
const MAX_SECRET = 4096;

/** One student, as beacons name students. */
export interface BeaconOwner {
  /** What the student was told to give with `session --student`, beside the names that the LMS has. */
  readonly names: readonly string[];
  /** Those who declared to work with this student: their beacons may stand beside the own one. */
  readonly partners: readonly string[];
  /** Of whoever a beacon names, not only of this student. */
  readonly secretFor: SecretFor;
  /** Of all that verifying rests on. */
  readonly digest: string;
}

export const NO_OWNER: BeaconOwner = { names: [], partners: [], secretFor: () => null, digest: "" };

/** Everything that is known beside the rubric. */
export class BeaconBook {
  readonly #shared: string | null;
  readonly #names: BeaconNames;
  readonly #groups: readonly (readonly string[])[];
  readonly #digest: string;

  constructor(shared: string | null, names: BeaconNames, groups: readonly (readonly string[])[]) {
    this.#shared = shared;
    this.#names = names;
    this.#groups = groups;
    this.#digest = createHash("sha256")
      .update(JSON.stringify([shared, names, groups]))
      .digest("hex");
  }

  /** @param known names that the LMS has */
  owner(known: readonly string[]): BeaconOwner {
    const isOne = (names: readonly string[], name: string): boolean => names.some((one) => sameName(one, name));
    const partners = this.#groups.filter((group) => known.some((name) => isOne(group, name))).flat();
    const others = partners.filter((name) => !isOne(known, name));
    return {
      names: this.#beaconsOf(known),
      partners: [...others, ...this.#beaconsOf(others)],
      secretFor: (named) => this.#secretOf(named),
      digest: this.#digest,
    };
  }

  #beaconsOf(known: readonly string[]): string[] {
    return this.#names.flatMap(({ student, beacon }) =>
      known.some((name) => sameName(name, student)) ? [beacon] : [],
    );
  }

  /** A list with secrets counts alone: a shared one would let each student sign for all others. */
  #secretOf(named: string): string | null {
    const own = this.#names.find(({ beacon, secret }) => secret !== null && sameName(beacon, named));
    if (own !== undefined) return own.secret;
    return this.#names.some(({ secret }) => secret !== null) ? null : this.#shared;
  }
}

/**
 * @throws GradeReadError when signed beacons are expected and there is no secret; GradeListError for a secret or a list
 * that can't be used
 */
export async function beaconBook(
  rubric: Rubric,
  rubricPath: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<BeaconBook> {
  const rules = rubric.handin.beacon;
  const beside = (file: string): string => resolve(dirname(rubricPath), file);
  const { studentsFile, secretFile } = rules;
  const read = async (file: string, what: string, most?: number): Promise<string> => textFile(beside(file), what, most);
  const names =
    studentsFile === null
      ? []
      : readBeaconNames(await read(studentsFile, "The list of beacons' names"), beside(studentsFile));
  const shared =
    secretFile === null
      ? (environment[VARIABLE] ?? "")
      : (await read(secretFile, "The beacons' secret", MAX_SECRET)).trim();
  const given = [{ secret: shared, place: secretFile ?? VARIABLE }, ...names];
  const short = given.find(({ secret }) => (secret ?? "") !== "" && Buffer.byteLength(secret ?? "") < LEAST_SECRET);
  if (short !== undefined || (secretFile !== null && shared === "")) {
    throw new GradeListError(
      `The secret in ${short?.place ?? secretFile ?? VARIABLE} has less than ${LEAST_SECRET} bytes.`,
      "Give out a longer one.",
    );
  }
  if (rules.expected && rules.signed && shared === "" && names.every(({ secret }) => secret === null)) {
    throw new GradeReadError(
      "The rubric expects signed beacons, and there is no secret to verify them with.",
      `Set ${VARIABLE}, or name a file with handin.beacon.secret_file, or set handin.beacon.signed to false.`,
    );
  }
  return new BeaconBook(shared === "" ? null : shared, names, await declaredGroups(rubric, rubricPath));
}
