/** Two captures side by side: what they have in common, packet by packet. */
import { htmlDocument } from "../../../render/html/document.ts";
import { foreign, html, join, EMPTY, type Html, type Piece } from "../../../render/html/markup.ts";
import { FINDING_TITLES, type Finding, type PacketPair } from "../compare/types.ts";
import type { CapturePrint } from "../prints/types.ts";
import { lanes } from "./lanes.ts";
import { PAGE_STYLE } from "./style.ts";

export interface Compared {
  /** How the student is called, with the batch. */
  readonly name: string;
  readonly capture: CapturePrint | null;
}

/** Packets that stand in a table. */
const MAX_ROWS = 200;

export function pairPage(title: string, a: Compared, b: Compared, findings: readonly Finding[]): string {
  const body = html`<a class="skip" href="#main">To the findings</a>
    <header>
      <p class="kicker"><a href="../similarity.html">${title}: what is alike</a></p>
      <h1>${foreign(a.name)} and ${foreign(b.name)}</h1>
    </header>
    <main id="main" tabindex="-1">
      <p>
        This page shows evidence. It decides nothing and takes no points: partners, a shared machine or a capture that
        was handed out have good reasons.
      </p>
      ${findings.map((finding) => findingSection(finding, a, b))}
      <h2>The captures</h2>
      <div class="sides">${side(a, b)}${side(b, a)}</div>
    </main>
    <footer><p>Made by sharelab grade.</p></footer>`;
  return htmlDocument({ language: "en", title: `${a.name} and ${b.name}`, style: PAGE_STYLE, body }).toString();
}

function findingSection({ id, score, shared, of, evidence, packets }: Finding, a: Compared, b: Compared): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${FINDING_TITLES[id]}</h2>
    <p>
      <span class="tag bad">${percent(score)}</span> of the smaller one is in the other: ${shared} in common, of
      ${of[0]} and ${of[1]}.
    </p>
    <ul class="evidence">
      ${evidence.map((sentence) => html`<li>${sentence}</li> `)}
    </ul>
    ${lanes(packets, a.name, b.name)}${packetTable(packets, a, b)}
  </section> `;
}

/** A trimmed copy begins with another packet, so what counts from there differs where the very times are the same. */
const COUNTED = html`<p class="how">
  Each packet's time counts from the first packet of its own capture. Captured later is by the times of day that the two
  captures give: 0 is the same moment, whatever packet each begins with.
</p>`;

function packetTable(packets: readonly PacketPair[], a: Compared, b: Compared): Html {
  if (packets.length === 0) return EMPTY;
  const rows = packets.slice(0, MAX_ROWS).map(
    (pair) =>
      html`<tr>
        <td class="n">${pair.a}</td>
        <td class="n">${time(pair.timeA)}</td>
        <td class="n first">${pair.b}</td>
        <td class="n">${time(pair.timeB)}</td>
        <td class="n">${time(pair.apart)}</td>
      </tr> `,
  );
  const more = packets.length > MAX_ROWS ? html`<p class="how">The first ${MAX_ROWS} of them.</p>` : EMPTY;
  return html`<details class="data" open>
    <summary>Packet by packet</summary>
    ${packets.some((pair) => pair.apart !== null) ? COUNTED : EMPTY}
    <div class="scroll" tabindex="0" role="region" aria-label="Packets in common">
      <table class="packets">
        <thead>
          <tr>
            <th scope="col" class="n">packet of ${foreign(a.name)}</th>
            <th scope="col" class="n">since its first, s</th>
            <th scope="col" class="n first">packet of ${foreign(b.name)}</th>
            <th scope="col" class="n">since its first, s</th>
            <th scope="col" class="n">captured later, s</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${more}
  </details>`;
}

function side(own: Compared, other: Compared): Html {
  const { capture } = own;
  if (capture === null)
    return html`<section>
      <h3>${foreign(own.name)}</h3>
      <p>No capture.</p>
    </section>`;
  const rows = factsOf(capture);
  const others =
    other.capture === null
      ? new Map<string, string>()
      : new Map(factsOf(other.capture).map(([key, value]) => [key, value]));
  const list = rows.map(([key, value]): Piece => {
    const differs = others.has(key) && others.get(key) !== value;
    return html`<dt>${key}</dt><dd><span${differs ? html` class="differs"` : EMPTY}>${foreign(value)}</span></dd>
`;
  });
  return html`<section>
    <h3>${foreign(own.name)}</h3>
    <dl>${join(list)}</dl>
  </section>`;
}

function factsOf(capture: CapturePrint): [string, string][] {
  const [session] = capture.sessions;
  return [
    ["file", capture.file],
    ["SHA-256", capture.sha256],
    ["packets", String(capture.packets)],
    ["begins", moment(capture.firstTime)],
    ["ends", moment(capture.lastTime)],
    ["written by", capture.application ?? "not said"],
    ["sessions", String(capture.sessions.length)],
    ...(session === undefined
      ? []
      : ([
          ["first session", session.ends.join(" to ")],
          ["initial sequence numbers", session.isn.join(", ")],
          ["first TSvals", session.timestamps.map((stamp) => stamp ?? "none").join(", ")],
        ] satisfies [string, string][])),
  ];
}

function moment(seconds: number | null): string {
  if (seconds === null || Math.abs(seconds) > 8.64e12) return "unknown";
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Without a minus for what is less than half a microsecond. */
const time = (seconds: number | null): string =>
  seconds === null ? "" : seconds.toFixed(6).replace(/^-(0\.0+)$/, "$1");
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
