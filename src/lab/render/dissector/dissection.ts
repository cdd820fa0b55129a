/** Finding frames in what TCP hands over, and showing them. */
export const LUA_DISSECTION = `-- CMF and FLG of RFC 1950 section 2.2: deflate, a window of at most 32 KiB, no preset dictionary, the check bits right.
local function is_zlib_header(cmf, flg)
  return cmf % 16 == 8 and cmf < 128 and math.floor(flg / 32) % 2 == 0 and (cmf * 256 + flg) % 31 == 0
end

-- Reads a header at \`offset\`.
-- Returns header length and body length; or nil, true when more bytes are needed to tell; or nil, false when it is none.
local function read_header(tvb, offset)
  local count = tvb:len() - offset
  if count < 1 then return nil, true end
  local n = tvb(offset, 1):uint()
  if n < 1 or n > MAX_LENGTH_BYTES then return nil, false end
  if count < 2 then return nil, true end
  if tvb(offset + 1, 1):uint() == 0 then return nil, false end
  -- Longer than this is over the limit whatever follows.
  if n > 6 then return nil, false end
  if count < 1 + n then return nil, true end
  local length = 0
  for i = 1, n do length = length * 256 + tvb(offset + i, 1):uint() end
  if length > MAX_FRAME_BYTES or length < MIN_ZLIB_BYTES then return nil, false end
  if count < 1 + n + 2 then return nil, true end
  if not is_zlib_header(tvb(offset + 1 + n, 1):uint(), tvb(offset + 2 + n, 1):uint()) then return nil, false end
  return 1 + n, length
end

-- The next place from \`offset\` on that reads as a whole header; nil when there is none. Zlib streams of common peers
-- begin with 0x78, which is looked for first: nearly no other byte has to be looked at.
local function find_header(tvb, offset)
  local bytes = tvb:raw(offset)
  local from = 1
  while true do
    local zlib = string.find(bytes, "\\120", from, true)
    if zlib == nil then return nil end
    for n = math.min(6, zlib - 2), 1, -1 do
      local start = zlib - 1 - n
      if string.byte(bytes, start) == n then
        local header = read_header(tvb, offset + start - 1)
        if header == 1 + n then return offset + start - 1 end
      end
    end
    from = zlib + 1
  end
end

-- Numbers of frames, by stream, direction, packet and place in it: the first pass counts, later ones look up.
local counts = {}
local numbers = {}
local stream_field = Field.new("tcp.stream")

local function direction_of(pinfo)
  local stream = stream_field()
  return (stream and tostring(stream.value) or "?") .. "/" .. tostring(pinfo.src) .. "/" .. pinfo.src_port
end

local function number_of(pinfo, place)
  local key = pinfo.number .. "/" .. place
  if not pinfo.visited and numbers[key] == nil then
    local direction = direction_of(pinfo)
    numbers[key] = counts[direction] or 0
    counts[direction] = numbers[key] + 1
  end
  return numbers[key] or 0
end

function sharelab.init()
  counts = {}
  numbers = {}
end

-- RFC 1950 section 8.2. Sums of 16 bytes at a time; the remainders are taken before doubles lose digits.
local function adler32(bytes)
  local a, b = 1, 0
  local length = #bytes
  local whole = length - length % 16
  for i = 1, whole, 16 do
    local c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16 = string.byte(bytes, i, i + 15)
    b = (b + 16 * a + 16 * c1 + 15 * c2 + 14 * c3 + 13 * c4 + 12 * c5 + 11 * c6 + 10 * c7 + 9 * c8
      + 8 * c9 + 7 * c10 + 6 * c11 + 5 * c12 + 4 * c13 + 3 * c14 + 2 * c15 + c16) % 65521
    a = (a + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15 + c16) % 65521
  end
  for i = whole + 1, length do
    a = (a + string.byte(bytes, i)) % 65521
    b = (b + a) % 65521
  end
  return b * 65536 + a
end

local ALWAYS_VERIFIED = 65536

-- Returns the inflated bytes, and true or false where the checksum was verified. Wireshark gives what it could inflate of a
-- damaged stream, too: only the checksum tells.
local function inflate(range)
  if not p.inflate or range:len() > p.inflate_limit then return nil, nil end
  local ok, inflated = pcall(function() return range:uncompress("Inflated frame") end)
  if not ok or inflated == nil then return nil, false end
  if inflated:len() > ALWAYS_VERIFIED and not p.checksum then return inflated, nil end
  return inflated, adler32(inflated:bytes():raw()) == range(range:len() - 4, 4):uint()
end

local function show_frame(tvb, pinfo, tree, offset, header, length, index)
  local range = tvb(offset, header + length)
  local branch = tree:add(f.frame, range)
  branch:add(f.index, range, index):set_generated()
  branch:add(f.length_bytes, tvb(offset, 1))
  branch:add(f.length, tvb(offset + 1, header - 1), UInt64(length % 4294967296, math.floor(length / 4294967296)))
  branch:add(f.header_length, tvb(offset, header), header):set_generated()
  local body = tvb(offset + header, length)
  branch:add(f.payload, body)
  local text = string.format("Frame %d: %d bytes", index, length)
  local inflated, verified = inflate(body)
  if verified ~= nil then branch:add(f.intact, body, verified):set_generated() end
  if inflated ~= nil and verified ~= false then
    local raw = inflated:len()
    branch:add(f.raw_length, inflated, UInt64(raw)):set_generated()
    branch:add(f.ratio, body, raw / length):set_generated()
    text = string.format("%s, ratio %.2f", text, raw / length)
    if p.width > 0 and p.height > 0 then
      local fits = raw == p.width * p.height * 3
      branch:add(f.picture, body, string.format("%dx%d: %s", p.width, p.height, fits and "fits" or "has another size")):set_generated()
      if not fits then branch:add_proto_expert_info(e.size) end
    end
  elseif verified == false then
    branch:add_proto_expert_info(e.damaged)
    text = text .. ", does not inflate"
  end
  branch:set_text(text)
  return text
end

local function show_stray(tvb, tree, offset, length)
  local item = tree:add(f.stray, tvb(offset, length))
  item:add_proto_expert_info(e.stray)
end

-- Asks TCP for more: what is here from \`offset\` on comes again, with so many bytes behind it.
local function ask_for(pinfo, offset, more)
  pinfo.desegment_offset = offset
  pinfo.desegment_len = more
end

-- A format: how its headers are read and found, and its frames shown.
local function dissect(format, tvb, pinfo, tree)
  local total = tvb:len()
  -- A packet that the snaplen cut: its frames can't be read, and TCP can't put them together.
  if total == 0 or total ~= tvb:reported_len() then return 0 end
  local texts = {}
  local branch
  local offset = 0
  local function root()
    if branch == nil then branch = tree:add(format.proto, tvb()) end
    return branch
  end
  while offset < total do
    local header, length, more = format.read_header(tvb, offset)
    if header == nil and length == true then
      ask_for(pinfo, offset, DESEGMENT_ONE_MORE_SEGMENT)
      break
    elseif header == nil then
      local found = format.find_header(tvb, offset + 1)
      local stop = found or total
      show_stray(tvb, root(), offset, stop - offset)
      offset = stop
    elseif offset + header + length > total then
      ask_for(pinfo, offset, offset + header + length - total)
      break
    else
      local index = number_of(pinfo, offset)
      texts[#texts + 1] = format.show_frame(tvb, pinfo, root(), offset, header, length, index, more)
      offset = offset + header + length
    end
  end
  if branch ~= nil then
    pinfo.cols.protocol = "SHARELAB"
    if #texts > 0 then pinfo.cols.info = table.concat(texts, "; ") end
  end
  return total
end

local ZLIB_RGB = { proto = sharelab, read_header = read_header, find_header = find_header, show_frame = show_frame }

function sharelab.dissector(tvb, pinfo, tree)
  return dissect(ZLIB_RGB, tvb, pinfo, tree)
end
`;
