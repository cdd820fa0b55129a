/** `--extract DIR`: the files and chats of a capture, written while it is read, with an index. */
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rmSync } from "node:fs";
import type { Analysis } from "../../../analyze/analysis.ts";
import { reportClock } from "../../../analyze/facts/build-report.ts";
import type { Clock } from "../../../analyze/facts/clock.ts";
import { wholeness } from "../../../analyze/facts/messages-report.ts";
import type { Observer, SeenFilePiece, SeenMessage } from "../../../analyze/observer.ts";
import type { FileRecord } from "../../../analyze/messages/types.ts";
import { LabOptionError } from "../../errors.ts";
import { harmless } from "../escape.ts";
import { line, type Cell } from "../csv/cells.ts";
import { count } from "../units.ts";
import { makeFolder, writePieces } from "../write-file.ts";
import { safeName } from "./safe-name.ts";
import { Spool, MAX_SPOOLED } from "./spool.ts";
import { TRANSCRIPT_HEAD, transcriptLine } from "./transcript.ts";

export const INDEX = "index.csv";
const COLUMNS = [
  ...["stream", "kind", "file", "name", "direction", "from", "bytes", "missing_bytes", "sha256", "whole"],
  ...["request_packet", "first_packet", "complete_packet", "problem"],
];
/** Something is there under so many names: that is no chance. */
const MAX_TRIES = 100;

export class ExtractOutput implements Observer {
  readonly #folder: string;
  readonly #spool: Spool;
  /** Names of an earlier run, which may be replaced. */
  readonly #ours: ReadonlySet<string>;
  #analysis: Analysis | null = null;
  #clock: Clock | null = null;
  readonly #rows: Cell[][] = [];
  #files = 0;
  #chats = 0;
  #partial = 0;

  private constructor(folder: string, ours: ReadonlySet<string>) {
    this.#folder = folder;
    this.#ours = ours;
    this.#spool = new Spool(folder);
  }

  /**
   * @param folder made if it is not there. Files that an earlier run wrote into it are replaced, all others stay
   * @throws LabOptionError where an index stands that is none of ours
   */
  static async open(folder: string): Promise<ExtractOutput> {
    await makeFolder(folder);
    return new ExtractOutput(folder, await namesOfIndex(join(folder, INDEX)));
  }

  readonly begin = (analysis: Analysis): void => {
    this.#analysis = analysis;
  };

  readonly message = ({ conversation, message, text }: SeenMessage): void => {
    if (this.#analysis === null) return;
    const key = chatKey(conversation.number);
    this.#clock ??= reportClock(this.#analysis);
    const head = this.#spool.has(key) ? "" : TRANSCRIPT_HEAD;
    this.#spool.add(key, Buffer.from(head + transcriptLine(message, text, this.#clock)));
  };

  readonly file = ({ conversation, file, bytes }: SeenFilePiece): void => {
    this.#spool.add(fileKey(conversation.number, file), bytes);
  };

  readonly pressure = (): Promise<void> | undefined => this.#spool.pressure();

  /** @throws OutputError */
  readonly end = async (analysis: Analysis): Promise<void> => {
    await this.#spool.flush();
    for (const { conversation, stream, decoder } of analysis.analyzed) {
      const { messages } = decoder;
      if (messages === null) continue;
      const number = conversation.number;
      for (const file of messages.files) {
        const { whole, why } = wholeness(file, stream);
        await this.#finishFile(number, file, whole, why);
      }
      if (messages.chat !== null) await this.#finishChat(number);
    }
    // Of streams that are not reported, or of a chat that became a file.
    await this.#spool.drop();
  };

  /** @returns what was written, in words */
  async write(): Promise<string> {
    await writePieces(join(this.#folder, INDEX), [line(COLUMNS), ...this.#rows.map(line)]);
    const partial = this.#partial === 0 ? "" : ` (${count(this.#partial)} not known to be whole)`;
    const refused = this.#spool.refused === 0 ? "" : `; more than ${count(MAX_SPOOLED)} are not written`;
    const files = `${count(this.#files)} ${this.#files === 1 ? "file" : "files"}${partial}`;
    return `${files}, ${count(this.#chats)} ${this.#chats === 1 ? "chat" : "chats"} and ${INDEX} in ${this.#folder}${refused}`;
  }

  /** Also after a failure. */
  close(): void {
    for (const part of this.#spool.parts) rmSync(part, { force: true });
  }

  async #finishFile(stream: number, file: FileRecord, whole: boolean | null, why: string): Promise<void> {
    const key = fileKey(stream, file);
    // An empty file brings no bytes.
    if (file.bytes === 0 && !this.#spool.has(key)) {
      this.#spool.add(key, new Uint8Array(0));
      await this.#spool.flush();
    }
    const name = safeName(file.name ?? "");
    const wanted = `stream-${stream}-file-${file.index}-${name}${whole === true ? "" : ".partial"}`;
    const written = this.#spool.has(key) ? await this.#name(key, wanted) : null;
    if (written !== null) this.#files++;
    if (written !== null && whole !== true) this.#partial++;
    const guess = file.nameEnd === "guess" ? "where the name ends is a guess" : "";
    const problem = [why, guess].filter((text) => text !== "").join("; ");
    this.#rows.push([
      ...[
        stream,
        "file",
        written,
        file.name === null ? null : harmless(file.name),
        file.kind,
        file.kind === "put" ? "client" : "server",
        file.bytes,
      ],
      ...[file.missingBytes, file.sha256, whole, packet(file.requestPacket), packet(file.firstPacket)],
      ...[packet(file.completePacket), problem === "" ? null : problem],
    ]);
  }

  async #finishChat(stream: number): Promise<void> {
    const key = chatKey(stream);
    if (!this.#spool.has(key)) return;
    const written = await this.#name(key, `stream-${stream}-chat.txt`);
    this.#chats++;
    this.#rows.push([stream, "chat", written, ...Array.from({ length: COLUMNS.length - 3 }, () => null)]);
  }

  /** @returns the name under which it stands */
  async #name(key: string, wanted: string): Promise<string | null> {
    for (let n = 1; n <= MAX_TRIES; n++) {
      const name = n === 1 ? wanted : numbered(wanted, n);
      const ours = this.#ours.has(name) && (await isFile(join(this.#folder, name)));
      if (await this.#spool.finish(key, name, ours)) return name;
    }
    return null;
  }
}

const chatKey = (stream: number): string => `${stream}/chat`;
const fileKey = (stream: number, { index }: FileRecord): string => `${stream}/${index}`;
const packet = (number: number): number | null => (number === 0 ? null : number);

function numbered(name: string, n: number): string {
  const dot = name.indexOf(".", name.lastIndexOf("-"));
  return dot < 0 ? `${name} (${n})` : `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Files that the index of an earlier run names. */
async function namesOfIndex(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new LabOptionError(`${path} can't be read.`, "Choose another folder for --extract.");
  });
  if (text === null) return new Set();
  if (!text.startsWith(line(COLUMNS))) {
    throw new LabOptionError(`${path} is none that --extract wrote.`, "Choose another folder for --extract.");
  }
  // Our own names need no quotes.
  return new Set(text.split("\r\n").flatMap((row) => /^\d+,(?:file|chat),(stream-\d+-[^,"]+),/.exec(row)?.[1] ?? []));
}
