/** Where Wireshark shows what has no field of its own: menu paths as version 4 has them. */
export const CONVERSATIONS = "Statistics > Conversations > TCP";
export const PACKET_LENGTHS = "Statistics > Packet Lengths";
export const ROUND_TRIP_GRAPH = "Statistics > TCP Stream Graphs > Round Trip Time";
export const THROUGHPUT_GRAPH = "Statistics > TCP Stream Graphs > Throughput";
export const IO_GRAPHS = "Statistics > I/O Graphs";
export const EXPERT = "Analyze > Expert Information";
/** How many packets a display filter leaves stands in the status bar. */
export const DISPLAYED = "status bar, Displayed, with the filter";

/** Display filters, without the stream's and the direction's part. */
export const DATA = "tcp.len > 0";
export const PURE_ACK =
  "tcp.len == 0 && tcp.flags.ack == 1 && tcp.flags.syn == 0 && tcp.flags.fin == 0 && tcp.flags.reset == 0";
export const SYN_ONLY = "tcp.flags.syn == 1 && tcp.flags.ack == 0";
export const SYN_ACK = "tcp.flags.syn == 1 && tcp.flags.ack == 1";
