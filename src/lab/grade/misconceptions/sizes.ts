import { Exact } from "../exact.ts";
import { values, type Misconception, type WrongValue } from "./types.ts";

const MSS = /^handshake\.(syn|syn_ack)\.mss$/;
const SIZE = /^segment_size\.(min|median|max)$/;
const ETHERNET = 14;
const TCP = 20;
/** TCP with the timestamps option and its padding. */
const TCP_TIMESTAMPS = 32;

const more = (value: Exact, bytes: number): WrongValue => ({ value: value.plus(Exact.of(BigInt(bytes))) });

export const mssWithHeader: Misconception = {
  id: "mss-with-header",
  title: "The MSS with headers",
  hint: "The MSS counts TCP payload only: without the IP header, the TCP header and the Ethernet header (RFC 9293, section 3.7.1). An MTU of 1500 leaves 1460 for IPv4 and 1440 for IPv6.",
  appliesTo: (id) => id !== null && MSS.test(id),
  wrongValues: ({ right, ipVersion }) => {
    const ip = ipVersion === 6 ? 40 : 20;
    return [more(right, TCP), more(right, ip), more(right, ip + TCP), more(right, ip + TCP + ETHERNET)];
  },
};

export const headerCounted: Misconception = {
  id: "header-counted",
  title: "Segment size with headers",
  hint: "That counts headers as well. The size of a segment here is its payload, tcp.len (`Len=` in the Info column), not the length of the packet.",
  appliesTo: (id) => id !== null && SIZE.test(id),
  wrongValues: ({ right, ipVersion }) => {
    const ip = ipVersion === 6 ? 40 : 20;
    return [TCP, TCP_TIMESTAMPS].flatMap((tcp) => [
      more(right, tcp),
      more(right, tcp + ip),
      more(right, tcp + ip + ETHERNET),
    ]);
  },
};

export const offloadSize: Misconception = {
  id: "offload-size",
  title: "A size that offload made",
  hint: "Segments larger than the MSS were never on the wire: the capture was taken above the network card, which cuts or joins them (segmentation offload). The MSS is an option of the SYN.",
  appliesTo: (id) => id !== null && MSS.test(id),
  wrongValues: ({ number, right }) =>
    values(number("segment_size.max", "same"), number("segment_size.max", "other")).filter(
      ({ value }) => value.compare(right) > 0,
    ),
};

export const largestForMss: Misconception = {
  id: "largest-for-mss",
  title: "The largest segment taken for the MSS",
  hint: "That is the largest segment that was sent. The MSS is what a side announces in an option of its SYN; options such as timestamps make the payload smaller than that.",
  appliesTo: (id) => id !== null && MSS.test(id),
  wrongValues: ({ number, right }) =>
    values(number("segment_size.max", "same"), number("segment_size.max", "other")).filter(
      ({ value }) => value.compare(right) < 0,
    ),
};

export const mssForLargest: Misconception = {
  id: "mss-for-largest",
  title: "The MSS taken for the largest segment",
  hint: "That is the MSS announced in a SYN. The largest segment really sent is another thing: options take some of its room, and offload can make it larger in the capture.",
  appliesTo: (id) => id === "segment_size.max",
  wrongValues: ({ number }) => values(number("handshake.syn.mss", null), number("handshake.syn_ack.mss", null)),
};
