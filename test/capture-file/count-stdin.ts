/** Run by sources.test.ts: reads standard input and prints what came of it. */
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { Recording } from "./recording.ts";

const sink = new Recording();
let packets = 0;
sink.packet = () => packets++;
const { truncated } = await readCapture("-", sink);
process.stdout.write(JSON.stringify({ packets, truncated }));
