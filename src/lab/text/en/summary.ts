/** The summary: what happened, in plain sentences. */
export const summary = {
  "sum.handshake":
    "{client} (the client) connected to {server} (the server). The handshake is complete, and took {rtt}.",
  "sum.handshake_untimed": "{client} (the client) connected to {server} (the server). The handshake is complete.",
  "sum.handshake_partial":
    "{client} (the client) connected to {server} (the server), but only a part of the handshake is in the capture.",
  "sum.handshake_missing":
    "The capture begins behind the handshake of {client} and {server}: what only the two SYNs say (options, window scale) is unknown.",
  "sum.sent": "The {side} sent {bytes} in {segments} data segments, {rate} on average.",
  "sum.sent_once": "The {side} sent {bytes} in {segments} data {segments#segment|segments}.",
  "sum.no_data": "No side sent any data.",
  "sum.frames": "{count} {count#frame is|frames are} whole, at {fps}, compressed {ratio} : 1.",
  "sum.frames_same": "{count} {count#frame is|frames are} whole, at {fps}; nothing is compressed.",
  "sum.frames_plain": "{count} {count#frame is|frames are} whole.",
  "sum.frames_incomplete": "{count} {count#frame is|frames are} incomplete: cut off, or not readable.",
  "sum.no_frames": "No frames were recognised: {why}.",
  "sum.no_loss": "Nothing had to be sent again: no retransmission in {segments} data {segments#segment|segments}.",
  "sum.resent":
    "{count} of {segments} data {segments#segment|segments} ({share}) {count#was|were} sent again. {count#It is|Each case is} told below.",
  "sum.overtaken":
    "{count} {count#segment|segments} arrived late, overtaken by others on the way; nothing was lost in {count#that case|those cases}.",
  "sum.misled": "For {count} {count#packet|packets} Wireshark's mark says something else than what happened.",
  "sum.copies":
    "{count} {count#packet is|packets are} recorded or delivered twice. Wireshark takes such a copy for a retransmission; nothing was sent again.",
  "sum.window_ok":
    "The receiver always had room: its window never fell below {window}, and at most {flight} were in flight.",
  "sum.window_small": "The receiver's window never closed; the smallest was {window}.",
  "sum.window_zero":
    "The receiver's window closed: {count} {count#packet advertises|packets advertise} a window of 0. The program at the other end did not read fast enough, and the sender had to wait.",
  "sum.window_full":
    "{count} {count#segment fills|segments fill} the receiver's window to its end: then the receiver sets the pace, not the network.",
  "sum.rtt": "Seen from the capture point, data was acknowledged after {median} (median; {min} to {max}).",
  "sum.offload":
    "{count} {count#segment is|segments are} larger than the MSS: the capture was taken above a network card that cuts or joins segments (offload).",
  "sum.missing": "{bytes} of the stream are not in the capture.",
  "sum.cut": "The capture holds only the beginning of {count} {count#packet|packets} (snaplen).",
  "sum.close_fin": "Both sides closed in order, with FIN.",
  "sum.close_reset":
    "The connection ended with a reset (RST): one side gave up the connection at once. A viewer that is closed while data is still coming does that.",
  "sum.close_open": "The connection is still open where the capture ends.",
  "sum.error": "The file is damaged: {message} Everything in front of the damage is reported.",
  "sum.empty": "There is no stream to report: the warnings below say why.",
  "sum.warnings": "There {count#is|are} {count} {count#warning|warnings} about the capture.",
} as const;
