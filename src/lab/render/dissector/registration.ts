/** Where the dissector is asked: its ports, Decode As, and the heuristic for other ports. */
export const LUA_REGISTRATION = `local tcp_port = DissectorTable.get("tcp.port")
local registered = nil

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
`;
