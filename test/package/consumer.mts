// Type-checked by package.test.ts against the built package, as a program that uses sharelab would be.
import { analyze, facts, type Fact, type Report } from "sharelab";

const report: Report = await analyze("session.pcap", { ports: [{ port: 9000, format: "zlib-rgb" }], inflate: false });
const all: Fact[] = facts(report);
const first: number | undefined = report.streams[0]?.directions[0].packets;
// @ts-expect-error -- a wrong type must be noticed, or the types are not there at all
const wrong: string = report.capture.packets;
console.log(all.length, first, wrong);
