/** What was lost, sent again or overtaken, by Wireshark's marks. */
import { mark, section } from "./define.ts";

export const LOSS_FACTS = section("losses", [
  mark("retransmission", "retransmissions"),
  mark("fast_retransmission", "of these, fast"),
  mark("spurious_retransmission", "of these, spurious"),
  mark("out_of_order", "out of order"),
  mark("lost_segment", "previous segment lost"),
  mark("ack_lost_segment", "ACKed unseen segment"),
  mark("reused_ports", "ports reused"),
]);

export const FAST_OPEN_FACTS = section("handshake", [
  mark("tfo_syn", "SYNs of TCP Fast Open"),
  mark("tfo_ack", "Fast Open data acknowledged"),
  mark("tfo_ignored", "Fast Open data ignored"),
]);
