/** What went wrong, told from an engine's own words. */

export type Complaint = "permission" | "no-interface" | "interface-down" | "filter" | "other";

/** In this order: dumpcap's advice about permissions has many words. All of them are libpcap's or dumpcap's own. */
const PATTERNS: readonly (readonly [Complaint, RegExp])[] = [
  ["filter", /invalid capture filter|can't parse filter|syntax error|unknown (host|port|network)|illegal token/i],
  ["filter", /isn't a valid capture filter|expression rejects all packets|illegal (port|protocol|qualifier)/i],
  ["no-interface", /no such device|there is no device named|no such interface|device not found|doesn't exist/i],
  ["no-interface", /(the system|adapter) cannot find|unknown interface|not a valid interface|index .* out of range/i],
  ["interface-down", /not up\b|network is down|device is down/i],
  [
    "permission",
    /permission|not permitted|EACCES|EPERM|access is denied|insufficient privileges|must be root|cannot open bpf/i,
  ],
];

export function complaintOf(said: string): Complaint {
  return PATTERNS.find(([, pattern]) => pattern.test(said))?.[0] ?? "other";
}

/** The sentence that tells what libpcap dislikes about a filter: "syntax error". */
export function filterProblem(said: string): string {
  const inside = /valid capture filter \(([^\n]*)\)\./.exec(said)?.[1] ?? said;
  const words = inside.replace(/^\s*(tcpdump|dumpcap): */i, "").replace(/^can't parse filter expression: */i, "");
  return words.trim().split("\n")[0]?.replace(/\.$/, "") ?? "";
}

/** The line that says most, without the program's name in front. */
export function gist(said: string): string {
  const lines = said.split(/[\r\n]+/).map((line) => line.trim());
  const telling = lines.find(
    (line) => /^(tcpdump|dumpcap|cap): /.test(line) && !/listening on|data link type/.test(line),
  );
  const line = telling ?? lines.find((one) => one !== "" && !/^(Capturing on|File:|Packets)/.test(one)) ?? "";
  return line.replace(/^(tcpdump|dumpcap|cap): */, "").replace(/\.$/, "");
}
