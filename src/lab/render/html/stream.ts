/** One stream, section by section. */
import { ackPatternsSection } from "./ack-patterns.ts";
import { chatSection } from "./chat.ts";
import type { StreamContext } from "./context.ts";
import { durationText } from "../units.ts";
import { factsSection } from "./facts-table.ts";
import { filesSection } from "./files.ts";
import { framesSection } from "./frames.ts";
import { handshakeSection } from "./handshake.ts";
import { lossesSection } from "./losses.ts";
import { foreign, html, type Html } from "./markup.ts";
import { endText } from "./other-streams.ts";
import { questionsSection } from "./questions.ts";
import { ratesSection } from "./rates.ts";
import { roundTripsSection } from "./round-trips.ts";
import { sequenceSection } from "./sequence.ts";
import { sizesSection } from "./sizes.ts";
import { summaryList, type SectionName } from "./summary.ts";
import { windowsSection } from "./windows.ts";

/** The sections of a stream, in their order. */
const SECTIONS: readonly (readonly [SectionName, (context: StreamContext) => Html])[] = [
  ["handshake", handshakeSection],
  ["sequence", sequenceSection],
  ["throughput", ratesSection],
  ["rtt", roundTripsSection],
  ["window", windowsSection],
  ["sizes", sizesSection],
  ["acks", ackPatternsSection],
  ["frames", framesSection],
  ["chat", chatSection],
  ["files", filesSection],
  ["losses", lossesSection],
  ["questions", questionsSection],
  ["facts", factsSection],
];

/** Those that have something to show: a chat has no frames, and a screen share no chat. */
export function sectionsOf({ stream }: StreamContext): typeof SECTIONS {
  const hasFiles = (stream.files ?? []).length > 0;
  const hidden = new Set<SectionName>([
    ...(stream.chat === null ? (["chat"] as const) : []),
    ...(hasFiles ? [] : (["files"] as const)),
    ...(stream.chat === null && !hasFiles ? [] : (["frames"] as const)),
  ]);
  return SECTIONS.filter(([section]) => !hidden.has(section));
}

export function streamSection(context: StreamContext): Html {
  const { say, stream, name } = context;
  const id = context.id("stream");
  const ends = say("stream.ends", {
    client: foreign(endText(stream.client)),
    server: foreign(endText(stream.server)),
    packets: stream.packets,
    duration: stream.duration === null ? say("word.unknown") : durationText(stream.duration),
  });
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${name}</h2><p class="quiet">${ends}</p>
<section id="${context.id("summary")}"><h3>${say("section.summary")}</h3>
${summaryList(context)}</section>
${sectionsOf(context).map(([section, make]) => {
  const own = context.id(section);
  return html`<section id="${own}"><h3>${say(`section.${section}`)}</h3>
${make(context)}</section>
`;
})}</section>
`;
}
