/** From a student's capture to evidence: the report, the digest, the times of the packets that matter. */
import { analyzeObserved, type CaptureInput } from "../../../analyze/analyze.ts";
import { readCapture } from "../../../analyze/capture-file/feed.ts";
import type { CaptureSink } from "../../../analyze/capture-file/types.ts";
import type { Report } from "../../../analyze/facts/report.ts";
import type { AnalyzeOptions } from "../../../analyze/options.ts";
import { SeriesCollector } from "../../../analyze/series/collector.ts";
import { DEFAULT_SERIES_LIMIT } from "../../../analyze/series/series.ts";
import { Exact } from "../exact.ts";
import type { CaptureEvidence } from "../facts/evidence.ts";
import type { Handin } from "../rubric/types.ts";
import type { Submitted } from "../similarity/inside/types.ts";
import { capturePrint, PictureCollector } from "../similarity/prints/capture-print.ts";
import { captureBytes } from "./capture-bytes.ts";

/** Packets whose times are kept, at most. */
const MAX_TIMES = 10_000;

/**
 * @param path of the file on this machine
 * @param name of it within the submission
 * @param submitted whose it is; null: nobody's
 * @throws AnalyzeError when nothing of it can be read
 */
export async function captureEvidence(
  path: string,
  name: string,
  handin: Handin["capture"],
  submitted: Submitted | null = null,
): Promise<CaptureEvidence> {
  const options = { ports: handin.ports, ...(handin.size === null ? {} : { size: handin.size }) };
  const { input, sha256 } = await captureBytes(path);
  let watched = await watch(input, options);
  const elsewhere = handin.anyPort && watched.report.streams.length === 0 ? largestOther(watched.report) : null;
  if (elsewhere !== null) {
    // On whatever port it is, it is to be of the format that was asked for.
    const ports = handin.ports.flatMap(({ format }) =>
      format === undefined ? [] : [{ port: elsewhere.b.port, format }],
    );
    const asked = ports.length === 0 ? options : { ...options, ports: [...handin.ports, ...ports] };
    watched = await watch(input, { ...asked, stream: elsewhere.stream });
  }
  const { report, series, pictures } = watched;
  const times = await packetTimes(input, handshakePackets(report));
  const print = await capturePrint({ input, file: name, sha256, report, pictures, submitted });
  return { file: name, sha256, report, series, times, print };
}

/** One reading of the capture for all: the report, the plots' numbers, the frames' digests. */
async function watch(input: CaptureInput, options: AnalyzeOptions) {
  const collector = new SeriesCollector(DEFAULT_SERIES_LIMIT);
  const pictures = new PictureCollector();
  const report = await analyzeObserved(input, options, [collector, pictures]);
  return { report, series: collector.series, pictures };
}

/** The stream with most packets among those on other ports. */
function largestOther({ capture }: Report): Report["capture"]["other_streams"][number] | null {
  const [first, ...others] = capture.other_streams;
  return first === undefined ? null : others.reduce((a, b) => (b.packets > a.packets ? b : a), first);
}

function handshakePackets({ streams }: Report): Set<number> {
  const found = streams.flatMap(({ handshake: { syn, syn_ack: synAck, ack } }) =>
    [syn, synAck, ack].flatMap((one) => (one === null ? [] : [one.packet])),
  );
  return new Set(found.slice(0, MAX_TIMES));
}

const NANO = Exact.of(1n, 1_000_000_000n);
const nothing = (): void => undefined;

/** Times of some packets, seconds since the epoch; packets without a time are left out. */
async function packetTimes(input: CaptureInput, wanted: ReadonlySet<number>): Promise<Map<number, Exact>> {
  const times = new Map<number, Exact>();
  const keep = (packet: number, seconds: number, nanoseconds: number): void => {
    if (!wanted.has(packet) || !Number.isFinite(seconds)) return;
    times.set(packet, Exact.of(BigInt(seconds)).plus(Exact.of(BigInt(nanoseconds)).times(NANO)));
  };
  const sink: CaptureSink = {
    interface: nothing,
    undecoded: nothing,
    listConventions: nothing,
    warning: nothing,
    comment: nothing,
    dropped: nothing,
    segment: ({ packet }, seconds, nanoseconds) => {
      keep(packet, seconds, nanoseconds);
    },
    packet: (number, _data, _offset, _captured, _original, seconds, nanoseconds) => {
      keep(number, seconds, nanoseconds);
    },
  };
  if (wanted.size > 0) await readCapture(input, sink);
  return times;
}
