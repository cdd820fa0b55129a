/** Reads a capture with the npm package pcap-parser and does nothing with its packets. JavaScript, to start at once. */
import console from "node:console";
import process from "node:process";
import parser from "pcap-parser";

let packets = 0;
const reading = parser.parse(process.argv[2]);
reading.on("packet", () => packets++);
reading.on("end", () => console.log(packets));
