/** Everything that is kept of a capture to compare it by. */
import type { Report } from "../../../../analyze/facts/report.ts";
import type { Observer } from "../../../../analyze/observer.ts";
import { findBeacons, type FoundBeacon } from "../../../beacon/find.ts";
import { BEACON_PORT } from "../../../beacon/format.ts";
import { DETECTORS } from "../inside/registry.ts";
import type { Submitted } from "../inside/types.ts";
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

export interface PrintedCapture {
  /** The file's path, or its bytes. */
  readonly input: string | Uint8Array;
  /** Its name within the submission. */
  readonly file: string;
  readonly sha256: string;
  readonly report: Report;
  readonly pictures: PictureCollector;
  /** null: a capture of nobody. */
  readonly submitted: Submitted | null;
}

/** @throws AnalyzeError when nothing of it can be read */
export async function capturePrint(capture: PrintedCapture): Promise<CapturePrint> {
  const { input, file, sha256, report, pictures, submitted } = capture;
  const [prints, writer] = [await packetPrints(input), await writerOf(input)];
  const { clocks, ports, ...rest } = prints;
  const beacons = await beaconsIn(input, ports, submitted);
  const seen = DETECTORS.flatMap(({ id: detector, find }) =>
    find({ report, writer, clocks, beacons, submitted }).map((sight) => ({ ...sight, detector })),
  );
  return {
    ...rest,
    sha256,
    file,
    application: writer.application,
    oddities: seen.filter(({ fine }) => fine !== true),
    confirmed: seen.flatMap(({ fine, ...sight }) => (fine === true ? [sight] : [])),
    beacons: beacons.flatMap(({ packet, beacon }) =>
      beacon.broken ? [] : [{ nonce: beacon.nonce, student: beacon.student, packet }],
    ),
    pictures: pictures.sketch(),
  };
}

/** Looked for only where something was said on their port. */
async function beaconsIn(
  input: string | Uint8Array,
  ports: ReadonlySet<number>,
  submitted: Submitted | null,
): Promise<readonly FoundBeacon[]> {
  const port = submitted?.rules.port ?? BEACON_PORT;
  return ports.has(port) ? findBeacons(input, { ports: [port], secret: submitted?.owner.secretFor ?? null }) : [];
}
