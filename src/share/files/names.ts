/** Which names may be a file's in a shared folder: names alone, never paths, the same on every system. */
import { MAX_NAME_BYTES } from "../wire/file-transfer/words.ts";

export interface NamePolicy {
  /** Whether names that begin with a dot are let through. */
  readonly hidden: boolean;
}

/** What a transfer is called that is not finished, and at most this often. */
export const PARTIAL_ENDING = ".part";
export const MAX_PARTIALS = 99;
const PARTIAL = /\.part\d{0,2}$/i;
/** Leaves room for the ending of an unfinished transfer. */
const MAX_BYTES = MAX_NAME_BYTES - `${PARTIAL_ENDING}${MAX_PARTIALS}`.length;

/** Windows takes these for devices, with any ending, and superscript digits for digits (Naming Files, Paths, and Namespaces). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;
/** Control and format characters (a direction override makes "exe.txt" of "txt.exe"), unassigned, surrogates, line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]/u;
/** Joins emoji, and letters of some scripts: fine between two characters. */
const JOINERS = /(?<=[^\s\u200c\u200d])[\u200c\u200d](?=[^\s\u200c\u200d])/gu;

/** @returns what is wrong with the name, in words that follow "the name"; null when nothing is */
export function nameProblem(name: string, { hidden }: NamePolicy): string | null {
  if (name === "") return "is empty";
  if (name.includes("\ufffd")) return "is no UTF-8";
  if (Buffer.byteLength(name) > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes`;
  // Some systems and programs take look-alikes such as U+FF0F for what they look like (Unicode's NFKC).
  for (const form of new Set([name, name.normalize("NFKC")])) {
    const problem = formProblem(form);
    if (problem !== null) return problem;
    if (form.startsWith(".") && !hidden) return "begins with a dot: hidden files are not served";
  }
  return PARTIAL.test(name) ? `ends in ${PARTIAL_ENDING}, as unfinished transfers do` : null;
}

function formProblem(name: string): string | null {
  if (UNSEEN.test(name.replace(JOINERS, ""))) return "has characters that can't be seen";
  if (/[/\\]/.test(name)) return "is a path";
  if (name.includes(":")) return "has a colon: a drive or a stream on Windows";
  if (/^\.+$/.test(name)) return "is a folder's";
  if (/[.\s]$/.test(name)) return "ends in a dot or a space, which Windows leaves out";
  if (/^\s/.test(name)) return "begins with a space";
  return DEVICE.test(name) ? "is a device's on Windows" : null;
}
