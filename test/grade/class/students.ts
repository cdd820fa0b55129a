/**
 * The made class, as data: who hands in what, and what that must come to. Ten points: handshake 1, isn 2, mss 2,
 * window 3, ending 2; a tenth off for each day. Nothing in this file is worked out by the program that is tested.
 */
import type { SessionName } from "./sessions.ts";

export interface Expected {
  readonly score: number;
  /** Codes of problems that are no mere notes. */
  readonly problems?: readonly string[];
  /** Flags that the capture alone gets. */
  readonly alone?: readonly string[];
  readonly misconceptions?: Readonly<Record<string, string>>;
  /** A part of the reason for which nothing of it could be graded. */
  readonly ungradable?: RegExp;
}

/** Own capture, own answers: `wrong` ones in place of what is true. */
export interface Honest extends Expected {
  readonly id: string;
  readonly session: SessionName;
  readonly wrong?: Readonly<Record<string, string>>;
  readonly daysLate?: number;
  /** Another name than session.pcap. */
  readonly file?: string;
}

export const HONEST: readonly Honest[] = [
  { id: "ada", session: "loss-sharer", score: 10 },
  { id: "ben", session: "plain-sharer", score: 10 },
  { id: "chen", session: "reorder-sharer", score: 10 },
  { id: "dana", session: "rough-sharer", score: 10 },
  { id: "emil", session: "push", score: 10 },
  { id: "fatima", session: "ipv6", score: 10 },
  { id: "gus", session: "nodelay", score: 10 },
  { id: "hana", session: "clean-sharer", score: 10 },
  { id: "ivan", session: "offload", score: 10 },
  { id: "jana", session: "timeouts", score: 10 },
  { id: "karl", session: "loss1-sharer", score: 10 },
  { id: "lena", session: "zerowin-viewer", score: 10 },
  { id: "mika", session: "small-mss", score: 10 },
  { id: "nora", session: "any-sll", score: 10 },
  { id: "omar", session: "loopback", score: 10 },
  { id: "pia", session: "slow-viewer", score: 10, wrong: { isn: "2.509.186.714", window: "5840 Bytes" } },
  { id: "quin", session: "half-close", score: 10, wrong: { isn: "0 (relative)" } },
  { id: "rosa", session: "sharer-reset", score: 9, wrong: { isn: "0" }, misconceptions: { isn: "relative-number" } },
  { id: "sami", session: "viewer-reset", score: 8, wrong: { mss: "1500" }, misconceptions: { mss: "mss-with-header" } },
  { id: "tara", session: "keep-alive", score: 8.5, wrong: { window: "63" }, misconceptions: { window: "unscaled-window" } },
  { id: "umut", session: "zero-window-probes", score: 8, wrong: { ending: "RST" } },
  { id: "vera", session: "one-byte", score: 5, wrong: { window: "12 parsec", mss: "5-10" } },
  { id: "walt", session: "nanoseconds", score: 1, wrong: { isn: "", mss: "", window: "", ending: "" }, problems: ["ANSWERS_EMPTY"] },
  { id: "xena", session: "snaplen-96", score: 9, daysLate: 1 },
  { id: "yann", session: "duplicate-viewer", score: 7, daysLate: 3 },
  { id: "zoe", session: "urgent-extra", score: 5, daysLate: 8 },
  { id: "abel", session: "urgent-inline", score: 10, file: "mitschnitt.pcap", problems: ["CAPTURE_RENAMED"] },
  { id: "bela", session: "seq-wrap-push", score: 5, wrong: { isn: "4294967295", window: "64.512.000" }, misconceptions: { window: "wrong-prefix" } },
]; // prettier-ignore

/** What was done to somebody's capture, and under whose answers it is handed in: the original's, which are right for it. */
export interface Copied extends Expected {
  readonly id: string;
  /** Whose capture it is. */
  readonly of: string;
  /** Commands; {in} and {out} are files, {name} a capture of fixtures/captures. */
  readonly edit: readonly (readonly string[])[];
  readonly finding: string;
  /** The answers are of another session, given here. */
  readonly answers?: SessionName;
}

const editcap = (...options: string[]): string[][] => [["editcap", "-F", "pcap", ...options, "{in}", "{out}"]];
const rewritten = (...options: string[]): string[][] => [
  ["tcprewrite", ...options, "--infile={in}", "--outfile={out}"],
];

export const COPIED: readonly Copied[] = [
  { id: "copy-same", of: "ada", edit: [["cp", "{in}", "{out}"]], finding: "same-file", score: 10 },
  { id: "copy-pcapng", of: "ben", edit: [["editcap", "-F", "pcapng", "{in}", "{out}"]], finding: "copied-capture", score: 10, alone: ["edited-with"] },
  { id: "copy-nanoseconds", of: "chen", edit: [["editcap", "-F", "nsecpcap", "{in}", "{out}"]], finding: "copied-capture", score: 10 },
  { id: "copy-later", of: "dana", edit: editcap("-t", "5400"), finding: "copied-capture", score: 10 },
  { id: "copy-earlier", of: "emil", edit: editcap("-t", "-86399.5"), finding: "copied-capture", score: 10 },
  { id: "copy-snapped", of: "fatima", edit: editcap("-s", "100"), finding: "copied-capture", score: 10 },
  { id: "copy-trimmed-end", of: "gus", edit: [["editcap", "-F", "pcap", "-r", "{in}", "{out}", "1-30"]], finding: "copied-capture", score: 5 },
  { id: "copy-trimmed-start", of: "hana", edit: [["editcap", "-F", "pcap", "{in}", "{out}", "1-200"]], finding: "copied-capture", score: 2 },
  { id: "copy-hole", of: "ivan", edit: [["editcap", "-F", "pcap", "{in}", "{out}", "20-30"]], finding: "copied-capture", score: 10, alone: ["acked-unseen"] },
  { id: "copy-restamped", of: "yann", edit: editcap("-S", "-0.001"), finding: "same-session", score: 10 },
  { id: "copy-addresses", of: "karl", edit: rewritten("--pnat=192.168.0.0/16:10.9.0.0/16,10.0.0.0/8:172.16.0.0/12", "--fixcsum"), finding: "copied-capture", score: 10 },
  { id: "copy-seed", of: "lena", edit: rewritten("--seed=42"), finding: "copied-capture", score: 10 },
  { id: "copy-macs", of: "mika", edit: rewritten("--enet-smac=02:00:00:00:00:01", "--enet-dmac=02:00:00:00:00:02"), finding: "copied-capture", score: 10 },
  { id: "copy-ports", of: "pia", edit: rewritten("--portmap=50000-59999:40000"), finding: "copied-capture", score: 10 },
  { id: "copy-ttl", of: "quin", edit: rewritten("--ttl=57"), finding: "copied-capture", score: 10 },
  { id: "copy-numbers", of: "rosa", edit: rewritten("--tcp-sequence=7"), finding: "rewritten-session", score: 8 },
  { id: "copy-merged", of: "sami", edit: [["mergecap", "-w", "{out}", "{in}", "{fast-open}"]], finding: "copied-capture", score: 10, alone: ["edited-with"] },
  { id: "copy-all", of: "tara", edit: [["tcprewrite", "--seed=7", "--fixcsum", "--infile={in}", "--outfile={out}.pcap"], ["editcap", "-F", "pcap", "-t", "86400", "{out}.pcap", "{out}"]], finding: "copied-capture", score: 10 },
  { id: "copy-two-clocks", of: "jana", edit: [["editcap", "-r", "{in}", "{out}.1", "1-22"], ["editcap", "-t", "90", "{in}", "{out}.2", "1-22"], ["mergecap", "-F", "pcap", "-a", "-w", "{out}", "{out}.1", "{out}.2"]], finding: "copied-capture", score: 10, alone: ["clock-disagrees"] },
  { id: "other-end", of: "dana", edit: [["cp", "{rough-viewer}", "{out}"]], finding: "same-session", score: 10 },
  { id: "last-year", of: "earlier", edit: editcap("-t", "31536000"), finding: "copied-capture", score: 1, problems: ["ANSWERS_EMPTY"] },
]; // prettier-ignore

/** Alike, and allowed. */
export const ALLOWED = {
  /** Captures of both ends of one session; declared together. */
  partners: [
    { id: "ada", capture: "loss-sharer" },
    { id: "partner", capture: "loss-viewer" },
  ],
  /** Handed out by the instructor, and handed in by two. */
  sample: "two-viewers",
  sampleStudents: ["sample-1", "sample-2"],
} as const;

/** Something else than a capture and a sheet, or something hostile. */
export interface Odd extends Expected {
  readonly id: string;
  readonly make: OddKind;
}

export type OddKind =
  | "empty-folder"
  | "no-capture"
  | "no-answers"
  | "pdf"
  | "empty-capture"
  | "noise"
  | "zip-slip"
  | "zip-bomb"
  | "nested-zips"
  | "symlink"
  | "gzip-bomb"
  | "yaml-bomb"
  | "escapes";

export const ODD: readonly Odd[] = [
  { id: "empty", make: "empty-folder", score: 0, problems: ["SUBMISSION_EMPTY", "ANSWERS_MISSING", "CAPTURE_MISSING"] },
  { id: "only-answers", make: "no-capture", score: 0, problems: ["CAPTURE_MISSING"] },
  { id: "only-capture", make: "no-answers", score: 1, problems: ["ANSWERS_MISSING"] },
  { id: "pdf", make: "pdf", score: 0, problems: ["CAPTURE_IS_A_REPORT"] },
  { id: "no-bytes", make: "empty-capture", score: 0, problems: ["CAPTURE_EMPTY"] },
  { id: "noise", make: "noise", score: 0, problems: ["CAPTURE_UNREADABLE"] },
  { id: "slip", make: "zip-slip", score: 0, problems: ["ARCHIVE_ESCAPES"], ungradable: /lead/ },
  { id: "zip-bomb", make: "zip-bomb", score: 0, problems: ["ARCHIVE_TOO_LARGE"], ungradable: /inflate/ },
  { id: "nest", make: "nested-zips", score: 0, problems: ["ARCHIVE_TOO_DEEP"], ungradable: /zip/ },
  { id: "link", make: "symlink", score: 0, problems: ["FILE_NOT_REGULAR", "CAPTURE_MISSING"] },
  { id: "gzip-bomb", make: "gzip-bomb", score: 0, problems: ["CAPTURE_INFLATES"], ungradable: /inflate/ },
  { id: "yaml-bomb", make: "yaml-bomb", score: 1, problems: ["ANSWERS_UNREADABLE"] },
  { id: "escapes", make: "escapes", score: 1, problems: ["ANSWERS_UNREADABLE", "CAPTURE_RENAMED"] },
];

/** Texts of the question `why`. What many wrote says nothing; what two wrote does, also with a word changed. */
export const TEXTS: Readonly<Record<string, string>> = {
  gus: "The advertised window follows the free space in the receive buffer, which my viewer empties only between two repaints, so it dips whenever a large frame arrives while the canvas is still busy.",
  ivan: "The advertised window follows the free space in the receive buffer, which my viewer empties only between two repaints, so it dips each time a large frame arrives while the canvas is busy!",
  ...Object.fromEntries(
    ["ada", "ben", "chen", "dana", "emil", "fatima", "hana", "jana", "karl", "lena"].map((id) => [
      id,
      "The window changes because the receiver tells the sender how much room there is left in its buffer at any time.",
    ]),
  ),
};

/** Pairs that are alike beside those of copies, with what is found. */
export const ALIKE: readonly (readonly [string, string, string])[] = [["gus", "ivan", "same-text"]];
