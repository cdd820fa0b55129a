/** The questions of a first TCP lab, answered for the capture at hand. */
export const questions = {
  "q.intro":
    "What a first TCP lab asks, answered for this session. The numbers are the report's own; each answer says where to look in Wireshark.",
  "q.ends.q": "Which IP addresses and TCP ports do the two ends use?",
  "q.ends.a":
    "The client is {client}, the server {server}. The client is the side that sends the SYN; its port was picked by its system, the server's is the one the program listens on.",
  "q.ends.no_syn": "The SYN is not in the capture: which side is the client is told by the port numbers.",
  "q.syn.q": "What is the sequence number of the SYN, and what in the segment makes it a SYN?",
  "q.syn.a":
    "Raw {raw}, relative 0, in packet {packet}. What makes it a SYN is the SYN bit in the header's flags (`tcp.flags.syn == 1`), with the ACK bit off. Nothing else does: not the number, not the lack of data.",
  "q.syn.unknown": "The SYN is not in the capture.",
  "q.synack.q": "What are the numbers of the SYN, ACK, how was its Ack number found, and what makes it a SYN, ACK?",
  "q.synack.a":
    "Packet {packet}: Seq raw {seq} (relative 0), Ack raw {ack} (relative 1). The Ack is the SYN's number plus 1, because the SYN takes one number: the server now waits for the next. SYN bit and ACK bit are both on.",
  "q.synack.unknown": "The SYN, ACK is not in the capture.",
  "q.first.q":
    "The first data segments: when were they sent, when acknowledged, and what are the round trips and the estimate after each?",
  "q.first.a":
    "Estimate: the first sample as it is, then 0.875 × estimate + 0.125 × sample (α = 0.125). A segment that shares its ACK with a later one has no sample of its own.",
  "q.first.none": "There is no data segment in the capture.",
  "q.first.shared": "none of its own",
  "q.first.no_ack": "no ACK captured",
  "q.lengths.q": "How long are the first data segments?",
  "q.lengths.a": "In order: {lengths}.",
  "q.lengths.one_byte":
    "The first one carries a single byte: the Python sharer writes the byte N, the length and the picture with three separate calls, and TCP sends the first at once.",
  "q.window.q": "What is the smallest window the receiver advertised, and was the sender ever held back by it?",
  "q.window.a": "{window} (raw {raw} × scale {scale}) in packet {packet}.",
  "q.window.raw_only": "Raw {raw}; the scale is not known, so the bytes are not either.",
  "q.window.unknown": "Unknown: {why}.",
  "q.window.never":
    "The sender was never held back: at most {flight} were in flight, and no packet is marked `tcp.analysis.window_full` or `tcp.analysis.zero_window`.",
  "q.window.held":
    "Yes: {full} {full#segment|segments} filled the window to its end, and {zero} {zero#packet|packets} advertised a window of 0.",
  "q.window.untold": "Whether it held the sender back is unknown: {why}.",
  "q.resent.q": "Were segments retransmitted, and how can one tell?",
  "q.resent.no":
    "No. Every data segment has a Seq above all before it: sort by `tcp.seq`, or look at the time–sequence plot, where no dot lies below an earlier one.",
  "q.resent.none": "No: no byte was sent again.",
  "q.resent.copies":
    "{count} {count#packet repeats|packets repeat} a Seq with the same IP identification ({packets}): recorded or delivered twice, not sent twice.",
  "q.resent.overtaken": "{count} {count#segment comes|segments come} late ({packets}): overtaken on the way.",
  "q.resent.some": "Yes, {count} {count#segment|segments}: {packets}.",
  "q.resent.earlier":
    "For {count} of them ({packets}) the same Seq stands in an earlier packet of the same side, with another IP identification.",
  "q.resent.later":
    "For {count} of them ({packets}) the first copy comes later in this capture: the one that was sent again had overtaken it.",
  "q.resent.unseen":
    "For {count} of them ({packets}) the first copy is not in this capture: it was lost before it; the hole that it left, and the duplicate ACKs, show it.",
  "q.resent.yes":
    "Yes, {count} {count#segment|segments}: {packets}. The same Seq stands in an earlier packet of the same side, with another IP identification.",
  "q.resent.yes_unseen":
    "Yes, {count} {count#segment|segments}: {packets}. The first copies are not in this capture: they were lost before it; the hole they left, and the duplicate ACKs, show it.",
  "q.acks.q": "How much data does one ACK typically acknowledge? Does the receiver acknowledge every second segment?",
  "q.acks.a":
    "{bytes} (median); the number of segments is {per_ack} on average. Of the ACKs of new data, {every_second} of {of_data} acknowledged exactly two segments.",
  "q.acks.unknown": "Unknown: {why}.",
  "q.throughput.q": "What is the throughput, and how was it computed?",
  "q.throughput.a":
    "{mean}: 8 × {bytes} of payload / {seconds}, from the first data segment (packet {first}) to the last (packet {last}). Headers are left out; counting them, or another span of time, gives another number, so always say which.",
  "q.throughput.unknown": "Unknown: {why}.",
} as const;
