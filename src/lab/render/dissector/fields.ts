/** The protocol, its fields, preferences and what it can complain about. */
export const LUA_FIELDS = `set_plugin_info({
  version = VERSION,
  description = "zlib-rgb screen share and pickle-q video: frames, what is in them and the segments that carry them",
})

local sharelab = Proto("sharelab", "zlib-rgb screen share")
local pickle = Proto("sharelab_pickle", "pickle-q video")

local f = {
  frame = ProtoField.none("sharelab.frame", "Frame"),
  index = ProtoField.uint32("sharelab.frame.index", "Index", base.DEC, nil, nil, "Frames of this direction, from 0, as far as they could be put together"),
  length_bytes = ProtoField.uint8("sharelab.frame.length_bytes", "Bytes of the length (N)"),
  length = ProtoField.uint64("sharelab.frame.length", "Length of the body (L)"),
  header_length = ProtoField.uint8("sharelab.frame.header_length", "Header length"),
  payload = ProtoField.bytes("sharelab.frame.payload", "Body"),
  raw_length = ProtoField.uint64("sharelab.frame.raw_length", "Length of the picture"),
  ratio = ProtoField.double("sharelab.frame.ratio", "Compression ratio", "length of the picture / length of the body"),
  intact = ProtoField.bool("sharelab.frame.intact", "Intact", nil, nil, nil, "zlib-rgb: the Adler-32 was verified; pickle-q: it holds a picture"),
  picture = ProtoField.string("sharelab.frame.picture", "Picture"),
  size_field = ProtoField.string("sharelab.frame.size_field", "Size field", base.ASCII, "pickle-q: as Python's struct names it, told from where the pickle begins"),
  shape = ProtoField.string("sharelab.frame.shape", "Shape", base.ASCII, "pickle-q: height x width x channels"),
  dtype = ProtoField.string("sharelab.frame.dtype", "dtype"),
  stray = ProtoField.bytes("sharelab.stray", "Bytes that belong to no frame"),
}
sharelab.fields = f

local e = {
  stray = ProtoExpert.new("sharelab.stray.expert", "No frame begins here", expert.group.SEQUENCE, expert.severity.NOTE),
  damaged = ProtoExpert.new("sharelab.frame.damaged", "The zlib stream does not inflate", expert.group.UNDECODED, expert.severity.WARN),
  no_picture = ProtoExpert.new("sharelab.frame.no_picture", "The pickle holds no picture", expert.group.UNDECODED, expert.severity.WARN),
  size = ProtoExpert.new("sharelab.frame.wrong_size", "The picture has another size", expert.group.PROTOCOL, expert.severity.WARN),
}
sharelab.experts = e

local p = sharelab.prefs
p.ports = Pref.range("TCP ports", tostring(DEFAULT_PORT), "Ports on which screens are shared", 65535)
p.width = Pref.uint("Picture width", 0, "Pixels; 0: not known. Only to check the inflated length")
p.height = Pref.uint("Picture height", 0, "Pixels; 0: not known")
p.inflate = Pref.bool("Inflate frames", true, "Needed for inflated length and ratio")
p.inflate_limit = Pref.uint("Largest frame to inflate", 4194304, "Compressed bytes. A zlib stream can grow a thousandfold, and Wireshark keeps it in memory")
p.checksum = Pref.bool("Verify every Adler-32", false, "Slow: a quarter of a second for a large picture. Inflated lengths up to 64 KiB are always verified")
p.heuristic = Pref.bool("Find frames on any port", true, "Take a TCP stream for a screen share or a video when its first bytes look like a frame")
p.note = Pref.statictext("After losses, set Reassemble out-of-order segments in the preferences of TCP.", "")
`;
