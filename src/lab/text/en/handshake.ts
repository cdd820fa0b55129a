/** The handshake as a diagram, and its options. */
export const handshake = {
  "hs.title": "The handshake, packet by packet",
  "hs.takeaway":
    "Three packets, {rtt} from the first to the last: both sides now know each other's first number and options.",
  "hs.takeaway_untimed": "Three packets: both sides now know each other's first number and options.",
  "hs.partial": "Only a part of the handshake is in the capture; what is missing is left out.",
  "hs.missing":
    "The handshake is not in the capture: {why}. What only the two SYNs say is unknown: the options, and the scale of the windows.",
  "hs.desc": "Sequence diagram with the client on the left and the server on the right. {steps}",
  "hs.step_desc": "Packet {packet}, from the {from}: {label}.",
  "hs.end_title": "The end",
  "hs.end_fin": "Closed in order: each side sends a FIN when it has nothing more to say (packets {packets}).",
  "hs.end_reset":
    "Ended by a reset, RST (packets {packets}). No data is waited for any more; what was under way is lost.",
  "hs.end_open": "Not closed within the capture.",
  "hs.completeness": "`tcp.completeness` is {value}: {parts}.",
  "hs.options_title": "What the two SYNs agree on",
  "hs.opt.seq": "Initial sequence number",
  "hs.opt.seq.mean":
    "Chosen at random by each side; relative number 0. The SYN itself takes this number, so the first byte of data is number 1.",
  "hs.opt.window": "Window",
  "hs.opt.window.mean": "How much each side can take at first. In a SYN it is never multiplied.",
  "hs.opt.mss": "Maximum segment size",
  "hs.opt.mss.mean":
    "The largest payload each side wants to get in one segment, without any options. Each side states its own; nothing is negotiated.",
  "hs.opt.mss.here": "The largest IP packet that this allows: {sums}.",
  "hs.opt.mss.sum": "{mss} + {ip} (IP) + {tcp} (TCP) = {packet}",
  "hs.opt.window_shift": "Window scale",
  "hs.opt.window_shift.mean":
    "Windows of this side are multiplied by 2 to the power of this number in every later packet. In force only if both SYNs have it (RFC 7323).",
  "hs.opt.sack_permitted": "SACK permitted",
  "hs.opt.sack_permitted.mean": "This side understands selective acknowledgments (RFC 2018). Used only if both say so.",
  "hs.opt.timestamps": "Timestamps",
  "hs.opt.timestamps.mean":
    "Each segment carries two clocks' values (RFC 7323), to measure round trips. In force only if both SYNs have it.",
  "hs.opt.timestamps.here":
    "They cost {option} bytes of every header: {stamped} bytes in place of {tcp}, and {data} bytes of data in place of {mss}.",
  "hs.opt.none": "no option",
  "hs.opt.shift": "{shift}, so × {factor}",
  "hs.not_captured": "not captured",
} as const;
