/** pickle-q in Lua: where a frame begins, and what its pickle holds. Nothing in it is executed, here neither. */
import { argumentWidth, opcode } from "../../../share/wire/pickle-q/opcodes.ts";

/** Opcodes by number, with the kind and the width of their argument, as the analyzer reads them. */
export function luaOpcodes(): string {
  const rows = Array.from({ length: 256 }, (_, code) => {
    const known = opcode(code);
    if (known === undefined) return null;
    const { argument } = known;
    const kind = argument.startsWith("text") ? "text" : argument.startsWith("bytes") ? "bytes" : argument;
    return `  [${code}] = { "${known.name}", "${kind}", ${argumentWidth(argument)} },`;
  });
  return `local OPCODES = {\n${rows.filter((row) => row !== null).join("\n")}\n}`;
}

export const LUA_PICKLE = `-- pickle-q: a size of 8 or 4 bytes, either way round, and a pickle of that length with a numpy array of pixels.
local SIZE_FIELDS = { { "Q", 8, true }, { ">Q", 8, false }, { "<L", 4, true }, { ">L", 4, false } }
-- How many things an opcode takes from the stack, for one that it puts there.
local TAKES = { TUPLE1 = 1, TUPLE2 = 2, TUPLE3 = 3, REDUCE = 2, STACK_GLOBAL = 2, BUILD = 2 }
local NOTHING_PUT = { MEMOIZE = true, BINPUT = true, LONG_BINPUT = true, FRAME = true, PROTO = true }
local MARK = {}
local UINT8 = { ["u1"] = true, ["|u1"] = true, ["uint8"] = true, ["B"] = true }

local function is_pickle_start(tvb, at)
  if tvb:len() < at + 2 then return false end
  local protocol = tvb(at + 1, 1):uint()
  return tvb(at, 1):uint() == 128 and protocol >= 2 and protocol <= 5
end

-- Little-endian, unsigned; as exact as a double.
local function number_at(bytes, at, width)
  local value = 0
  for i = width - 1, 0, -1 do value = value * 256 + string.byte(bytes, at + i) end
  return value
end

local function begins_as(bytes, at, wanted)
  local there = string.sub(bytes, at, at + #wanted - 1)
  return string.sub(wanted, 1, #there) == there
end

-- Reads a pickle from its first byte on, as far as it is there. Its first name must be of numpy.
-- Returns "end" where it stops, "pixels" where they go on behind what is there, "more", or "no"; what was found; and how
-- many bytes were passed.
local function read_pickle(bytes)
  local found = { longest = 0 }
  local is_numpy = false
  local last = {}
  local at = 3
  for count = 1, MAX_OPCODES do
    if at > #bytes then return "more", found, at - 1 end
    local known = OPCODES[string.byte(bytes, at)]
    if known == nil then return "no", found, at end
    local name, kind, width = known[1], known[2], known[3]
    at = at + 1
    if name == "STOP" then return is_numpy and "end" or "no", found, at - 1 end
    if at + width - 1 > #bytes then return "more", found, at - 1 end
    if kind == "names" then
      if not is_numpy and not begins_as(bytes, at, "numpy") then return "no", found, at end
      is_numpy = true
      local first = string.find(bytes, "\\n", at, true)
      local second = first and string.find(bytes, "\\n", first + 1, true)
      if second == nil then return "more", found, at end
      if second - at > 2 * MAX_NAME then return "no", found, at end
      at = second + 1
      last[#last + 1] = false
    elseif kind == "text" or kind == "bytes" then
      local length = number_at(bytes, at, width)
      at = at + width
      if not is_numpy and (kind == "bytes" or not begins_as(bytes, at, "numpy")) then return "no", found, at end
      is_numpy = true
      if at + length - 1 > #bytes then
        found.least = at + length
        return length > MAX_NAME and "pixels" or "more", found, at
      end
      local pixels = length
      -- Protocol 2 writes bytes as text: from 0x80 on two for one.
      if kind == "text" and length > MAX_NAME then
        local _, pairs_of_bytes = string.gsub(string.sub(bytes, at, at + length - 1), "[\\194\\195]", "")
        pixels = length - pairs_of_bytes
      end
      found.longest = math.max(found.longest, pixels)
      last[#last + 1] = kind == "text" and length <= MAX_NAME and string.sub(bytes, at, at + length - 1)
      at = at + length
    else
      if name == "TUPLE3" then
        local a, b, c = last[#last - 2], last[#last - 1], last[#last]
        if type(a) == "number" and type(b) == "number" and type(c) == "number" then found.shape = { a, b, c } end
        if type(a) == "string" and found.dtype == nil then found.dtype = UINT8[a] and "uint8" or a end
      end
      if name == "BININT1" or name == "BININT2" or name == "BININT" then
        last[#last + 1] = number_at(bytes, at, width)
      elseif not NOTHING_PUT[name] then
        for taken = 1, TAKES[name] or 0 do last[#last] = nil end
        if name == "TUPLE" then
          while #last > 0 and last[#last] ~= MARK do last[#last] = nil end
          last[#last] = nil
        end
        last[#last + 1] = name == "MARK" and MARK
      end
      at = at + width
    end
  end
  return "no", found, at
end

-- Whether a pickle that begins so can have so many bytes: what stands behind the pixels is short.
local function fits(how, found, passed, size)
  if how == "end" then return passed == size end
  return how == "pixels" and size >= found.least and size <= found.least + MAX_TAIL
end

-- Reads a header at \`offset\`.
-- Returns header length, body length and size field; or nil, true when more bytes are needed to tell; or nil, false.
local function read_pickle_header(tvb, offset)
  local count = tvb:len() - offset
  for _, bytes in ipairs({ 4, 8 }) do
    if count < bytes + 2 then return nil, true end
    if is_pickle_start(tvb, offset + bytes) then
      local readings = {}
      for _, field in ipairs(SIZE_FIELDS) do
        if field[2] == bytes then
          local range = tvb(offset, bytes)
          local size = (field[3] and range:le_uint64() or range:uint64()):tonumber()
          if size >= MIN_PICKLE_BYTES and size <= MAX_FRAME_BYTES then readings[#readings + 1] = { size, field[1] } end
        end
      end
      local first, second = readings[1], readings[2]
      if second ~= nil and first[1] ~= second[1] then
        local shorter = math.min(first[1], second[1])
        local there = math.min(count - bytes, shorter, MAX_BEGINNING)
        local how, found, passed = read_pickle(tvb:raw(offset + bytes, there))
        if how == "more" and there < math.min(shorter, MAX_BEGINNING) then return nil, true end
        if fits(how, found, passed, second[1]) and not fits(how, found, passed, first[1]) then first = second end
      end
      -- A length such as 2^63 is a small one the other way round, which its own pickle has no room in.
      if first ~= nil and second == nil and string.sub(first[2], 1, 1) == ">" then
        local most = math.min(first[1], MAX_BEGINNING)
        local there = math.min(count - bytes, most)
        local how, found, passed = read_pickle(tvb:raw(offset + bytes, there))
        if how == "more" and there < most then return nil, true end
        if how ~= "no" and not fits(how, found, passed, first[1]) then first = nil end
      end
      if first ~= nil then return bytes, first[1], first[2] end
    end
  end
  return nil, false
end

-- Whether a frame begins at \`offset\` that nobody can doubt: its size is the one that its pickle's own lengths make.
local function is_sure_pickle(tvb, offset)
  local header, length = read_pickle_header(tvb, offset)
  if header == nil then return false end
  local there = math.min(tvb:len() - offset - header, length, MAX_BEGINNING)
  local how, found, passed = read_pickle(tvb:raw(offset + header, there))
  return fits(how, found, passed, length)
end

-- The next place from \`offset\` on where a frame begins beyond doubt; nil when there is none. The module of the first name
-- in it is looked for.
local function find_pickle(tvb, offset)
  local bytes = tvb:raw(offset)
  local from = 1
  while true do
    local name = string.find(bytes, "numpy", from, true)
    if name == nil then return nil end
    for start = math.max(0, name - 1 - 28), name - 1 - 7 do
      if is_pickle_start(tvb, offset + start + 8) or is_pickle_start(tvb, offset + start + 4) then
        if is_sure_pickle(tvb, offset + start) then return offset + start end
      end
    end
    from = name + 1
  end
end

local function show_pickle(tvb, pinfo, tree, offset, header, length, index, size_field)
  local range = tvb(offset, header + length)
  local branch = tree:add(f.frame, range)
  branch:add(f.index, range, index):set_generated()
  branch:add(f.length, tvb(offset, header), UInt64(length % 4294967296, math.floor(length / 4294967296)))
  branch:add(f.size_field, tvb(offset, header), size_field):set_generated()
  branch:add(f.header_length, tvb(offset, header), header):set_generated()
  local body = tvb(offset + header, length)
  branch:add(f.payload, body)
  local how, found, passed = read_pickle(body:raw())
  local text = string.format("Frame %d: %d bytes", index, length)
  local shape = found.shape
  local raw = shape and shape[1] * shape[2] * shape[3] or 0
  local intact = how == "end" and passed == length and raw > 0 and shape[3] == 3 and found.dtype == "uint8"
  -- Pictures of a few pixels may be shorter than a name in front of them.
  intact = intact and (raw == found.longest or raw <= MAX_NAME)
  branch:add(f.intact, body, intact):set_generated()
  if intact then
    local shown = string.format("%d x %d x %d", shape[1], shape[2], shape[3])
    branch:add(f.raw_length, body, UInt64(raw % 4294967296, math.floor(raw / 4294967296))):set_generated()
    branch:add(f.ratio, body, raw / length):set_generated()
    branch:add(f.shape, body, shown):set_generated()
    branch:add(f.dtype, body, found.dtype):set_generated()
    text = string.format("%s, %s %s", text, shown, found.dtype)
  else
    branch:add_proto_expert_info(e.no_picture)
    text = text .. ", holds no picture"
  end
  branch:set_text(text)
  return text
end
`;
