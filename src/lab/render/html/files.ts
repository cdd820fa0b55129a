/** The files of a stream as a table. */
import type { FileReport } from "../../../analyze/facts/messages-model.ts";
import { scrolling } from "../plot/table.ts";
import { durationText, valueText } from "../units.ts";
import type { StreamContext } from "./context.ts";
import { at } from "./facts-view.ts";
import { english, foreign, html, type Html } from "./markup.ts";
import { textOf } from "./say.ts";

/** A connection carries one, unless somebody writes a server that goes on. */
const MAX_SHOWN = 100;
const COLUMNS = [
  "col.file",
  "col.direction",
  "col.answer",
  "col.size",
  "col.duration",
  "col.goodput",
  "col.packets",
  "col.sha256",
  "col.state",
] as const;

export function filesSection(context: StreamContext): Html {
  const { say, stream, name } = context;
  const label = `${textOf(say("section.files"))}, ${name}`;
  const head = COLUMNS.map((column) => html`<th scope="col">${say(column)}</th>`);
  const rows = (stream.files ?? []).slice(0, MAX_SHOWN).map((file) => row(context, file));
  return html`<p>${say("files.desc")}</p>${scrolling(
    label,
    html`<table><caption class="hidden">${label}</caption><thead><tr>${head}</tr></thead><tbody>
${rows}</tbody></table>`,
  )}`;
}

function row(context: StreamContext, file: FileReport): Html {
  const { say, stream, index, language } = context;
  const unknown = say("word.unknown");
  const place = (key: string): string => `/streams/${index}/files/${file.index}/${key}`;
  const why = (key: string): Html => {
    const reason = stream.unknown[`files[${file.index}].${key}`];
    return html`<span class="quiet">${reason === undefined ? unknown : english(reason, language.code)}</span>`;
  };
  const packets = [file.request_packet, file.first_packet, file.complete_packet].filter((packet) => packet !== null);
  return html`<tr><th scope="row">${file.name === null ? why("name") : foreign(file.name)}${
    file.name_end === "guess" && html`<div class="quiet">${say("files.guessed")}</div>`
  }</th><td>${say(file.direction === "get" ? "files.get" : "files.put")}</td><td>${
    file.answer === null ? why("answer") : file.answer
  }</td><td>${file.size === null ? why("size") : at(place("size"), file.size, "bytes")}</td><td>${
    file.duration === null
      ? why("duration")
      : at(place("duration"), file.duration, "seconds", durationText(file.duration))
  }</td><td>${
    file.goodput_bits_per_second === null
      ? why("goodput_bits_per_second")
      : at(
          place("goodput_bits_per_second"),
          file.goodput_bits_per_second,
          "bits/s",
          valueText(file.goodput_bits_per_second, "bits/s"),
        )
  }</td><td>${packets.join(", ")}</td><td><code>${file.sha256 ?? ""}</code></td><td>${
    file.whole === null ? why("whole") : say(file.whole ? "files.whole" : "files.partial")
  }</td></tr>
`;
}
