/** How much of one student's upload is unpacked. All of it is checked before and while bytes are written. */
const MIB = 2 ** 20;

export const ARCHIVE_LIMITS = {
  /** Entries of a student's zip, folders among them. */
  entries: 2000,
  /** Entries of a zip that holds a class. */
  classEntries: 500_000,
  /** Inflated bytes of one entry, and of all that one submission holds. */
  entryBytes: 512 * MIB,
  totalBytes: 1024 * MIB,
  /** An entry larger than `ratioFrom` that inflates to more than this many times its size is no capture. */
  ratio: 200,
  ratioFrom: 16 * MIB,
  /** Zips in zips. */
  depth: 2,
} as const;

export interface ArchiveLimits {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
  readonly ratio: number;
  readonly ratioFrom: number;
  readonly depth: number;
}

/** What is left for one submission. */
export class Budget {
  #bytes: number;
  readonly limits: ArchiveLimits;

  constructor(limits: ArchiveLimits = ARCHIVE_LIMITS) {
    this.limits = limits;
    this.#bytes = limits.totalBytes;
  }

  /** @returns false when the submission may hold no more */
  take(bytes: number): boolean {
    this.#bytes -= bytes;
    return this.#bytes >= 0;
  }

  get left(): number {
    return this.#bytes;
  }
}
