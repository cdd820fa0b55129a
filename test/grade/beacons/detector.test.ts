/** What a beacon comes to, for everything that it can be: no capture is read here. */
import { describe, expect, it } from "vitest";
import type { FoundBeacon } from "../../../src/lab/beacon/find.ts";
import { signBeacon, verifyBeacon, type SecretFor } from "../../../src/lab/beacon/sign.ts";
import { BeaconBook } from "../../../src/lab/grade/beacons/owner.ts";
import { readBeaconNames } from "../../../src/lab/grade/records.ts";
import type { BeaconRules } from "../../../src/lab/grade/rubric/types.ts";
import { beacon } from "../../../src/lab/grade/similarity/inside/beacon.ts";
import { evidenceOf, rubricOf } from "../grading.ts";

const SECRET = "the secret of the class";
const TIME = new Date("2026-11-21T10:00:00.000Z");
const RULES: BeaconRules = {
  ...{ expected: true, signed: true, assignment: "lab", port: 9009, secretFile: null, studentsFile: null },
};
/** Hosts of loss-sharer.pcap. */
const HOSTS = ["192.168.1.82", "192.168.1.86"] as const;

interface Made {
  readonly student?: string;
  readonly assignment?: string;
  readonly secret?: string | null;
  readonly seconds?: number;
  readonly hosts?: readonly [string, string];
  readonly bytes?: (beacon: Buffer) => Buffer;
}

function made(given: Made, secretFor: SecretFor): FoundBeacon {
  const { student = "ada", assignment = "lab", secret = SECRET, seconds = 2, hosts = HOSTS } = given;
  const signed = signBeacon({ student, assignment, secret }, TIME);
  const bytes = given.bytes?.(signed) ?? signed;
  return {
    ...{ stream: 1, packet: 17, capturedAt: TIME.getTime() / 1000 + seconds, hosts },
    beacon: verifyBeacon(bytes, secretFor),
  };
}

async function sights(
  beacons: readonly Made[],
  rules: Partial<BeaconRules> = {},
  book = new BeaconBook(SECRET, [], []),
  names: readonly string[] = ["ada"],
) {
  const { report } = await evidenceOf("loss-sharer.pcap");
  const owner = book.owner(names);
  const found = beacons.map((one) => made(one, owner.secretFor));
  const writer = { application: null, comments: [] };
  const submitted = { names, owner, rules: { ...RULES, ...rules } };
  return beacon.find({ report, writer, clocks: [], beacons: found, submitted });
}

const ids = async (...args: Parameters<typeof sights>): Promise<string[]> =>
  (await sights(...args)).map(({ id, fine }) => (fine === true ? `${id}, fine` : id));

describe("a beacon", () => {
  it("lies between hosts that the test's capture has", async () => {
    const { report } = await evidenceOf("loss-sharer.pcap");
    const { client, server } = report.streams[0]!;
    expect([client.ip, server.ip].sort()).toEqual([...HOSTS].sort());
  });

  it.each<readonly [what: string, beacons: readonly Made[], expected: readonly string[]]>([
    ["of one's own", [{}], ["beacon, fine"]],
    ["of one's own, in other letters", [{ student: "ADA" }], ["beacon, fine"]],
    ["that is missing", [], ["beacon-missing"]],
    ["of another", [{ student: "ben" }], ["beacon-of-another"]],
    ["of another beside one's own", [{}, { student: "ben" }], ["beacon, fine", "beacon-of-another"]],
    ["that is not signed", [{ secret: null }], ["beacon-unsigned"]],
    ["signed with another secret", [{ secret: "something else" }], ["beacon-broken"]],
    ["for another assignment", [{ assignment: "lab 2" }], ["beacon-of-assignment"]],
    ["ten minutes off", [{ seconds: 599 }], ["beacon, fine"]],
    ["more than ten minutes off", [{ seconds: -601 }], ["beacon-time"]],
    ["between other hosts", [{ hosts: ["192.168.1.82", "10.0.0.1"] }], ["beacon-apart"]],
    ["that is cut off", [{ bytes: (all) => all.subarray(0, -1) }], ["beacon-broken"]],
    ["with nothing right", [{ assignment: "x", secret: null, hosts: ["10.0.0.1", "10.0.0.2"], seconds: 1e6 }],
      ["beacon-unsigned", "beacon-of-assignment", "beacon-time", "beacon-apart"]],
  ])("%s", async (_, beacons, expected) => {
    expect(await ids(beacons)).toEqual(expected);
  }); // prettier-ignore

  it.each<readonly [what: string, beacons: readonly Made[], expected: readonly string[]]>([
    ["of one's own", [{}], ["beacon, fine"]],
    ["that is missing", [], []],
    ["of another", [{ student: "ben" }], ["beacon-of-another"]],
    ["that is cut off", [{ bytes: (all) => all.subarray(0, 100) }], []],
    ["that is not signed, or for another assignment", [{ assignment: "x", secret: null }], ["beacon, fine"]],
  ])("where none is asked for: %s", async (_, beacons, expected) => {
    expect(await ids(beacons, { expected: false })).toEqual(expected);
  });

  it("need not be signed where the rubric says so, and is told to prove nothing", async () => {
    const [sight] = await sights([{ secret: null }], { signed: false });
    expect(sight).toMatchObject({ id: "beacon", fine: true });
    expect(sight?.evidence).toMatch(/It is not signed: anybody could have made it\.$/);
  });

  it("says whom it was made for, even in pieces", async () => {
    const told = async (one: Made): Promise<string | undefined> => (await sights([one]))[0]?.evidence;
    expect(await told({ student: "ben", bytes: (all) => all.subarray(0, 60) })).toMatch(/It was made for ben\.$/);
    expect(await told({ bytes: (all) => all.subarray(0, 20) })).toMatch(/It does not say whom it was made for\.$/);
    const steering = (all: Buffer): Buffer => Buffer.from(all.toString().replace("student: ada", "student: a\u001bda"));
    expect(await told({ bytes: steering })).not.toContain("\u001b");
  });

  it("of a declared partner may stand beside one's own, not in its place", async () => {
    const book = new BeaconBook(SECRET, [], [["ada", "ben"]]);
    expect(await ids([{}, { student: "ben" }], {}, book)).toEqual(["beacon, fine"]);
    expect(await ids([{ student: "ben" }], {}, book)).toEqual(["beacon-missing"]);
    expect(await ids([{ student: "chen" }], {}, book)).toEqual(["beacon-of-another"]);
  });

  it("is known by the name on the instructor's list, with the secret there", async () => {
    const list = "student,beacon,secret\nada@uni.example,ada,adas own secret\nben@uni.example,ben,bens own secret\n";
    const book = new BeaconBook(SECRET, readBeaconNames(list, "list"), []);
    const own = ["ada@uni.example"];
    expect(await ids([{ secret: "adas own secret" }], {}, book, own)).toEqual(["beacon, fine"]);
    expect(await ids([{ secret: "bens own secret" }], {}, book, own)).toEqual(["beacon-broken"]);
    const [sight] = await sights([{ student: "ben", secret: "bens own secret" }], {}, book, own);
    expect(sight?.evidence).toMatch(/made for ben .* not for ada@uni\.example\. It is signed with the secret\.$/);
    // The shared secret signs for nobody once there are secrets for each.
    const [stranger] = await sights([{ student: "chen" }], {}, book, own);
    expect(stranger?.evidence).toMatch(/there is no secret to verify it with\.$/);
  });
});

describe("a check of the beacon", () => {
  it("is turned away where the rubric asks for none", () => {
    const rubric = (): unknown =>
      rubricOf([
        { type: "authenticity", beacon: "own" },
        { type: "fact", fact: "handshake.state", is: "full" },
      ]);
    expect(rubric).toThrow(/The check looks for a beacon, and `handin` does not ask for one/);
  });
});
