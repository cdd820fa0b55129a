/** Chats and files: who said what, and what was fetched or sent. */
export const messages = {
  "section.chat": "Chat",
  "section.files": "Files",
  "facts.section.chat": "Chat",
  "facts.section.files": "Files",

  "sum.chat": "A chat in which {name} takes part: {sent} {sent#message|messages} sent, {heard} of all people heard.",
  "sum.chat_nameless":
    "A chat: {sent} {sent#message|messages} sent by the client, {heard} of all people heard. The client's name is not in the capture.",
  "sum.chat_unframed":
    "{several} {several#message takes|messages take} more than one segment, and {inside} {inside#begins|begin} inside of one: the chat has no framing.",
  "sum.file_get": "The client fetched {name}: {bytes} captured.",
  "sum.file_put": "The client sent {name}: {bytes} captured.",
  "sum.file_none": "The client asked for {name}. The server answers that there is no such file.",
  "sum.file_refused": "The client wanted to send {name}. The server did not take it.",
  "sum.file_untold": "A file was asked for, but its bytes can't be told.",
  "sum.file_partial": "The file is not whole: {why}.",

  "chat.intro":
    "Nothing frames the messages of this chat: one mostly comes as one segment. Where it can be told that a message goes on in the next segment, or begins inside of one, a note stands beside it.",
  "chat.desc": "The conversation as the capture shows it, in the order in which it was said.",
  "chat.more": "The first {shown} of {count} messages. `--csv DIR` and `--extract DIR` write all of them.",
  "chat.people": "Names that came up: {names}",
  "chat.server": "Server",
  "chat.client": "Client",
  "chat.binary": "{bytes} that are no text",
  "chat.shortened": "shortened, {bytes} in all",
  "chat.several_sure": "in {segments} segments: the first ends inside a character",
  "chat.several": "in {segments} segments: the first is as large as one can be",
  "chat.inside": "begins inside a segment, which is told from a known name or word: inferred",
  "chat.after_hole": "bytes before it are not in the capture",
  "chat.missing": "{bytes} of it are not in the capture",
  "chat.pattern": "whose words these are is told only from the colon",
  "chat.passed_one": "passed on in packet {packet}",
  "chat.passed_several": "the server took it for several messages, the first in packet {packet}",
  "chat.passed_together": "the server took it and its neighbour for one message, in packet {packet}",

  "files.desc":
    "No length is on the wire: the file ends where the connection does. That a sender gave up early, but closed in order, can't be told.",
  "files.get": "fetched",
  "files.put": "sent",
  "files.whole": "whole",
  "files.partial": "not whole",
  "files.guessed": "Where the name ends is a guess: name and bytes came in one segment.",
  "col.file": "File",
  "col.direction": "Fetched or sent",
  "col.answer": "Answer",
  "col.sha256": "SHA-256",
  "col.duration": "Duration",
} as const;
