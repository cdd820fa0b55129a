/**
 * Chat and files in the Lua dissector: a protocol of its own, asked for TCP streams on the chat's port. It goes by the rules
 * of the analyzer (`analyze/messages`) as far as they take no look ahead: a message is shown at the packet that ends it.
 */
import { GET_FILE, MESSAGES_PORT, QUIT, SEND_FILE } from "../../../analyze/messages/words.ts";
import { LUA_MESSAGES_DISSECTION } from "./messages-dissection.ts";

const FIELDS = `local chat = Proto("sharelab_chat", "Chat, and files over its connection")

local m = {
  message = ProtoField.none("sharelab.chat.message", "Message"),
  kind = ProtoField.string("sharelab.chat.kind", "Kind"),
  who = ProtoField.string("sharelab.chat.who", "Who"),
  text = ProtoField.string("sharelab.chat.text", "Text"),
  bytes = ProtoField.uint32("sharelab.chat.bytes", "Bytes", base.DEC, nil, nil, "Of the whole message, the name in front included"),
  request = ProtoField.string("sharelab.file.request", "Request"),
  name = ProtoField.string("sharelab.file.name", "Name of the file"),
  answer = ProtoField.string("sharelab.file.answer", "Answer"),
  data = ProtoField.bytes("sharelab.file.data", "Bytes of the file"),
}
chat.fields = m

local me = {
  inside = ProtoExpert.new("sharelab.chat.inside", "Another message seems to begin inside of this segment", expert.group.SEQUENCE, expert.severity.NOTE),
}
chat.experts = me

local mp = chat.prefs
mp.ports = Pref.range("TCP ports", tostring(CHAT_PORT), "Ports on which people chat, and files are fetched", 65535)
`;

const REGISTRATION = `local chat_registered = nil

local function register_chat_ports()
  if chat_registered ~= nil then tcp_port:remove(chat_registered, chat) end
  chat_registered = mp.ports
  tcp_port:add(chat_registered, chat)
end

function chat.prefs_changed()
  if tostring(mp.ports) ~= tostring(chat_registered) then register_chat_ports() end
end

register_chat_ports()
tcp_port:add_for_decode_as(chat)
`;

/** The part of the script that knows chat and files. */
export function luaMessages(): string {
  const constants = [
    `local CHAT_PORT = ${MESSAGES_PORT}`,
    `local QUIT = "${QUIT}"`,
    `local GET_FILE = "${GET_FILE}"`,
    `local SEND_FILE = "${SEND_FILE}"`,
  ].join("\n");
  return [`${constants}\n`, FIELDS, LUA_MESSAGES_DISSECTION, REGISTRATION].join("\n");
}
