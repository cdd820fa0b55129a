import type { Detector } from "./types.ts";

const TITLE = "The file was written by an editing program";

/** Programs that change captures, by the name that they leave in pcapng's section header. Capturing programs are not among them. */
const EDITORS =
  /\b(editcap|mergecap|reordercap|text2pcap|randpkt|tcprewrite|tcpreplay|tracewrangler|sanitized|scapy|pcapfix|bittwiste?|wireedit|joincap|stratoshark-edit)\b/i;
/** What mergecap writes beside its name. */
const MERGED = /^File created by merging/;

/** Somebody may have cut a capture for a good reason: it is a reason to look, no more. */
export const editor: Detector = {
  id: "edited-with",
  find({ writer: { application, comments } }) {
    const named = application !== null && EDITORS.test(application) ? application : null;
    const merged = comments.find((comment) => MERGED.test(comment)) ?? null;
    if (named === null && merged === null) return [];
    const said = [named === null ? null : `"${named}"`, merged === null ? null : `"${merged.slice(0, 200)}"`];
    return [
      {
        id: "edited-with",
        title: TITLE,
        evidence: `Its pcapng header names ${said.filter((one) => one !== null).join(", ")}.`,
        packets: [],
      },
    ];
  },
};
