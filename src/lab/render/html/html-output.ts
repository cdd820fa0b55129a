/** The HTML report as a file: watches the reading for what the page needs, then writes it. */
import { dirname } from "node:path";
import type { Analysis } from "../../../analyze/analysis.ts";
import type { Report } from "../../../analyze/facts/report.ts";
import type { Observer } from "../../../analyze/observer.ts";
import { SeriesCollector } from "../../../analyze/series/collector.ts";
import { DEFAULT_SERIES_LIMIT } from "../../../analyze/series/series.ts";
import type { PictureSize } from "../../../share/wire/types.ts";
import { ENGLISH, languageByCode } from "../../text/catalogue.ts";
import { makeFolder, writePieces } from "../write-file.ts";

import { htmlReport, type HtmlReportOptions } from "./report-page.ts";
import { Thumbnails } from "./thumbnails.ts";

export interface HtmlOutputOptions extends Omit<HtmlReportOptions, "thumbnails" | "withoutPictures" | "language"> {
  /** Code of a language there are texts in (default: "en"). */
  readonly language?: string;
  /** Of the pictures in frames, where the caller knows it. */
  readonly size?: PictureSize;
  /** Small pictures of some frames (default: true). */
  readonly pictures?: boolean;
}

export class HtmlOutput implements Observer {
  readonly segment: SeriesCollector["segment"];
  readonly ignored: SeriesCollector["ignored"];
  readonly frame: Thumbnails["frame"];
  readonly #path: string;
  readonly #options: HtmlOutputOptions;
  readonly #series = new SeriesCollector(DEFAULT_SERIES_LIMIT);
  readonly #thumbnails: Thumbnails;

  /** @param path of the file, whose folder is made if it is not there: a bad place is told before the capture is read */
  static async open(path: string, options: HtmlOutputOptions): Promise<HtmlOutput> {
    await makeFolder(dirname(path));
    return new HtmlOutput(options, path);
  }

  private constructor(options: HtmlOutputOptions, path: string) {
    this.#path = path;
    this.#options = options;
    this.#thumbnails = new Thumbnails(options.size ?? null);
    this.segment = this.#series.segment;
    this.ignored = this.#series.ignored;
    const { frame } = this.#thumbnails;
    this.frame = options.pictures === false ? () => undefined : frame;
  }

  async end(analysis: Analysis, ports: ReadonlySet<number>): Promise<void> {
    this.#series.end(analysis, ports);
    await this.#thumbnails.end(analysis, ports);
  }

  /** @throws OutputError */
  async write(report: Report): Promise<void> {
    const language = languageByCode(this.#options.language ?? "en") ?? ENGLISH;
    const withoutPictures = this.#options.pictures === false;
    const options = { ...this.#options, language, withoutPictures, thumbnails: this.#thumbnails.list };
    await writePieces(this.#path, [htmlReport(report, this.#series.series, options)]);
  }
}
