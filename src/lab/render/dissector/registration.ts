/** Where the dissector is asked: its ports, Decode As, and the heuristic for other ports. */
export const LUA_REGISTRATION = `local registered = nil

local function register_ports()
  if registered ~= nil then tcp_port:remove(registered, sharelab) end
  registered = p.ports
  tcp_port:add(registered, sharelab)
end

function sharelab.prefs_changed()
  if tostring(p.ports) ~= tostring(registered) then register_ports() end
end

register_ports()
tcp_port:add_for_decode_as(sharelab)

-- A stream on another port is a screen share when a segment begins as a frame does, or when N came alone, as the Python
-- peers send it on an idle connection, and the next segment goes on as a frame does. Of the latter the first frame is not
-- shown: TCP has given its first byte away.
local alone = {}

local function looks_like_share(tvb, pinfo)
  if not p.heuristic or tvb:len() ~= tvb:reported_len() then return false end
  local direction = direction_of(pinfo)
  local count = tvb:len()
  if count == 1 then
    local n = tvb(0, 1):uint()
    alone[direction] = n >= 1 and n <= 4 and n or nil
    return false
  end
  if read_header(tvb, 0) ~= nil then return true end
  local n = alone[direction]
  alone[direction] = nil
  if n == nil or count < n + 2 or tvb(0, 1):uint() == 0 then return false end
  local length = tvb(0, n):uint()
  return length >= MIN_ZLIB_BYTES and length <= MAX_FRAME_BYTES and is_zlib_header(tvb(n, 1):uint(), tvb(n + 1, 1):uint())
end

sharelab:register_heuristic("tcp", function(tvb, pinfo, tree)
  if not looks_like_share(tvb, pinfo) then return false end
  pinfo.conversation = sharelab
  sharelab.dissector(tvb, pinfo, tree)
  return true
end)

local PICKLE_Q = { proto = pickle, read_header = read_pickle_header, find_header = find_pickle, show_frame = show_pickle }

function pickle.dissector(tvb, pinfo, tree)
  return dissect(PICKLE_Q, tvb, pinfo, tree)
end

tcp_port:add_for_decode_as(pickle)

-- On a usual port that Wireshark gives to another dissector, that one gets what is no pickle.
local on_port = Proto("sharelab_port", "pickle-q video, or what else its port carries")
local others = {}

-- A size alone, as a peer sends it that writes it by itself: only on a port of theirs, where others speak in text.
local function is_size_alone(tvb)
  if tvb:len() ~= 8 then return false end
  local size = math.min(tvb(0, 8):le_uint64():tonumber(), tvb(0, 8):uint64():tonumber())
  return size >= MIN_PICKLE_BYTES and size <= MAX_FRAME_BYTES
end

local function looks_like_pickle(tvb, pinfo)
  if tvb:len() ~= tvb:reported_len() then return false end
  local usual = PICKLE_PORTS[pinfo.src_port] or PICKLE_PORTS[pinfo.dst_port]
  if usual and (is_size_alone(tvb) or read_pickle_header(tvb, 0) ~= nil) then return true end
  return p.heuristic and is_sure_pickle(tvb, 0)
end

function on_port.dissector(tvb, pinfo, tree)
  if not looks_like_pickle(tvb, pinfo) then
    local other = others[pinfo.dst_port] or others[pinfo.src_port]
    return other and other:call(tvb, pinfo, tree) or 0
  end
  pinfo.conversation = pickle
  return pickle.dissector(tvb, pinfo, tree)
end

for port in pairs(PICKLE_PORTS) do
  others[port] = tcp_port:get_dissector(port)
  if others[port] ~= nil then tcp_port:add(port, on_port) end
end

pickle:register_heuristic("tcp", function(tvb, pinfo, tree)
  if not looks_like_pickle(tvb, pinfo) then return false end
  pinfo.conversation = pickle
  pickle.dissector(tvb, pinfo, tree)
  return true
end)
`;
