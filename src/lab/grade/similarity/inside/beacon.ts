/**
 * The beacon of `session --student`: whose work a capture is (docs/session.md says what it proves and what not). It
 * names the student it was made for, so one that came from elsewhere says where from.
 */
import type { Report } from "../../../../analyze/facts/report.ts";
import type { FoundBeacon } from "../../../beacon/find.ts";
import type { Verified } from "../../../beacon/sign.ts";
import { sameName } from "../../text/names.ts";
import type { BeaconRules } from "../../rubric/types.ts";
import { spanText } from "../../text/moment.ts";
import type { Detector, Sight, Submitted } from "./types.ts";

/** Between the clock that the beacon was made by and the one that stamped its packet, seconds. */
const MOST_APART = 600;
/** Beacons that are told of. */
const MAX_TOLD = 20;

export const beacon: Detector = {
  id: "beacon",
  find({ report, beacons, submitted }) {
    if (submitted === null) return [];
    const { rules } = submitted;
    // Where none is asked for, one that names another student is worth a look all the same.
    if (beacons.length === 0) return rules.expected ? [missing(submitted, "The capture holds no beacon")] : [];
    const sights = beacons.slice(0, MAX_TOLD).flatMap((found) => ofBeacon(found, submitted, report));
    const told = sights.some(({ id }) => id !== "beacon-of-partner");
    if (rules.expected && !told) sights.push(missing(submitted, "The capture holds a partner's beacon only"));
    return sights.filter(({ id }) => id !== "beacon-of-partner");
  },
};

function missing({ names, owner, rules }: Submitted, what: string): Sight {
  const own = owner.names[0] ?? names[0] ?? "the student";
  return {
    id: "beacon-missing",
    title: "The beacon is missing",
    evidence: `${what} (tcp.port == ${rules.port}); one made for ${own} and ${rules.assignment} is expected.`,
    packets: [],
  };
}

function ofBeacon(found: FoundBeacon, submitted: Submitted, report: Report): Sight[] {
  const { packet, beacon: read } = found;
  const { names, owner, rules } = submitted;
  const sight = (id: string, title: string, evidence: string): Sight => ({ id, title, evidence, packets: [packet] });
  if (read.broken) {
    const whom = read.student === null ? "It does not say whom it was made for." : `It was made for ${read.student}.`;
    const evidence = `The beacon in packet ${packet} is broken. ${read.reason} ${whom}`;
    return rules.expected ? [sight("beacon-broken", BROKEN, evidence)] : [];
  }
  const made = `The beacon in packet ${packet} was made for ${read.student} and ${read.assignment} at ${read.time}`;
  const isOne = (of: readonly string[]): boolean => of.some((name) => sameName(name, read.student));
  if (!isOne([...names, ...owner.names])) {
    if (isOne(owner.partners)) return [sight("beacon-of-partner", "A partner's beacon", `${made}.`)];
    const evidence = `${made}, not for ${names[0] ?? "this student"}. ${trustText(read)}`;
    return [sight("beacon-of-another", "The beacon is another student's", evidence)];
  }
  if (read.signed && read.valid === false) return [sight("beacon-broken", BROKEN, `${made}. ${read.reason ?? ""}`)];
  const odd = [untrusted(read, rules), ofAssignment(read, rules), ofTime(read, found), ofHosts(found, report)]
    .filter((one) => one !== null)
    .map(([id, title, why]) => sight(id, title, `${made}${why}`));
  if (odd.length > 0) return odd;
  return [{ ...sight("beacon", "The beacon is the student's own", `${made}. ${trustText(read)}`), fine: true }];
}

const BROKEN = "The beacon is broken";

/** Id, title, and how the sentence about the beacon goes on; null: nothing is odd about it. */
type Odd = readonly [id: string, title: string, why: string] | null;

/** Not signed, or not to be verified, where the rubric asks for it. */
function untrusted(read: Verified, { expected, signed }: BeaconRules): Odd {
  if (!expected || !signed || read.valid === true) return null;
  return read.signed
    ? ["beacon-unverified", "The beacon can't be verified", `. ${trustText(read)}`]
    : ["beacon-unsigned", "The beacon is not signed", `. ${trustText(read)}`];
}

function ofAssignment(read: Verified, { expected, assignment }: BeaconRules): Odd {
  if (!expected || sameName(read.assignment, assignment)) return null;
  return ["beacon-of-assignment", "The beacon is of another assignment", `, not for ${assignment}.`];
}

function ofTime(read: Verified, { capturedAt }: FoundBeacon): Odd {
  const apart = capturedAt === null ? 0 : capturedAt - Date.parse(read.time) / 1000;
  if (Math.abs(apart) <= MOST_APART) return null;
  const why = `; its packet was captured ${spanText(Math.abs(apart))} ${apart > 0 ? "later" : "earlier"}.`;
  return ["beacon-time", "The beacon is of another time", why];
}

/** Session and beacon go between the same two hosts: one that was joined to a capture seldom does. */
function ofHosts({ hosts }: FoundBeacon, { streams }: Report): Odd {
  if (streams.length === 0) return null;
  if (streams.some(({ client, server }) => hosts.includes(client.ip) && hosts.includes(server.ip))) return null;
  const why = `, between ${hosts.join(" and ")}; no session in the capture is between these two.`;
  return ["beacon-apart", "The beacon is of another session", why];
}

function trustText({ valid, signed, reason }: Verified): string {
  if (valid === true) return "It is signed with the secret.";
  return signed ? (reason ?? "") : "It is not signed: anybody could have made it.";
}
