/** The chat as people read it, each message with its packet, and with what is only inferred. */
import type { ChatMessageReport, ChatReport } from "../../../analyze/facts/messages-model.ts";
import { valueText } from "../units.ts";
import type { StreamContext } from "./context.ts";
import { at } from "./facts-view.ts";
import { english, foreign, html, join, type Html } from "./markup.ts";

/** Messages shown. */
const MAX_SHOWN = 300;
const MAX_NAMES = 40;

export function chatSection(context: StreamContext): Html {
  const { say, stream, language } = context;
  const { chat } = stream;
  if (chat === null) return html`<p>${english(stream.unknown["chat"] ?? "", language.code)}</p>`;
  const total = chat.list.length + chat.list_omitted;
  const shown = chat.list.slice(0, MAX_SHOWN);
  const more = total > shown.length && html`<p>${say("chat.more", { shown: shown.length, count: total })}</p>`;
  return html`<p>${say("chat.intro")}</p>${people(context, chat)}
<ol class="chat" aria-label="${say("chat.desc").toString()}">
${shown.map((message) => messageItem(context, message))}</ol>${more}`;
}

function people({ say }: StreamContext, { people: list, people_omitted: omitted }: ChatReport): Html | false {
  if (list.length === 0) return false;
  const names = join(
    list.slice(0, MAX_NAMES).map(({ name }) => foreign(name)),
    ", ",
  );
  const rest = list.length + omitted - Math.min(list.length, MAX_NAMES);
  const more = rest > 0 && html` ${say("word.and_more", { count: rest })}`;
  return html`<p class="quiet">${say("chat.people", { names: html`${names}${more}` })}</p>`;
}

function messageItem(context: StreamContext, message: ChatMessageReport): Html {
  const { say, index } = context;
  const side = say(message.from === "client" ? "chat.client" : "chat.server");
  const person = message.kind === "message" ? message.who : null;
  const isPersons = person !== null;
  const who = person === null ? side : foreign(person);
  const text =
    message.kind === "binary"
      ? say("chat.binary", { bytes: valueText(message.bytes, "bytes") })
      : foreign(message.text);
  const place = `/streams/${index}/chat/list/${message.index}/first_packet`;
  const packet = say("word.packet", { packet: at(place, message.first_packet, "number") });
  const marks = notesOf(context, message).map((note) => html`; <span class="mark">${note}</span>`);
  return html`<li class="${message.from}${isPersons ? "" : " own"}"><b>${who}</b> <span class="said">${text}</span> <small>${packet}${marks}</small></li>
`;
}

/** What a reader must know of how the message was told apart, most important first. */
function notesOf({ say }: StreamContext, message: ChatMessageReport): Html[] {
  const { segments, broadcast } = message;
  const notes: Html[] = [];
  if (message.continues === "character") notes.push(say("chat.several_sure", { segments }));
  else if (message.continues === "full-segment") notes.push(say("chat.several", { segments }));
  if (["known-name", "notice", "quit-word"].includes(message.begins)) notes.push(say("chat.inside"));
  if (message.begins === "hole") notes.push(say("chat.after_hole"));
  if (message.missing_bytes > 0) notes.push(say("chat.missing", { bytes: valueText(message.missing_bytes, "bytes") }));
  if (message.kind === "message" && message.who_told === "pattern") notes.push(say("chat.pattern"));
  if (message.shortened) notes.push(say("chat.shortened", { bytes: valueText(message.bytes, "bytes") }));
  if (broadcast !== null) {
    const packet = { packet: broadcast.packet };
    if (broadcast.as === "one") notes.push(say("chat.passed_one", packet));
    else if (broadcast.as === "several") notes.push(say("chat.passed_several", packet));
    else notes.push(say("chat.passed_together", packet));
  }
  return notes;
}
