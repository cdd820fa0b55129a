/** What a client wants, told from bytes that come in any pieces. */
import { guessName, plausibleLength } from "./plausible-name.ts";
import { GET_FILE, SEND_FILE } from "./words.ts";

/**
 * How the end of a name was found: the client ended its side, or was quiet for a while, or sent what follows with another
 * call; or it is a guess, because name and bytes came as one.
 */
export type NameEnd = "end" | "quiet" | "read" | "guess";

export type FileRequest =
  /** @property name as it came, fit to be shown only: what is no UTF-8 stands as U+FFFD */
  | { readonly kind: "get"; readonly name: string }
  /** @property data the file's first bytes, which came together with the request */
  | { readonly kind: "put"; readonly name: string; readonly nameEnd: NameEnd; readonly data: Buffer }
  /**
   * Name and bytes came together, and nothing tells where the name ends: to store it under a part of its name would be wrong.
   *
   * @property start what can be of the name, fit to be shown only
   */
  | { readonly kind: "put-unclear"; readonly start: string }
  /** No request of this protocol. */
  | { readonly kind: "unknown"; readonly bytes: Buffer };

/** What a Python server takes with its one recv(); a request that is longer is none. */
const MAX_REQUEST = 1024;
/** Behind a known ending: a name such as notes.txt.bak or table.jsonl goes on so, or a path, and hardly any file is that. */
const MORE_OF_A_NAME = /^(?:[/\\]|[\p{L}\p{N}._~-]{0,8}$)/u;
const LINE_END = /\r?\n$/;
const ONLY_A_LINE_END = /^\r?\n$/;

/**
 * Give it what was read, one read at a time, because a client's calls often arrive as they were made; and tell it when
 * nothing has come for a while, and when the client has ended its side. The first answer that is not null is the request.
 *
 * A name to get ends with the client's silence. A name to put is followed by the file, and the boundary is, in this order:
 * the client's silence; the last read before a byte that no name holds (see plausibleLength); where both came in one read, a
 * guess (see guessName). Where there is nothing to guess by, such a byte is of the name if silence follows, and the name is
 * refused for it; if anything else follows, nothing tells.
 */
export class RequestReader {
  #bytes = Buffer.alloc(0);
  /** Where reads ended, bytes from the start. */
  readonly #reads: number[] = [];
  /** The name has a byte that no name holds, and nothing told its end when that came: silence is waited for. */
  #isDoubtful = false;

  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  read(piece: Uint8Array): FileRequest | null {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    this.#reads.push(this.#bytes.length);
    switch (this.verb) {
      case "unknown":
        return this.#unknown();
      case null:
        return null;
      case GET_FILE:
        // A line end is none of the protocol, but what people at a terminal (nc) send, and no name has one.
        return this.#bytes.length > MAX_REQUEST || this.#bytes.at(-1) === 0x0a ? this.#get() : null;
      case SEND_FILE:
        return this.#putOnceSeen();
    }
  }

  /** Nothing has come since the last read, for as long as the pieces of one name can be apart. */
  quiet(): FileRequest | null {
    const { verb } = this;
    if (verb === null || verb === "unknown" || this.#bytes.length === verb.length) return null;
    return verb === GET_FILE ? this.#get() : this.#put(this.#bytes.length, "quiet");
  }

  end(): FileRequest {
    switch (this.verb) {
      case GET_FILE:
        return this.#get();
      case SEND_FILE: {
        if (this.#isDoubtful) return this.#unclear();
        // Two reads are a request and a short file; more are a name in pieces, and an empty file. One can be both together.
        const reads = this.#readsInName();
        if (reads.length === 2) return this.#put(reads[0]!, "guess");
        const guessed = this.#guessedEnd(this.#bytes.length) ?? this.#bytes.length;
        const together = reads.length === 1 && !MORE_OF_A_NAME.test(this.#bytes.toString("utf8", guessed));
        return together ? this.#put(guessed, "guess") : this.#put(this.#bytes.length, "end");
      }
      default:
        return this.#unknown();
    }
  }

  /** What it begins with; null while that can't be told. */
  get verb(): typeof GET_FILE | typeof SEND_FILE | "unknown" | null {
    const start = this.#bytes.toString("latin1", 0, SEND_FILE.length);
    for (const word of [GET_FILE, SEND_FILE] as const) {
      if (start.startsWith(word)) return word;
      if (word.startsWith(start)) return null;
    }
    return "unknown";
  }

  #putOnceSeen(): FileRequest | null {
    if (this.#isDoubtful) return this.#unclear();
    const limit = this.#plausibleEnd();
    if (limit === this.#bytes.length) return null;
    const read = this.#readsInName().findLast((end) => end <= limit);
    if (read !== undefined) return this.#put(read, "read");
    // As for a name to get: a line end is what people at a terminal send.
    const isLine = ONLY_A_LINE_END.test(this.#bytes.toString("latin1", limit, limit + 3));
    const guessed = this.#guessedEnd(limit) ?? (isLine ? limit : null);
    if (guessed !== null) return this.#put(guessed, "guess");
    if (this.#bytes.length > MAX_REQUEST) return this.#unclear();
    this.#isDoubtful = true;
    return null;
  }

  /** Where the name ends at the latest, if no name is what it can't be. */
  #plausibleEnd(): number {
    return SEND_FILE.length + plausibleLength(this.#bytes.subarray(SEND_FILE.length));
  }

  /** @param limit where the name ends at the latest. @returns null: there is nothing to guess by */
  #guessedEnd(limit: number): number | null {
    const guess = guessName(this.#bytes.toString("utf8", SEND_FILE.length, limit));
    return guess === null ? null : SEND_FILE.length + Buffer.byteLength(guess);
  }

  /** Where reads ended behind the first byte of the name. */
  #readsInName(): number[] {
    return this.#reads.filter((end) => end > SEND_FILE.length);
  }

  #get(): FileRequest {
    return { kind: "get", name: this.#bytes.toString("utf8", GET_FILE.length).replace(LINE_END, "") };
  }

  #put(nameEnds: number, nameEnd: NameEnd): FileRequest {
    const name = this.#bytes.toString("utf8", SEND_FILE.length, nameEnds);
    return { kind: "put", name, nameEnd, data: this.#bytes.subarray(nameEnds) };
  }

  #unclear(): FileRequest {
    return { kind: "put-unclear", start: this.#bytes.toString("utf8", SEND_FILE.length, this.#plausibleEnd()) };
  }

  #unknown(): FileRequest {
    return { kind: "unknown", bytes: this.#bytes };
  }
}

/** @returns what to send for it, in one piece */
export function encodeRequest(kind: "get" | "put", name: string): Buffer {
  return Buffer.from((kind === "get" ? GET_FILE : SEND_FILE) + name);
}
