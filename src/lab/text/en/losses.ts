/** Losses: each recovery as a short story of its packets. */
export const losses = {
  "loss.none": "Nothing was lost that anybody had to send again.",
  "loss.intro":
    "{events} {events#time|times} something had to be mended: {segments} {segments#segment was|segments were} sent again, or came late. Each story tells what the packets show, in their order.",
  "loss.heading": "At {time}: {what}",
  "loss.what_fast": "lost, and sent again after duplicate ACKs",
  "loss.what_timer": "not acknowledged, and sent again after a timer ran out",
  "loss.what_sack": "lost, and sent again because of SACK",
  "loss.what_spurious": "sent again without need",
  "loss.what_needless": "sent again, and it came twice",
  "loss.what_late": "overtaken on the way, nothing lost",
  "loss.what_unseen": "lost before the capture point",
  "loss.sent": "Packet {packet} carries {length}, Seq {seq}. No ACK for it comes in time.",
  "loss.sent_spurious": "Packet {packet} carries {length}, Seq {seq}.",
  "loss.hole": "Packet {packet} (Seq {seq}) shows a hole in front of it: {missing} are missing.",
  "loss.dups":
    "{count} duplicate {count#ACK|ACKs} ({packets}) {count#repeats|repeat} Ack {ack}: later data arrived, this did not.",
  "loss.sack": "SACK blocks name what has arrived behind the hole.",
  "loss.sacks":
    "{count} {count#ACK|ACKs} of {ack} with SACK blocks ({packets}) {count#names|name} what has arrived behind it: the receiver misses this.",
  "loss.dups_after":
    "{count} more duplicate {count#ACK follows|ACKs follow} ({packets}) while the mending is on its way.",
  "loss.dups_only_after":
    "{count} duplicate {count#ACK follows|ACKs follow} ({packets}) while the mending is on its way.",
  "loss.resent_fast": "Packet {packet} sends Seq {seq} again, {after} after the first time: a fast retransmission.",
  "loss.resent": "Packet {packet} sends Seq {seq} again, {after} after the first time.",
  "loss.resent_timer":
    "Packet {packet} sends Seq {seq} again, {after} after the first time. For {silence} no packet had come: a timer of the sender ran out (RTO, or a tail loss probe).",
  "loss.resent_again": "Packet {packet} sends Seq {seq} once more, {after} after the last time.",
  "loss.resent_timer_again":
    "Packet {packet} sends Seq {seq} once more, {after} after the last time: the sender's timer, which doubles each time.",
  "loss.resent_more": "{count} more {count#segment is|segments are} sent again in the same recovery ({packets}).",
  "loss.resent_spurious": "Packet {packet} sends Seq {seq} again, although packet {acked} had acknowledged it.",
  "loss.resent_spurious_plain": "Packet {packet} sends Seq {seq} again, although it had been acknowledged.",
  "loss.dsack":
    "Packet {packet} reports by a D-SACK that Seq {seq} came twice: the first one had arrived after all, or the network doubled one of them.",
  "loss.filled": "Packet {packet} fills the hole, {after} after it showed.",
  "loss.overtook":
    "Packet {packet} sends Seq {seq} again, and overtakes the first copy, which comes only with packet {first}.",
  "loss.late": "Packet {packet} (Seq {seq}) arrives late: it was sent before others that came earlier.",
  "loss.recovered": "Packet {packet} acknowledges up to {ack}: everything is there, {after} after the beginning.",
  "loss.not_recovered": "No later ACK in the capture covers it.",
  "loss.zoom_title": "Event {number}, enlarged",
  "loss.zoom_takeaway": "From {from} to {to} of the stream.",
  "loss.more": "{count} more {count#event|events}, in short:",
  "loss.omitted": "{count} further {count#event is|events are} left out here; `--json` lists every verdict.",
  "loss.misled": "Where Wireshark's marks mislead",
  "loss.misled_intro": "For these packets the mark says one thing, and the packets another.",
  "loss.nothing": "nothing",

  "verdict.copy":
    "The same packet recorded or delivered twice: same sequence number, length and IP identification. Nobody sent again.",
  "verdict.retransmission": "Sent again: every byte was sent before and not acknowledged yet.",
  "verdict.fast_retransmission": "Sent again after at least two duplicate ACKs that asked for it within 20 ms.",
  "verdict.spurious_retransmission": "Sent again although every byte had been acknowledged.",
  "verdict.retransmission_with_new_data": "Begins with bytes sent before, and goes on with new ones.",
  "verdict.retransmission_of_unseen":
    "Fills a hole, and was sent later than the bytes behind it: the first copy was lost before the capture point.",
  "verdict.out_of_order": "Sent earlier than the bytes that came before it: overtaken on the way.",
  "verdict.new_data": "New data; nothing of it was seen before.",
  "verdict.keep_alive": "A keep-alive: repeats at most one acknowledged byte after an idle second.",
  "verdict.keep_alive_ack": "Answers a keep-alive.",
  "verdict.zero_window_probe": "Asks whether the closed window has opened (Linux sends no byte for that).",
  "verdict.zero_window_probe_ack": "Answers a probe of the closed window.",
  "verdict.missing_segment": "Bytes in front of it had not been seen when it came.",
  "verdict.no_hole": "Nothing is missing in front of it: the byte came in a window probe.",
  "verdict.ack_of_unseen": "Acknowledges bytes that the capture does not hold, or holds only later.",
  "verdict.ack_of_seen": "Acknowledges only bytes that were seen.",
  "verdict.simultaneous_open": "Both sides sent a SYN at once.",
  "verdict.syn_retransmission": "The same SYN again.",
  "verdict.fin_retransmission": "The same FIN again.",
  "verdict.conflicting_bytes": "Repeats bytes with other values; the first copy counts.",
  "verdict.data_after_reset": "Data although the stream was reset before.",
  "verdict.urgent_data": "Some bytes are marked urgent (URG).",
  "verdict.data_in_syn": "The SYN carries data (TCP Fast Open).",
  "verdict.super_segment": "Segmentation offload left the IP length 0; the capture's length holds.",
  "verdict.duplicate_sack": "Its first SACK block says: these bytes came twice (D-SACK).",
} as const;
