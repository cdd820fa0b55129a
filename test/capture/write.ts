/** Recordings made in memory. */
import { CaptureFeed } from "../../src/analyze/capture-file/capture-feed.ts";
import { PcapEncoder } from "../../src/analyze/capture-file/write/pcap.ts";
import { PcapngEncoder } from "../../src/analyze/capture-file/write/pcapng.ts";
import { RecordBuffer } from "../../src/analyze/capture-file/write/record-buffer.ts";
import type {
  CaptureEncoder,
  Direction,
  InterfaceStatistics,
  RecordedInterface,
  SectionInfo,
} from "../../src/analyze/capture-file/write/types.ts";
import { Recording } from "../capture-file/recording.ts";

export interface GivenPacket {
  readonly bytes: Uint8Array;
  readonly original: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly direction: Direction;
  readonly comment: string | null;
}

export interface Given {
  readonly section: SectionInfo;
  readonly from: RecordedInterface;
  readonly packets: readonly GivenPacket[];
  readonly statistics: InterfaceStatistics | null;
}

export const encoders: Readonly<Record<"pcapng" | "pcap", () => CaptureEncoder>> = {
  pcapng: () => new PcapngEncoder(),
  pcap: () => new PcapEncoder(),
};

/** The records of a whole recording, one buffer a record or header. */
export function record(encoder: CaptureEncoder, { section, from, packets, statistics }: Given): Buffer[] {
  const into = new RecordBuffer();
  const pieces: Buffer[] = [];
  const cut = (): void => {
    for (let batch = into.take(); batch !== undefined; batch = into.take()) pieces.push(Buffer.from(batch));
  };
  encoder.begin(into, section, from);
  cut();
  for (const { bytes, original, seconds, nanoseconds, direction, comment } of packets) {
    // Inside a larger block, as it comes from an engine.
    const block = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("behind")]);
    encoder.packet(into, block, 6, bytes.length, original, seconds, nanoseconds, direction, comment);
    cut();
  }
  if (statistics !== null) encoder.statistics(into, statistics);
  cut();
  return pieces;
}

export function readBack(bytes: Uint8Array): { sink: Recording; result: ReturnType<CaptureFeed["end"]> } {
  const sink = new Recording();
  const feed = new CaptureFeed(sink);
  feed.push(bytes);
  return { sink, result: feed.end() };
}

export const PLAIN: Omit<Given, "packets"> = {
  section: { application: "sharelab 0", os: "Linux 6", hardware: "a machine", comments: ["first", "second"] },
  from: {
    name: "lo",
    description: "Loopback",
    linkType: 1,
    snaplen: 262_144,
    timeDigits: 9,
    filter: "tcp port 9000",
    os: "Linux 6",
  },
  statistics: null,
};
