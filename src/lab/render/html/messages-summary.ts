/** What the summary says of a chat and of files. */
import type { FileReport } from "../../../analyze/facts/messages-model.ts";
import type { StreamContext } from "./context.ts";
import { show } from "./facts-view.ts";
import { english, foreign, type Html } from "./markup.ts";
import type { SummaryLine } from "./summary.ts";
import { valueText } from "../units.ts";

/** @returns null where the stream has neither: then it is about pictures */
export function conversation(context: StreamContext): SummaryLine[] | null {
  const { chat, files } = context.stream;
  if (chat === null && (files ?? []).length === 0) return null;
  return [...chatLines(context), ...(files ?? []).slice(0, 5).flatMap((file) => fileLines(context, file))];
}

function chatLines(context: StreamContext): SummaryLine[] {
  const { say, stream, facts } = context;
  const { chat } = stream;
  if (chat === null || (chat.sent + chat.heard === 0 && chat.name === null)) return [];
  const counts = { sent: chat.sent, heard: chat.heard };
  const text =
    chat.name === null
      ? say("sum.chat_nameless", counts)
      : say("sum.chat", { ...counts, name: show(facts.get("chat.name"), context) });
  const lines: SummaryLine[] = [{ weight: "info", text, section: "chat" }];
  const { in_several_segments: several, inside_a_segment: inside } = chat;
  if (several + inside > 0) {
    lines.push({ weight: "note", text: say("sum.chat_unframed", { several, inside }), section: "chat" });
  }
  return lines;
}

function fileLines({ say, stream, language }: StreamContext, file: FileReport): SummaryLine[] {
  const named = { name: foreign(file.name ?? "?") };
  const line = (weight: SummaryLine["weight"], text: Html): SummaryLine => ({ weight, text, section: "files" });
  if (file.size === null) {
    if (file.answer === "does-not-exist") return [line("note", say("sum.file_none", named))];
    if (file.answer === "refused") return [line("note", say("sum.file_refused", named))];
    return [line("note", say("sum.file_untold"))];
  }
  const values = { ...named, bytes: valueText(file.size, "bytes") };
  const text = file.direction === "get" ? say("sum.file_get", values) : say("sum.file_put", values);
  if (file.whole === true) return [line("good", text)];
  const reason =
    stream.unknown[`files[${file.index}].whole`] ??
    (file.missing_bytes > 0 ? "bytes are not in the capture" : "the connection was reset");
  return [line("info", text), line("note", say("sum.file_partial", { why: english(reason, language.code) }))];
}
