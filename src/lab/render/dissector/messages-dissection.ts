/** Telling messages and files apart in Lua, and showing them. */
export const LUA_MESSAGES_DISSECTION = `local push_field = Field.new("tcp.flags.push")

-- What is known of a stream, and what was found in each packet: the first pass tells, later ones look up.
local talks = {}
local plans = {}

function chat.init()
  talks = {}
  plans = {}
end

-- Bytes at the end that begin a UTF-8 character which is not whole.
local function unfinished(text)
  for back = 1, math.min(3, #text) do
    local byte = string.byte(text, #text - back + 1)
    if byte >= 0xc2 then
      local length = byte < 0xe0 and 2 or byte < 0xf0 and 3 or byte < 0xf5 and 4 or 1
      return length > back and back or 0
    elseif byte < 0x80 then
      return 0
    end
  end
  return 0
end

local function is_binary(text)
  return string.find(text, "[%z\\1-\\8\\11\\12\\14-\\26\\28-\\31\\127]") ~= nil
end

local COMES = { "has joined", "joined", "is here", "has entered", "has connected", "is online" }
local GOES = { "has left", "left", "is gone", "has quit", "has disconnected", "has exited", "is offline" }

-- The name in front of such words; nil when the text is no such notice.
local function noticed(text, words)
  for _, word in ipairs(words) do
    local at = string.find(text, " " .. word, 1, true)
    if at ~= nil and at > 1 and at <= 129 and not string.find(string.sub(text, 1, at), ":", 1, true)
      and not string.match(text, "^%w", at + 1 + #word) then
      return string.sub(text, 1, at - 1)
    end
  end
  return nil
end

-- The longest known name that the text begins with, a colon behind it.
local function known_in_front(talk, text)
  local longest = nil
  for name in pairs(talk.people) do
    if (longest == nil or #name > #longest) and string.sub(text, 1, #name + 2) == name .. ": " then longest = name end
  end
  return longest
end

local MAX_PEOPLE = 2000

local function know(talk, name)
  if name == "" or #name > 128 or talk.people[name] or talk.count >= MAX_PEOPLE then return end
  talk.people[name] = true
  talk.count = talk.count + 1
end

-- Kind, who, and where the person's own text begins.
local function tell(talk, text, from_client, named)
  if from_client then
    if not named then return "name", text, 1 end
    if text == QUIT then return "quit", talk.name, 1 end
    return "message", talk.name, 1
  end
  if not named then return "greeting", nil, 1 end
  if text == QUIT then return "quit", nil, 1 end
  local known = known_in_front(talk, text)
  if known ~= nil then return "message", known, #known + 3 end
  if not talk.welcomed and string.find(text, QUIT, 1, true) then
    talk.welcomed = true
    return "welcome", talk.name, 1
  end
  local colon = string.find(text, ": ", 1, true)
  if colon ~= nil and colon > 1 and colon <= 129 then return "message", string.sub(text, 1, colon - 1), colon + 2 end
  local comes = noticed(text, COMES)
  if comes ~= nil then return "join", comes, 1 end
  local goes = noticed(text, GOES)
  if goes ~= nil then return "leave", goes, 1 end
  return "notice", nil, 1
end

-- Where a known name begins that ends in front of \`last\`, directly behind other text; nil when none does.
local function name_ending(talk, text, last, from)
  local start = nil
  for name in pairs(talk.people) do
    local at = last - #name
    if at >= from and (start == nil or at < start) and string.sub(text, at, last - 1) == name then start = at end
  end
  return start
end

-- Places in \`text\`, from 2, where further messages begin.
local function seams(talk, text, from_client)
  local found = {}
  local from = 1
  local places = {}
  if not from_client then
    local at = 1
    while #places < 256 do
      local colon = string.find(text, ": ", at, true)
      if colon == nil then break end
      places[#places + 1] = { at = colon, colon = true }
      at = colon + 1
    end
    for _, words in ipairs({ COMES, GOES }) do
      for _, word in ipairs(words) do
        local space = string.find(text, " " .. word, 1, true)
        if space ~= nil then places[#places + 1] = { at = space, colon = false } end
      end
    end
    table.sort(places, function(a, b) return a.at < b.at end)
  end
  for _, place in ipairs(places) do
    local start = name_ending(talk, text, place.at, from)
    if start ~= nil and start > from then
      local before = string.sub(text, start - 1, start - 1)
      local first = not string.find(string.sub(text, from, start - 1), ": ", 1, true)
      local sentence = string.find(before, "[.!?})]") ~= nil
      if not string.find(before, "%s") and (not place.colon or not first or sentence) then
        found[#found + 1] = start
        from = start
      end
    end
  end
  local quit = #text - #QUIT + 1
  if (from_client or talk.quit) and quit > from and string.sub(text, quit) == QUIT and not string.find(string.sub(text, quit - 1, quit - 1), "%s") then
    found[#found + 1] = quit
  end
  return found
end

local function talk_of(pinfo)
  local stream = stream_field()
  local key = stream and tostring(stream.value) or "?"
  if talks[key] == nil then talks[key] = { people = {}, count = 0, name = nil, welcomed = false, mode = nil } end
  return talks[key]
end

-- The parts of the packet: { kind, offset, length, who, text, inside } or of a file { request, name, answer, data }.
local function plan_chat(talk, text, from_client, pushed)
  local plan = {}
  local starts = seams(talk, text, from_client)
  table.insert(starts, 1, 1)
  -- What was held back ends inside a character, and this does not go on with it: it begins another message.
  local side = from_client and "held_client" or "held_server"
  local held = talk[side]
  talk[side] = nil
  local behind = held ~= nil and string.byte(text, held + 1) or nil
  if behind ~= nil and (behind < 0x80 or behind > 0xbf) then
    local at = 1
    while starts[at] ~= nil and starts[at] < held + 1 do at = at + 1 end
    if starts[at] ~= held + 1 then table.insert(starts, at, held + 1) end
  end
  for index, start in ipairs(starts) do
    local stop = (starts[index + 1] or #text + 1) - 1
    local said = string.sub(text, start, stop)
    if index == #starts and (unfinished(said) > 0 or not pushed) then
      plan.desegment = start - 1
      if unfinished(said) > 0 then talk[side] = #said end
      return plan
    end
    local kind, who, own = tell(talk, said, from_client, talk.name ~= nil)
    if kind == "name" then talk.name = said end
    if kind == "quit" and from_client and index == 1 then talk.quit = true end
    if who ~= nil then know(talk, who) end
    plan[#plan + 1] = {
      kind = kind, offset = start - 1, length = #said, who = who, text = string.sub(said, own), inside = index > 1 and start ~= (held or -1) + 1,
    }
  end
  return plan
end

local function plan_request(talk, text, word)
  talk.mode = word == GET_FILE and "get" or "put"
  local name = string.sub(text, #word + 1)
  local item = { request = word, offset = 0, length = #text }
  if word == SEND_FILE and is_binary(name) then item.data = #word else item.name = name end
  return { item }
end

local function plan_answer(talk, text)
  if talk.answered then return { { data = 0, offset = 0, length = #text } } end
  for _, word in ipairs({ "file-exists", "file-doesn't-exist", "file-refused" }) do
    local at = string.find(text, word, 1, true)
    if at ~= nil then
      talk.answered = true
      local plan = {}
      if at > 1 then plan[1] = { kind = "greeting", offset = 0, length = at - 1, text = string.sub(text, 1, at - 1) } end
      plan[#plan + 1] = { answer = word, offset = at - 1, length = #word }
      local rest = at - 1 + #word
      if word == "file-exists" and rest < #text then
        plan[#plan + 1] = { data = 0, offset = rest, length = #text - rest }
      end
      return plan
    end
  end
  return { { kind = "greeting", offset = 0, length = #text, text = text } }
end

local function make_plan(tvb, pinfo)
  local talk = talk_of(pinfo)
  local text = tvb:raw()
  local from_client = pinfo.dst_port == pinfo.match_uint
  if talk.mode == "other" then return nil end
  if talk.mode == nil and from_client then
    for _, word in ipairs({ GET_FILE, SEND_FILE }) do
      if string.sub(text, 1, #word) == word and #text > #word then return plan_request(talk, text, word) end
    end
  end
  if talk.mode == "get" then return from_client and {} or plan_answer(talk, text) end
  if talk.mode == "put" then
    return from_client and { { data = 0, offset = 0, length = #text } } or plan_chat(talk, text, false, true)
  end
  if is_binary(text) then
    if talk.mode == nil then talk.mode = "other" end
    return nil
  end
  if from_client then talk.mode = "chat" end
  local push = push_field()
  return plan_chat(talk, text, from_client, push == nil or push.value)
end

-- Text of a packet is shown by Wireshark as UTF-8, whatever it holds.
local function show_message(tvb, tree, item)
  local range = tvb(item.offset, item.length)
  local branch = tree:add(m.message, range)
  branch:add(m.kind, range, item.kind):set_generated()
  if item.who ~= nil then branch:add(m.who, range, item.who):set_generated() end
  local start = item.length - #item.text
  if #item.text > 0 then branch:add(m.text, tvb(item.offset + start, #item.text), item.text) end
  branch:add(m.bytes, range, item.length):set_generated()
  if item.inside then branch:add_proto_expert_info(me.inside) end
  branch:set_text(item.kind .. ": " .. item.text)
  return item.kind .. (item.who ~= nil and (" " .. item.who) or "") .. ": " .. item.text
end

local function show_file(tvb, tree, item)
  local range = tvb(item.offset, item.length)
  if item.request ~= nil then
    local word = tvb(item.offset, #item.request)
    tree:add(m.request, word, item.request)
    if item.name ~= nil then tree:add(m.name, tvb(item.offset + #item.request, #item.name), item.name) end
    if item.data ~= nil then tree:add(m.data, tvb(item.offset + item.data)) end
    return item.request .. " " .. (item.name or "(name and bytes in one segment)")
  elseif item.answer ~= nil then
    tree:add(m.answer, range, item.answer)
    return item.answer
  end
  tree:add(m.data, range)
  return nil
end

function chat.dissector(tvb, pinfo, tree)
  local total = tvb:len()
  if total == 0 or total ~= tvb:reported_len() then return 0 end
  local key = pinfo.number
  if not pinfo.visited or plans[key] == nil then plans[key] = make_plan(tvb, pinfo) or false end
  local plan = plans[key]
  -- Not text, and no file that was asked for: another format on this port.
  if plan == false then return 0 end
  local texts = {}
  if #plan > 0 then
    local branch = tree:add(chat, tvb())
    for _, item in ipairs(plan) do
      local ends = item.offset + item.length
      if ends <= total then
        local text
        if item.kind ~= nil then text = show_message(tvb, branch, item) else text = show_file(tvb, branch, item) end
        if text ~= nil then texts[#texts + 1] = text end
      end
    end
    pinfo.cols.protocol = "CHAT"
    if #texts > 0 then pinfo.cols.info = table.concat(texts, "; ") end
  end
  if plan.desegment ~= nil then ask_for(pinfo, plan.desegment, DESEGMENT_ONE_MORE_SEGMENT) end
  return total
end
`;
