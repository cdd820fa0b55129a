/** `--csv DIR`: packets, segments, ACKs, frames, messages, files and facts as tables. */
import { join } from "node:path";
import { reportClock } from "../../../analyze/facts/build-report.ts";
import type { Clock } from "../../../analyze/facts/clock.ts";
import type { Report } from "../../../analyze/facts/report.ts";
import type { Analysis } from "../../../analyze/analysis.ts";
import type { Observer } from "../../../analyze/observer.ts";
import { SpillCollector } from "../../../analyze/series/spill.ts";
import { makeFolder, writePieces } from "../write-file.ts";
import { line } from "./cells.ts";
import { filesTable, messagesTable } from "./message-tables.ts";
import { PACKET_TABLES, type PacketTable } from "./packet-tables.ts";
import { factsTable, framesTable } from "./tables.ts";

/** To be given to the analysis as an observer, and then the report. */
export class CsvOutput implements Observer {
  readonly segment: SpillCollector["segment"];
  readonly ignored: SpillCollector["ignored"];
  readonly #folder: string;
  readonly #rows: SpillCollector;
  #clock: Clock | null = null;

  private constructor(folder: string, rows: SpillCollector) {
    this.#folder = folder;
    this.#rows = rows;
    this.segment = rows.segment;
    this.ignored = rows.ignored;
  }

  /** @param folder made if it is not there; files of the same names are replaced */
  static async open(folder: string): Promise<CsvOutput> {
    await makeFolder(folder);
    return new CsvOutput(folder, new SpillCollector());
  }

  end(analysis: Analysis, ports: ReadonlySet<number>): void {
    this.#clock = reportClock(analysis);
    this.#rows.end(analysis, ports);
  }

  /** @returns names of the files */
  async write(report: Report): Promise<string[]> {
    const tables: (readonly [string, Iterable<string>])[] = [
      ...PACKET_TABLES.map((table) => [table.file, this.#packets(table, report)] as const),
      ["frames.csv", framesTable(report)],
      ["messages.csv", messagesTable(report)],
      ["files.csv", filesTable(report)],
      ["facts.csv", factsTable(report)],
    ];
    for (const [file, lines] of tables) await writePieces(join(this.#folder, file), lines);
    return tables.map(([file]) => file);
  }

  /** Gives the temporary file back. */
  close(): void {
    this.#rows.close();
  }

  *#packets(table: PacketTable, { streams }: Report): Generator<string> {
    yield line(table.columns);
    const clock = this.#clock;
    if (clock === null) return;
    const reported = new Map(streams.map((stream) => [stream.stream, stream]));
    for (const { rows, columns: c } of this.#rows.read()) {
      for (let row = 0; row < rows; row++) {
        const number = c.stream[row]!;
        const stream = reported.get(number);
        const ending = this.#rows.endings.get(number);
        if (stream === undefined || ending === undefined) continue;
        const side = c.from[row] === 0 ? 0 : 1;
        const record = table.record({ c, row, side, fromClient: side === ending.client, stream, ending, clock });
        if (record !== null) yield line(record);
      }
    }
  }
}
