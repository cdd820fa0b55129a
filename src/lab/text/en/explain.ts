/** What confuses students, explained where it shows: a question as they ask it, and the answer. */
export const explain = {
  "explain.relative.q": "Why do sequence numbers start at 0?",
  "explain.relative.a":
    "TCP counts bytes, and starts at a random 32-bit number, the initial sequence number (RFC 9293 section 3.4.1). Here the client's was {client} and the server's {server}. Wireshark subtracts it, so that `tcp.seq` and `tcp.ack` are **relative**; the numbers on the wire are `tcp.seq_raw` and `tcp.ack_raw`. The SYN takes one number although it carries no data: that is why the first byte has Seq 1. To switch: Edit, Preferences, Protocols, TCP, Relative sequence numbers.",
  "explain.window.q": "The header says {raw}. Why does Wireshark say {window}?",
  "explain.window.a":
    "The window field has 16 bits, so at most 65,535. The SYNs agreed on a multiplier (RFC 7323): window = raw × scale, here {raw} × {scale} = {window}. Raw is `tcp.window_size_value`, the product `tcp.window_size`. The window in a SYN itself is never scaled.",
  "explain.scale_unknown.q": "Why is the window unknown?",
  "explain.scale_unknown.a":
    "Only the SYNs carry the window scale, and they are not both in this capture. Wireshark then shows `tcp.window_size_scalefactor` -1 (unknown) and the raw window as if it were the real one. The raw numbers here are right; what they have to be multiplied by, nobody can tell. Start capturing before the program starts.",
  "explain.offload.q": "How can a segment be larger than the MTU?",
  "explain.offload.a":
    "It never was on the wire. The sending computer hands its network card up to 64 kB at once, and the card cuts them into segments (TSO); the receiving one joins what arrives (GRO). The capture sees the packets above the card. {count} {count#segment|segments} here {count#is|are} larger than the MSS of {mss}. `ethtool -K eth0 tso off gso off gro off` before capturing shows the segments of the wire.",
  "explain.no_offload.q": "Could these sizes come from the network card?",
  "explain.no_offload.a":
    "Not here: no segment is larger than the MSS. Where the card cuts segments (TSO) or joins them (GRO), a capture on the same computer shows segments larger than the MTU that were never on the wire.",
  "explain.offload_unknown.a":
    "That can't be told here: the SYNs with the MSS are not in the capture. Where the card cuts segments (TSO) or joins them (GRO), a capture on the same computer shows segments larger than the MTU that were never on the wire.",
  "explain.lengths.q": "Frame length, IP length, TCP length: which is which?",
  "explain.lengths.a":
    "They are nested. Of a full segment here: {length} of data (`tcp.len`), + {tcp} TCP header (`tcp.hdr_len`: 20, and {options} of options, which are timestamps), + {ip} IP header = {total} (the MTU is for this); + 14 Ethernet = {frame} (`frame.len`). The MSS announced is {mss}; the options of each segment come out of it.",
  "explain.lengths_plain.a":
    "They are nested: data (`tcp.len`) + TCP header (`tcp.hdr_len`, 20 and options: 12 with timestamps, so often 32) + IP header (20, or 40 for IPv6) = IP length, which the MTU limits; + 14 of Ethernet = frame length (`frame.len`).",
  "explain.delayed.q": "What is a delayed ACK?",
  "explain.delayed.a":
    "A receiver need not acknowledge each segment: at least every second full one, and none later than 0.5 s (RFC 9293 section 3.8.6.3). So one ACK for two segments is normal. If no second segment comes, a timer (Linux: from 40 ms) sends the ACK. Here an ACK of one single segment counts as delayed when it comes more than 25 ms later than the smallest round trip.",
  "explain.psh.q": "Does PSH mark the end of a message?",
  "explain.psh.a":
    "No. PSH asks the receiver to hand over what it has. The sending system sets it when its send buffer runs empty, so it often stands where a program's write ended, but not always: TCP carries a stream of bytes and knows no messages. Where a frame ends is told by its length field alone.",
  "explain.sack_permitted.q": "Why does SACK permitted stand in both SYNs, and where are the SACKs?",
  "explain.sack_permitted.a":
    "Each side says in its SYN that it understands selective acknowledgments (RFC 2018); both must. The option proper (`tcp.options.sack`) comes later, and only in ACKs while something is missing: it tells which bytes behind the hole have arrived.",
  "explain.two_sides.q": "Why does the capture at the other end show other round trips?",
  "explain.two_sides.a":
    "A capture measures from its own place. At the sender it sees the whole way there and back, and the receiver's waiting. At the receiver the ACK leaves right after the data came: microseconds. Here the SYN was answered after {syn} and the SYN, ACK after {syn_ack}: {where}",
  "explain.two_sides.near_client": "the capture was taken nearer to the client.",
  "explain.two_sides.near_server": "the capture was taken nearer to the server.",
  "explain.two_sides.middle":
    "the capture was taken about as far from one end as from the other, or both are on one machine.",
  "explain.two_sides_plain.a":
    "A capture measures from its own place. At the sender it sees the whole way there and back, and the receiver's waiting. At the receiver the ACK leaves right after the data came: microseconds.",
  "explain.ewma.q": "What is the smooth line?",
  "explain.ewma.a":
    "TCP smooths round trips: estimate = 0.875 × estimate + 0.125 × sample (RFC 6298, SRTT; α = 0.125), an exponentially weighted moving average. The sender's own estimate is not in the packets; this one is computed from the samples seen here.",
  "explain.ambiguous.q": "Why are some samples left out?",
  "explain.ambiguous.a":
    "When a segment was sent twice, nobody can tell which copy the ACK answers. Karn's algorithm (RFC 6298 section 3) leaves such samples out; Wireshark's `tcp.analysis.ack_rtt` shows them. They are drawn hollow.",
  "explain.capacity.q": "Is this the speed of the network?",
  "explain.capacity.a":
    "No. A share session sends a frame, waits for the next, and sends again: {rate} is what the program offered, not what the path could carry. To measure a path, fill it: that is what iperf3 does.",
  "explain.capacity.held":
    "No. The receiver's window held the sender back here: {rate} is what the receiver took, not what the path could carry. To measure a path, fill it: that is what iperf3 does.",
  "explain.capacity.bursts": "The bursts say more: the busiest {interval} carried {peak}.",
  "explain.goodput.q": "Throughput or goodput?",
  "explain.goodput.a":
    "Throughput counts every payload byte seen, goodput each byte of the stream once. They differ by what was sent (or recorded) more than once. Both leave headers out.",
  "explain.cwnd.q": "Where is the congestion window?",
  "explain.cwnd.a":
    "Not on the wire. The sender keeps it to itself, and no header carries it. What can be seen are the bytes in flight: they are at most the smaller of the congestion window and the receiver's window. A sender with little to say stays below both, as here between frames. On Linux, `ss -ti` shows the sender's `cwnd`.",
  "explain.dup.q": "What does a duplicate ACK say?",
  "explain.dup.a":
    "The receiver repeats its last Ack number because a segment came that is not the next: something in front of it is missing. Three of them make the sender send that segment again at once, without waiting for its timer (fast retransmit, RFC 5681 section 3.2). Wireshark is content with two within 20 ms for its mark.",
  "explain.marks.q": "Why does this report not just count Wireshark's marks?",
  "explain.marks.a":
    "Wireshark decides by sequence numbers and time. A segment sent again within one round trip is marked `out_of_order`, a packet recorded twice `retransmission`. The report shows the mark and says what happened, by a rule that can be checked by hand (for IPv4, the Identification field tells in which order packets were sent).",
  "explain.frames.q": "How are frames found in a stream of bytes?",
  "explain.frames.a":
    "Each frame begins with one byte N, then N bytes with the length L (big-endian), then L bytes of zlib. One frame fills many segments, and one segment can end a frame and begin the next. The ratio is raw bytes / compressed bytes; the raw size is not on the wire, it is known only once the frame is inflated.",
  "explain.frames.pickle":
    "Each frame begins with its size L, of 8 bytes (little-endian, as Python's `struct` writes `Q`), or of 4, or the other way round; then come L bytes of a pickle that holds the picture as a numpy array: height × width × 3 bytes, blue, green, red. It says itself how large it is, and nothing is compressed, so the ratio is about 1. One frame fills many segments, and one segment can end a frame and begin the next. The pickle is only read, never executed.",
  "explain.steps.q": "How do I read this picture?",
  "explain.stevens.a":
    "Each dot is a segment: when it was sent, and the number of its first byte. The steeper, the faster. A level stretch is a pause: the program had nothing to send, or had to wait. A dot that lies below the ones before is a segment sent again.",
  "explain.tcptrace.a":
    "Each upright stroke is a segment, from its first byte to its last. The stepped line below is the receiver's ACK: everything under it has arrived. The dashed line above is that ACK plus the window: nothing may be sent beyond it. The distance from the ACK line up to the strokes is what is in flight. In Wireshark: Statistics, TCP Stream Graphs, Time Sequence (tcptrace).",
} as const;
