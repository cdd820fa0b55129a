/** Everything that is kept of a capture to compare it by. */
import type { Report } from "../../../../analyze/facts/report.ts";
import type { Observer } from "../../../../analyze/observer.ts";
import { DETECTORS } from "../inside/registry.ts";
import { writerOf } from "./application.ts";
import { Digest, KIND } from "./digest.ts";
import { packetPrints } from "./packets.ts";
import { SketchBuilder } from "./sketch.ts";
import type { CapturePrint } from "./types.ts";

/** Frames of one capture that are kept. */
const MAX_PICTURES = 4096;
/** Bodies with fewer bytes are pictures of one colour, which anybody may have. */
const LEAST_BODY = 64;

/** Takes the digests of frames while the capture is analyzed. */
export class PictureCollector implements Observer {
  readonly #digest = new Digest();
  readonly #pictures = new SketchBuilder(MAX_PICTURES);

  readonly frame: NonNullable<Observer["frame"]> = ({ body, record }) => {
    if (body.length < LEAST_BODY) return;
    this.#digest.begin(KIND.picture).bytes(body, 0, body.length);
    this.#pictures.add(this.#digest.high, this.#digest.low, record.firstPacket, Number.NaN);
  };

  sketch(): CapturePrint["pictures"] {
    return this.#pictures.sketch();
  }
}

/**
 * @param path of the file on this machine
 * @param file its name within the submission
 * @throws AnalyzeError when nothing of it can be read
 */
export async function capturePrint(
  path: string,
  file: string,
  sha256: string,
  report: Report,
  pictures: PictureCollector,
): Promise<CapturePrint> {
  const [prints, writer] = [await packetPrints(path), await writerOf(path)];
  const { clocks, ...rest } = prints;
  return {
    ...rest,
    sha256,
    file,
    application: writer.application,
    oddities: DETECTORS.flatMap(({ find }) => find({ report, writer, clocks })),
    pictures: pictures.sketch(),
  };
}
