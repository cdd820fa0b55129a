/** What people said and sent, left out of a redacted report: that they did, when, and in which packets stays. */
import type { ChatReport, FileReport } from "../../analyze/facts/messages-model.ts";
import type { StreamReport } from "../../analyze/facts/report.ts";

const LEFT_OUT = "(left out)";
const REASON = "left out by --redact";

type Messages = Pick<StreamReport, "chat" | "files" | "unknown">;

/** @param unknown reasons that are redacted already */
export function redactMessages({ chat, files }: StreamReport, unknown: StreamReport["unknown"]): Messages {
  const reasons = { ...unknown };
  const redacted = files?.map((file): FileReport => {
    // A digest tells whoever has the file which one it is.
    if (file.sha256 !== null) reasons[`files[${file.index}].sha256`] = REASON;
    return { ...file, name: file.name === null ? null : `file ${file.index + 1}`, sha256: null };
  });
  return { chat: chat === null ? null : redactChat(chat), files: redacted ?? null, unknown: reasons };
}

/** The same person has the same name each time. */
function redactChat(chat: ChatReport): ChatReport {
  const names = new Map<string, string>();
  const nameOf = (name: string): string => {
    const known = names.get(name) ?? `person ${names.size + 1}`;
    names.set(name, known);
    return known;
  };
  return {
    ...chat,
    name: chat.name === null ? null : nameOf(chat.name),
    people: chat.people.map((person) => ({ ...person, name: nameOf(person.name) })),
    list: chat.list.map((message) => ({
      ...message,
      who: message.who === null ? null : nameOf(message.who),
      text: message.text === "" ? "" : LEFT_OUT,
    })),
  };
}
