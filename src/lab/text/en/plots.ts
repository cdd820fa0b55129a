/** Plots: titles, axes, one sentence on what they show, and how they were drawn. */
export const plots = {
  "axis.time": "seconds from the stream's first packet",
  "axis.seq": "sequence number, relative (bytes)",
  "axis.rate": "payload per second",
  "axis.rtt": "round trip, ms",
  "axis.rtt_sqrt": "round trip, ms (square-root scale)",
  "axis.bytes": "bytes",
  "axis.size": "payload of a segment, bytes",
  "axis.count": "segments",
  "axis.count_sqrt": "segments (square-root scale)",
  "axis.acks": "ACKs",
  "axis.acks_sqrt": "ACKs (square-root scale)",
  "axis.acked": "data segments acknowledged at once",
  "axis.compressed": "compressed size, bytes",
  "axis.frame_size": "size, bytes",
  "axis.ratio": "ratio",
  "axis.fps": "frames/s",
  "axis.segments": "segments a frame",

  "plot.thinned":
    "Drawn from {points} {points#value|values}: what falls into one column of pixels is shown by its lowest and highest value.",
  "plot.marks_thinned":
    "{count} events stand close together: one sign may stand for several, and says so when the mouse rests on it.",
  "plot.series_thinned":
    "The capture is too long to keep every packet: one in {every} is drawn, and all that are marked, were sent again, or open and close the connection.",
  "plot.no_series": "No packets to draw.",
  "plot.bins": "Summed over intervals of {interval} from the first data segment.",

  "stevens.title": "Time–sequence plot (Stevens)",
  "stevens.takeaway": "{bytes} went out within {time}, and no segment was sent twice.",
  "stevens.takeaway_loss": "{bytes} went out within {time}; {count} {count#segment was|segments were} sent again.",
  "stevens.desc":
    "Time across, the sequence number of each segment's first byte upwards, for what the {side} sent. It rises from {first} to {last}.",
  "stevens.data": "segment",
  "tcptrace.title": "Segments, ACKs and window (as tcptrace draws them)",
  "tcptrace.takeaway": "At most {flight} were in flight at once, in packet {packet}.",
  "tcptrace.takeaway_unknown": "The ACK line follows the segments; the gap between them is what is in flight.",
  "tcptrace.desc":
    "Time across, sequence numbers upwards, for what the {side} sent: segments as strokes, the other side's ACKs as a stepped line below, ACK plus window as a dashed line above.",
  "tcptrace.zoom_title": "The first {what}, enlarged",
  "tcptrace.zoom_what_frame": "frame",
  "tcptrace.zoom_what_time": "{time}",
  "tcptrace.zoom_takeaway": "{segments} {segments#segment|segments} in {time}, answered by {acks} {acks#ACK|ACKs}.",
  "tcptrace.data": "segment, first to last byte",
  "tcptrace.resent": "sent again",
  "tcptrace.late": "late: overtaken on the way",
  "tcptrace.copy": "copy of another packet",
  "tcptrace.ack": "ACK line",
  "tcptrace.window": "ACK + window",
  "tcptrace.sack": "SACK block",
  "tcptrace.dup": "duplicate ACK",
  "tcptrace.zero": "window 0",
  "tcptrace.window_above":
    "The window's end (ACK + window) lies above the picture: there is far more room than is used.",
  "legend.counted": "{label} ({count})",

  "rate.title": "Throughput and goodput over time",
  "rate.takeaway": "{mean} on average.",
  "rate.takeaway_peak": "{mean} on average, {peak} in the busiest {interval}.",
  "rate.once": "Every byte is in the capture once.",
  "rate.again": "Without what is in the capture more than once the average is {goodput}.",
  "rate.takeaway_unknown": "Too short to tell a rate: {why}.",
  "rate.desc":
    "Time across, payload per second upwards, for what the {side} sent, as steps of {interval}: throughput as a line, goodput as a filled surface.",
  "rate.throughput": "throughput, all payload",
  "rate.goodput": "goodput, each byte once",
  "rate.mean": "mean {rate}",
  "rate.no_mean":
    "The average is over the {time} from the first data segment to the last. Intervals of {interval} reach beyond that, so none of them comes up to it, and it has no line here.",

  "rtt.title": "Round trips over time",
  "rtt.takeaway":
    "{samples} {samples#sample|samples}: half of them up to {median}, the longest {max} (packet {packet}).",
  "rtt.takeaway_none": "No round trip could be measured: {why}.",
  "rtt.desc":
    "Time across, round trip upwards, for data of the {side}: {samples} clear {samples#sample as a dot|samples as dots}, {ambiguous} ambiguous {ambiguous#one as a hollow circle|ones as hollow circles}, their moving average as a line that ends at {ewma}.",
  "rtt.sample": "sample",
  "rtt.ambiguous": "ambiguous: covers a segment sent twice",
  "rtt.ewma": "moving average (α = 0.125)",

  "window.title": "Advertised window against bytes in flight",
  "window.takeaway_ok": "At most {flight} of a window of {window} were used: the receiver never held the sender back.",
  "window.takeaway_full":
    "{full} {full#segment fills|segments fill} the window to its end, and {zero} {zero#packet advertises|packets advertise} a window of 0: the receiver held the sender back.",
  "window.takeaway_unknown": "The window's scale is unknown, so how much room there was can't be told.",
  "window.desc":
    "Time across, bytes upwards: the window that the {receiver} advertised as a dashed line, what the {side} had in flight as a filled surface.",
  "window.window": "window of the receiver",
  "window.flight": "bytes in flight",
  "window.zero": "window 0",
  "window.full": "window full",
  "window.stalls": "When the window was closed",
  "window.stall": "At {time} the {receiver} advertised a window of 0 (packet {packet}). {probes} {open}",
  "window.stall_probes": "The sender asked {count} {count#time|times} whether there is room again (packets {packets}).",
  "window.stall_open": "Packet {packet} opened it after {time}, with {window}.",
  "window.stall_never": "It did not open again within the capture.",

  "sizes.title": "How large the segments are",
  "sizes.takeaway":
    "{count} of {segments} {segments#segment|segments} ({share}) {count#carries|carry} {size}, the most common size.",
  "sizes.takeaway_mss":
    "{count} of {segments} {segments#segment|segments} ({share}) {count#carries|carry} {size}, the most common size; the MSS is {mss}.",
  "sizes.desc": "Sizes across, number of segments upwards, for what the {side} sent. {bars}",
  "sizes.bar": "up to the MSS",
  "sizes.over": "over the MSS (offload)",
  "sizes.mss": "MSS {mss}",
  "sizes.bins": "Each bar counts the sizes within {width}; the table has every size.",

  "acks.title": "How many segments one ACK acknowledges",
  "acks.takeaway":
    "Of the ACKs of new data, {every_second} of {of_data} acknowledged exactly two segments; {delayed} came from a timer, {stretch} {stretch#is a stretch ACK|are stretch ACKs}.",
  "acks.takeaway_none": "No pure ACK of new data was captured.",
  "acks.desc": "Number of data segments across, number of ACKs upwards, for ACKs of the {receiver}. {bars}",
  "acks.more": "{count} or more",

  "frames.title": "The frames, one by one",
  "frames.takeaway":
    "{count} whole {count#frame|frames} at {fps}, in {segments} {segments#segment|segments} each (median); compressed {ratio} : 1 (median).",
  "frames.takeaway_same":
    "{count} whole {count#frame|frames} at {fps}, in {segments} {segments#segment|segments} each (median); nothing is compressed.",
  "frames.takeaway_plain":
    "{count} whole {count#frame|frames} at {fps}, in {segments} {segments#segment|segments} each (median).",
  "frames.desc":
    "Four panels over the same time: compressed size, ratio, frames per second and segments of each frame, {count} {count#frame|frames} in all.",
  "frames.desc_same":
    "Three panels over the same time: size, frames per second and segments of each frame, {count} {count#frame|frames} in all.",
  "frames.whole": "whole frame",
  "frames.incomplete": "incomplete frame",
  "frames.per_second": "whole frames per second",
  "frames.thumbs": "Some of the pictures",
  "frames.thumb_alt": "Frame {index}, {width} × {height} pixels, made small",
  "frames.thumb_caption": "Frame {index}, complete at {time} (packet {packet})",
  "frames.thumbs_none": "Pictures are left out: {why}.",
  "frames.why_none": "No frames: {why}.",
  "frames.why_size": "the picture's width is not known; `--size WxH` gives it",
  "frames.why_large": "they are too large to be kept while the capture is read",
  "frames.why_redacted": "the report is redacted",
} as const;
