/** One stream, section by section. */
import { ackPatternsSection } from "./ack-patterns.ts";
import type { StreamContext } from "./context.ts";
import { durationText } from "../units.ts";
import { factsSection } from "./facts-table.ts";
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
export const SECTIONS: readonly (readonly [SectionName, (context: StreamContext) => Html])[] = [
  ["handshake", handshakeSection],
  ["sequence", sequenceSection],
  ["throughput", ratesSection],
  ["rtt", roundTripsSection],
  ["window", windowsSection],
  ["sizes", sizesSection],
  ["acks", ackPatternsSection],
  ["frames", framesSection],
  ["losses", lossesSection],
  ["questions", questionsSection],
  ["facts", factsSection],
];

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
${SECTIONS.map(([section, make]) => {
  const own = context.id(section);
  return html`<section id="${own}"><h3>${say(`section.${section}`)}</h3>
${make(context)}</section>
`;
})}</section>
`;
}
