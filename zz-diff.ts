import { Analysis } from "./src/analyze/analysis.ts";
import { readCapture } from "./src/analyze/capture-file/feed.ts";
import { zlibRgb } from "./src/analyze/frames/zlib-rgb.ts";
import { markNames } from "./src/analyze/tcp/marks.ts";
import { bytesInFlight } from "./src/analyze/tcp/mark-segment.ts";
import { compareWithTshark, campaign, type Verdict } from "./test/support/corpus-compare.ts";
import { readdirSync } from "node:fs";

export async function ours(path: string): Promise<Map<number, Verdict>> {
  const out = new Map<number, Verdict>();
  const ports = new Map(Array.from({ length: 65536 }, (_, p) => [p, zlibRgb] as const));
  const analysis = new Analysis({ ports, stream: null, inflate: null, maxFrameBytes: 1e6, onSegment(segment, conversation, marks) {
    const side = conversation.sideOf(segment);
    const flow = conversation.stream!.flows[side as 0|1]; const peer = conversation.stream!.flows[side === 0 ? 1 : 0];
    const bif = segment.length > 0 ? bytesInFlight(segment, flow.state, peer.state) : 0;
    out.set(segment.packet, { stream: conversation.number, flags: markNames(marks), length: segment.length, ...(arg === 'files' ? { bytesInFlight: bif || undefined } : {}) } as Verdict);
  } });
  await readCapture(path, analysis);
  return out;
}
const arg = process.argv[2]!;
if (arg === "files") for (const f of process.argv.slice(3)) {
  const c = await compareWithTshark(f, ours, { ignoreFlags: ["tfo_syn", "tfo_ack", "tfo_ignored", "dsack"] });
  console.log(f, c.packets, c.differences.length); if (c.differences.length) console.log(c.report.slice(0, 3000));
} else {
  const seed = Number(process.argv[3] ?? 1), n = Number(process.argv[4] ?? 500);
  const { randomScenario } = await import("./test/support/corpus-random.ts");
  const scenarios = Array.from({ length: n }, (_, i) => randomScenario(seed * 100000 + i));
  console.log(await campaign(scenarios, ours, { ignoreFlags: ["tfo_syn", "tfo_ack", "tfo_ignored", "dsack"], failures: 6 }));
}
