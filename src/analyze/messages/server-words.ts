/** What a chat server says: every program has its own words, so that only their sense can be told. */
import type { People } from "./people.ts";
import type { MessageKind, MessageRecord } from "./types.ts";
import { QUIT } from "./words.ts";

/** Behind a name. */
const COMES = "(?:(?:has|have|had|is|was)(?: now| just)? )?(?:joined|join|joins|here|entered|arrived|connected|online)";
const GOES =
  "(?:(?:has|have|had|is|was)(?: now| just)? )?(?:left|leaves|gone|quit|quits|exited|disconnected|departed|offline)";
const JOIN = new RegExp(`^([^:\\n]{1,128}?) ${COMES}(?!\\w)`, "u");
const LEAVE = new RegExp(`^([^:\\n]{1,128}?) ${GOES}(?!\\w)`, "u");
/** The space between a name and the words of a notice. */
const NOTICE = new RegExp(` (?=(?:${COMES}|${GOES})(?!\\w))`, "g");

const COLON = ": ";
const MAX_NAME = 128;
/** Places looked at in one segment: a hostile one must not take long. */
const MAX_PLACES = 256;

export interface Told {
  readonly kind: MessageKind;
  readonly who: string | null;
  readonly whoTold: MessageRecord["whoTold"];
  /** Where the person's own text begins, UTF-16 units. */
  readonly textStart: number;
}

/** @param welcomed the server has greeted the client by its name already */
export function tellServerText(text: string, people: People, welcomed: boolean): Told {
  const own = (kind: MessageKind): Told => ({ kind, who: null, whoTold: null, textStart: 0 });
  if (text.trim() === QUIT) return own("quit");
  const known = people.inFrontOf(text);
  if (known !== null) return { kind: "message", who: known, whoTold: "known-name", textStart: known.length + 2 };
  if (!welcomed && text.includes(QUIT)) return own("welcome");
  const colon = text.indexOf(COLON);
  const name = colon > 0 && colon <= MAX_NAME ? text.slice(0, colon) : null;
  if (name !== null && !name.includes("\n")) {
    return { kind: "message", who: name, whoTold: "pattern", textStart: colon + COLON.length };
  }
  for (const [kind, pattern] of [
    ["join", JOIN],
    ["leave", LEAVE],
  ] as const) {
    const who = pattern.exec(text)?.[1];
    if (who !== undefined) return { kind, who, whoTold: people.knows(who) ? "known-name" : "pattern", textStart: 0 };
  }
  return own("notice");
}

export interface Seam {
  /** Where another message begins, bytes. */
  readonly at: number;
  readonly by: "known-name" | "notice" | "quit-word";
}

/**
 * Where further messages begin inside a segment, as far as it can be told: where the name of somebody who is known stands
 * directly behind other text, with a colon or with a notice's words; and at a `{quit}` at the end, if one is expected. Whoever wrote the text
 * in front may have written this, too: such a beginning is inferred.
 *
 * @param bytes of the segment, each a character (latin1)
 * @param quits the client has said `{quit}`, which the server sends back
 */
export function seamsIn(bytes: string, people: People, quits: boolean): Seam[] {
  const seams: Seam[] = [];
  let from = 0;
  for (const { at, by } of places(bytes)) {
    const start = people.endingAt(bytes, at, from);
    const before = bytes[start - 1];
    if (start <= from || before === undefined || /\s/.test(before)) {
      continue;
    }
    // In front of the first colon stands the name of whoever writes, unless it is a sentence of the server.
    if (by === "known-name" && !bytes.slice(from, start).includes(COLON) && !/[.!?})]/.test(before)) continue;
    seams.push({ at: start, by });
    from = start;
  }
  const quit = quits ? quitSeam(bytes, from) : null;
  return quit === null ? seams : [...seams, quit];
}

/** A `{quit}` at the end, directly behind other text. */
export function quitSeam(bytes: string, from = 0): Seam | null {
  const at = bytes.length - QUIT.length;
  if (at <= from || !bytes.endsWith(QUIT) || /\s/.test(bytes[at - 1]!)) return null;
  return { at, by: "quit-word" };
}

/** Where a name may end, in order. */
function places(bytes: string): Seam[] {
  const found: Seam[] = [];
  for (let at = bytes.indexOf(COLON); at >= 0 && found.length < MAX_PLACES; at = bytes.indexOf(COLON, at + 1)) {
    found.push({ at, by: "known-name" });
  }
  let notices = 0;
  for (const match of bytes.matchAll(NOTICE)) {
    if (++notices > MAX_PLACES) break;
    found.push({ at: match.index, by: "notice" });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** A notice's words stand inside what a person said: it may be the server's own, but where its name begins can't be told. */
export function mayHoldNotice(text: string): boolean {
  return new RegExp(`\\S (?:${COMES}|${GOES}) the chat`, "u").test(text);
}
