/** Compares two fingerprints that were found to have something in common. Pure. */
import { eachShared, sample, thinned, type Sketch } from "../prints/sketch.ts";
import type { CapturePrint, Fingerprint, SessionPrint } from "../prints/types.ts";
import { finding } from "./finding.ts";
import { rareOverlap, type Rarity } from "./rare-overlap.ts";
import { sameText } from "./same-text.ts";
import { timeRelation } from "./times.ts";
import type { Finding, FindingId, PacketPair } from "./types.ts";

/** Packets that are kept as evidence. */
const MAX_PACKETS = 400;
/** Packets in common by chance: none. Three are no accident of a broken capture either. */
const LEAST_PACKETS = 3;
const LEAST_CONTENTS = 5;
/** A session of a few frames may well begin with the same ones as another. */
const LEAST_PICTURES = 5;
const LEAST_PICTURE_SHARE = 0.25;
const LEAST_NUMBERS = 2;

export function compare(a: Fingerprint, b: Fingerprint, rarity: Rarity): Finding[] {
  const captures = a.capture === null || b.capture === null ? null : ofCaptures(a.capture, b.capture);
  const found = captures === null ? [] : [captures];
  if (a.capture !== null && b.capture !== null && captures?.id !== "same-file") {
    found.push(...ofBeacons(a.capture, b.capture));
  }
  if (captures === null && a.capture !== null && b.capture !== null && rarity.known("picture")) {
    found.push(...ofPictures(a.capture, b.capture, rarity));
  }
  found.push(...sameText(a, b, rarity));
  if (captures === null && rarity.known("answer")) found.push(...ofNumbers(a, b, rarity));
  return found;
}

function ofCaptures(a: CapturePrint, b: CapturePrint): Finding | null {
  const headers = overlap(a.headers, b.headers);
  const sessions = sharedSessions(a, b);
  if (a.sha256 === b.sha256) {
    const evidence = [`Both files have the SHA-256 ${a.sha256}.`];
    return {
      id: "same-file",
      score: 1,
      shared: a.packets,
      of: [a.packets, b.packets],
      evidence,
      packets: pairsOf(a, b, headers),
    };
  }
  const relation = timeRelation(headers.timesA, headers.timesB, (b.origin ?? Number.NaN) - (a.origin ?? Number.NaN));
  if (headers.shared >= LEAST_PACKETS || sessions.length > 0) {
    const id: FindingId = relation.kind === "same" || relation.kind === "shifted" ? "copied-capture" : "same-session";
    const evidence = [
      ...commonText(
        headers,
        "packets have the same sequence and acknowledgment numbers, lengths, flags, windows and TCP timestamps",
      ),
      ...timeText(relation),
      ...sessions.flatMap(sessionText),
      ...restText(a, b, headers),
      ...programText(a, b),
    ];
    return finding(id, headers, evidence, pairsOf(a, b, headers));
  }
  const contents = overlap(a.contents, b.contents);
  if (contents.shared < LEAST_CONTENTS) return null;
  const evidence = [
    ...commonText(
      contents,
      "payloads are the same and were sent at the same moment of the sender's TCP clock, under other sequence numbers",
    ),
    ...timeText(timeRelation(contents.timesA, contents.timesB, (b.origin ?? Number.NaN) - (a.origin ?? Number.NaN))),
    ...programText(a, b),
  ];
  return finding("rewritten-session", contents, evidence, pairsOf(a, b, contents));
}

interface Overlap {
  /** Estimates where the sketches were thinned. */
  readonly shared: number;
  readonly of: readonly [number, number];
  /** Share of the smaller one that is in the other. */
  readonly containment: number;
  readonly packetsA: readonly number[];
  readonly packetsB: readonly number[];
  readonly timesA: readonly number[];
  readonly timesB: readonly number[];
}

function overlap(a: Sketch, b: Sketch): Overlap {
  const shift = Math.max(a.shift, b.shift);
  const [x, y] = [thinned(a, shift), thinned(b, shift)];
  const places: [number, number][] = [];
  eachShared(x, y, (i, j) => places.push([i, j]));
  places.sort(([i], [j]) => x.packet[i]! - x.packet[j]!);
  const smaller = Math.min(x.high.length, y.high.length);
  return {
    shared: places.length * 2 ** shift,
    of: [a.total, b.total],
    containment: smaller === 0 ? 0 : places.length / smaller,
    packetsA: places.map(([i]) => x.packet[i]!),
    packetsB: places.map(([, j]) => y.packet[j]!),
    timesA: places.map(([i]) => x.time[i]!),
    timesB: places.map(([, j]) => y.time[j]!),
  };
}

function pairsOf(a: CapturePrint, b: CapturePrint, found: Overlap): PacketPair[] {
  const time = (seconds: number, { firstTime, origin }: CapturePrint): number | null =>
    Number.isNaN(seconds) || firstTime === null || origin === null ? null : seconds - (firstTime - origin);
  // From times and origins as they are kept: sums of seconds since the epoch lose the microsecond's last digit.
  const apart = (timeA: number, timeB: number): number | null => {
    const difference = timeB - timeA + ((b.origin ?? Number.NaN) - (a.origin ?? Number.NaN));
    return Number.isNaN(difference) ? null : difference;
  };
  return found.packetsA.slice(0, MAX_PACKETS).map((packet, at) => ({
    a: packet,
    b: found.packetsB[at]!,
    timeA: time(found.timesA[at]!, a),
    timeB: time(found.timesB[at]!, b),
    apart: apart(found.timesA[at]!, found.timesB[at]!),
  }));
}

function commonText({ shared, of, containment }: Overlap, what: string): string[] {
  if (shared === 0) return [];
  return [`${shared} ${what}: ${percent(containment)} of the smaller capture (${of[0]} and ${of[1]}).`];
}

function timeText({ kind, shift, agreeing }: ReturnType<typeof timeRelation>): string[] {
  if (kind === "same") return ["They were captured at the same times, to the microsecond."];
  if (kind === "shifted") return [`All times are shifted by ${seconds(shift)}.`];
  if (kind === "varied")
    return [
      `Their times differ by varying amounts, about ${seconds(shift)} (${percent(agreeing)} alike): they were captured at another place, or written anew.`,
    ];
  return [];
}

interface SharedSession {
  readonly a: SessionPrint;
  readonly b: SessionPrint;
}

function sharedSessions(a: CapturePrint, b: CapturePrint): SharedSession[] {
  const known = new Map(a.sessions.map((session) => [session.isn.join(), session]));
  return b.sessions.flatMap((session) => {
    const other = known.get(session.isn.join());
    return other === undefined ? [] : [{ a: other, b: session }];
  });
}

function sessionText({ a, b }: SharedSession): string[] {
  const isn = `Initial sequence numbers ${a.isn[0]} and ${a.isn[1]} (packets ${a.packets.join(", ")} and ${b.packets.join(", ")})`;
  const stamps =
    a.timestamps[0] !== null && a.timestamps.join() === b.timestamps.join()
      ? `, first TSvals ${a.timestamps.join(" and ")}`
      : "";
  const ports = a.ports.join() === b.ports.join() ? `, ports ${a.ports.join(" and ")}` : "";
  const same = `${isn}${stamps}${ports} are the same.`;
  const ends = a.ends
    .map((end, at) => [end, b.ends[at]!] as const)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => `${one} is ${other} in the other one`);
  return [same, ...(ends.length === 0 ? [] : [`${ends.join("; ")}.`])];
}

/** What one has and the other does not. */
function restText(a: CapturePrint, b: CapturePrint, { shared, of }: Overlap): string[] {
  const [onlyA, onlyB] = [of[0] - shared, of[1] - shared];
  const exact = a.headers.shift === 0 && b.headers.shift === 0;
  if (!exact || shared === 0) return [];
  return [
    ...(onlyA > 0 ? [`${onlyA} packets of the first one are not in the second.`] : []),
    ...(onlyB > 0 ? [`${onlyB} packets of the second one are not in the first.`] : []),
  ];
}

function programText(a: CapturePrint, b: CapturePrint): string[] {
  if (a.application === b.application) return [];
  const name = (of: CapturePrint): string => (of.application === null ? "no program" : `"${of.application}"`);
  return [`The first file names ${name(a)}, the second one ${name(b)}.`];
}

/** Each beacon is made once (docs/session.md): one that is in two captures came from one session into both. */
function ofBeacons(a: CapturePrint, b: CapturePrint): Finding[] {
  const known = new Map(a.beacons.map((beacon) => [beacon.nonce, beacon]));
  const both = b.beacons.flatMap((other) => {
    const own = known.get(other.nonce);
    return own === undefined ? [] : [{ own, other }];
  });
  if (both.length === 0) return [];
  const evidence = both.map(
    ({ own, other }) =>
      `The beacon that was made for ${own.student} is in both, in packets ${own.packet} and ${other.packet}.`,
  );
  const containment = both.length / Math.min(a.beacons.length, b.beacons.length);
  const packets = both.map(({ own, other }) => ({
    a: own.packet,
    b: other.packet,
    timeA: null,
    timeB: null,
    apart: null,
  }));
  const of = [a.beacons.length, b.beacons.length] as const;
  return [finding("same-beacon", { containment, shared: both.length, of }, evidence, packets)];
}

function ofPictures(a: CapturePrint, b: CapturePrint, rarity: Rarity): Finding[] {
  const rare = rareOverlap(sample(a.pictures, 256), sample(b.pictures, 256), "picture", rarity);
  if (rare.places.length < LEAST_PICTURES || rare.share < LEAST_PICTURE_SHARE) return [];
  const [x, y] = rare.sketches;
  const packets = rare.places.map(([i, j]) => ({
    a: x.packet[i]!,
    b: y.packet[j]!,
    timeA: null,
    timeB: null,
    apart: null,
  }));
  packets.sort((one, other) => one.a - other.a);
  const { length } = packets;
  const evidence = [
    `${length} frames are the same, byte for byte, which hardly anybody else has; each begins in the packets named.`,
  ];
  const of = { containment: rare.share, shared: length, of: [a.pictures.total, b.pictures.total] as const };
  return [finding("same-pictures", of, evidence, packets.slice(0, MAX_PACKETS))];
}

function ofNumbers(a: Fingerprint, b: Fingerprint, rarity: Rarity): Finding[] {
  const rare = rareOverlap(a.answers, b.answers, "answer", rarity);
  if (rare.places.length < LEAST_NUMBERS) return [];
  const [x] = rare.sketches;
  const questions = [...new Set(rare.places.map(([i]) => a.questions[x.packet[i]! - 1] ?? ""))].sort();
  if (questions.length < LEAST_NUMBERS) return [];
  const evidence = [`The answers to ${questions.join(", ")} have the same digits, though the captures differ.`];
  const of = { containment: rare.share, shared: rare.places.length, of: [a.answers.total, b.answers.total] as const };
  return [finding("same-numbers", of, evidence, [])];
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const seconds = (value: number): string => `${Math.abs(value) < 1 ? value.toPrecision(3) : value.toFixed(3)} s`;
