/** Our own analysis packet by packet, under the names of tshark's rows, for comparing the two. */
import { Analysis } from "../../src/analyze/analysis.ts";
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { DEFAULT_FORMAT } from "../../src/analyze/formats/registry.ts";
import { bytesInFlight } from "../../src/analyze/tcp/mark-segment.ts";
import { markNames } from "../../src/analyze/tcp/marks.ts";
import type { Segment } from "../../src/analyze/packet/segment.ts";
import type { Conversation } from "../../src/analyze/tcp/stream-table.ts";
import type { Verdict } from "./corpus-compare.ts";

/** Every port, so that every stream is analyzed. */
const EVERY_PORT = new Map(
  Array.from({ length: 65_536 }, (_, port) => [port, { formats: [DEFAULT_FORMAT], always: true }] as const),
);

/** Stream, length and marks of each packet. */
export async function ourMarks(path: string): Promise<Map<number, Verdict>> {
  return analyzed(path, () => ({}));
}

/** The same, with bytes in flight. */
export async function ourMarksAndBytesInFlight(path: string): Promise<Map<number, Verdict>> {
  return analyzed(path, (segment, conversation) => {
    const side = conversation.sideOf(segment);
    const flows = conversation.stream?.flows;
    if (flows === undefined || side === -1) throw new Error(`packet ${segment.packet} is of no analyzed stream`);
    const bytes = bytesInFlight(segment, flows[side].state, flows[side === 0 ? 1 : 0].state);
    return { bytesInFlight: segment.length > 0 && bytes > 0 ? bytes : undefined };
  });
}

async function analyzed(
  path: string,
  more: (segment: Segment, conversation: Conversation) => Record<string, unknown>,
): Promise<Map<number, Verdict>> {
  const verdicts = new Map<number, Verdict>();
  const analysis = new Analysis({
    ports: EVERY_PORT,
    stream: null,
    inflate: null,
    maxFrameBytes: 2 ** 20,
    observers: [
      {
        segment: (segment, conversation, marks) => {
          const basics = { stream: conversation.number, length: segment.length, flags: markNames(marks) };
          verdicts.set(segment.packet, { ...basics, ...more(segment, conversation) });
        },
      },
    ],
  });
  await readCapture(path, analysis);
  return verdicts;
}

/** Not a tcp.analysis mark, and not among ours: D-SACK is a verdict and a count. */
export const NOT_OURS = ["dsack"] as const;
