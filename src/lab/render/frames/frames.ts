/** `--frames DIR`: every frame of the capture as a PNG, written while the capture is read, with an index. */
import { rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Analysis } from "../../../analyze/analysis.ts";
import type { Report } from "../../../analyze/facts/report.ts";
import { chosenFrames } from "../../../analyze/facts/sides.ts";
import type { Observer, SeenFrame } from "../../../analyze/observer.ts";
import type { Side } from "../../../analyze/tcp/opening.ts";
import { encodePng } from "../../../share/display/png.ts";
import type { PictureSize } from "../../../share/wire/types.ts";
import { OutputError } from "../../errors.ts";
import { makeFolder, writePieces } from "../write-file.ts";
import { indexCsv, indexHtml, type SavedFrame } from "./frames-index.ts";
import { PICTURE_DECODERS } from "./pictures.ts";

/** Compressed bytes of frames that wait; above it the reading waits, too. */
const MAX_WAITING = 16 * 2 ** 20;
/** Each frame that is being written holds its pixels and its PNG. */
const WORKERS = Math.min(4, availableParallelism());
const DIGITS = 5;

interface Job {
  readonly body: Buffer;
  readonly format: string;
  readonly saved: SavedFrame & { readonly side: Side };
}

type MutableSaved = { -readonly [K in keyof SavedFrame]: SavedFrame[K] } & { readonly side: Side };

export class FramesOutput implements Observer {
  readonly #folder: string;
  readonly #size: PictureSize | null;
  readonly #saved: MutableSaved[] = [];
  #queue: Job[] = [];
  #waiting = 0;
  #active = 0;
  #wake: (() => void)[] = [];
  #failure: OutputError | null = null;
  /** The first side of each stream of which a frame was seen. */
  readonly #firstSide = new Map<number, Side>();

  private constructor(folder: string, size: PictureSize | null) {
    this.#folder = folder;
    this.#size = size;
  }

  /** @param folder made if it is not there; files of the same names are replaced */
  static async open(folder: string, size: PictureSize | null): Promise<FramesOutput> {
    await makeFolder(folder);
    return new FramesOutput(folder, size);
  }

  readonly frame = ({ conversation, side, index, body, format }: SeenFrame): void => {
    if (this.#failure !== null) return;
    const stream = conversation.number;
    const first = this.#firstSide.get(stream) ?? side;
    this.#firstSide.set(stream, first);
    const file = `stream-${stream}${side === first ? "" : "-back"}-frame-${String(index).padStart(DIGITS, "0")}.png`;
    const saved: MutableSaved = { stream, side, index, file, size: null, guessed: false, problem: null };
    this.#saved.push(saved);
    // The body is only lent.
    this.#queue.push({ body: Buffer.from(body), format, saved });
    this.#waiting += body.length;
    this.#start();
  };

  readonly pressure = (): Promise<void> | undefined =>
    this.#waiting > MAX_WAITING ? this.#until(() => this.#waiting <= MAX_WAITING / 2) : undefined;

  /** Waits for the last frame, and takes back those of a side that the report doesn't take for frames. */
  readonly end = async (analysis: Analysis, ports: ReadonlySet<number>): Promise<void> => {
    await this.#until(() => this.#active === 0 && this.#queue.length === 0);
    if (this.#failure !== null) throw this.#failure;
    const sides = new Map(
      analysis.analyzed.map((analyzed) => [analyzed.conversation.number, chosenFrames(analyzed, ports)?.side]),
    );
    for (const one of this.#saved.filter((saved) => sides.get(saved.stream) !== saved.side)) {
      await rm(join(this.#folder, one.file), { force: true });
      this.#saved.splice(this.#saved.indexOf(one), 1);
    }
  };

  /** The frames that were written, in the order in which they were whole. */
  get written(): readonly SavedFrame[] {
    return this.#saved.filter((saved) => saved.problem === null);
  }

  /** @returns what was written, in words */
  async write(report: Report): Promise<string> {
    await writePieces(join(this.#folder, "index.csv"), indexCsv(report, this.#saved));
    await writePieces(join(this.#folder, "index.html"), indexHtml(report, this.#saved));
    const { written } = this;
    const listed = report.streams.reduce((sum, stream) => sum + (stream.frames?.list.length ?? 0), 0);
    const guessed = [
      ...new Set(written.flatMap(({ guessed: isGuess, size }) => (isGuess && size !== null ? [size] : []))),
    ];
    const notice =
      guessed.length === 0
        ? ""
        : `; taken as ${guessed.join(" and ")}, the common size with as many bytes: --size sets it`;
    return `${written.length} of ${listed} frames as PNG, index.csv and index.html in ${this.#folder}${notice}`;
  }

  #start(): void {
    while (this.#active < WORKERS) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      this.#active++;
      void this.#save(job).finally(() => {
        this.#active--;
        this.#waiting -= job.body.length;
        this.#start();
        const wake = this.#wake;
        this.#wake = [];
        for (const resolve of wake) resolve();
      });
    }
  }

  async #save({ body, format, saved }: Job): Promise<void> {
    const target = saved as MutableSaved;
    const decode = PICTURE_DECODERS[format];
    const picture = decode === undefined ? `frames of ${format} can't be shown` : await decode(body, this.#size);
    if (typeof picture === "string") {
      target.problem = picture;
      return;
    }
    target.size = `${picture.width}x${picture.height}`;
    target.guessed = picture.guessed;
    const path = join(this.#folder, saved.file);
    try {
      await writeFile(path, await encodePng(picture, picture.pixels));
    } catch (error) {
      target.problem = "it could not be written";
      this.#failure ??= OutputError.of(`write ${path}`, error);
    }
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }
}
