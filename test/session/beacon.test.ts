/** Beacons: their text, what a changed one is called, and finding them in captures. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBeacons } from "../../src/lab/beacon/find.ts";
import { BEACON_PORT, MAX_BEACON_BYTES, nameProblem } from "../../src/lab/beacon/format.ts";
import { signBeacon, verifyBeacon, type Identity } from "../../src/lab/beacon/sign.ts";
import { readHeader } from "../../src/share/wire/zlib-rgb/header.ts";
import { Scenario } from "../support/scenario.ts";

const SECRET = "correct horse battery staple";
const ALICE: Identity = { student: "alice", assignment: "lab 3", secret: SECRET };
const NOW = new Date("2026-11-21T10:00:00.000Z");
const NONCE = "00112233445566778899aabbccddeeff";

/** toMatchObject takes a bare pattern for an object without keys, which everything matches. */
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe("a beacon", () => {
  it("is a few lines of text", () => {
    expect(signBeacon(ALICE, NOW, NONCE).toString().split("\n")).toEqual([
      "SHARELAB-BEACON/1",
      "student: alice",
      "assignment: lab 3",
      "time: 2026-11-21T10:00:00.000Z",
      `nonce: ${NONCE}`,
      "key: secret",
      // printf the lines above | openssl dgst -sha256 -hmac 'correct horse battery staple'
      "hmac-sha256: b0bbf9b3426148cf3ef62368a002f3ea9234e621102de4031e5f1cc4722bbf1a",
      "",
      "",
    ]);
  });

  it("tells who, what and when, and is valid with its secret", () => {
    expect(verifyBeacon(signBeacon(ALICE, NOW, NONCE), SECRET)).toEqual({
      broken: false,
      student: "alice",
      assignment: "lab 3",
      time: "2026-11-21T10:00:00.000Z",
      nonce: NONCE,
      signed: true,
      valid: true,
      reason: null,
    });
  });

  it("is not valid with another secret, and undecided without one", () => {
    const beacon = signBeacon(ALICE, NOW, NONCE);
    expect(verifyBeacon(beacon, "another secret")).toMatchObject({ valid: false, reason: like(/another secret/) });
    expect(verifyBeacon(beacon, null)).toMatchObject({ valid: null, reason: like(/no secret to verify/) });
  });

  it("without a secret is never valid, and says that anybody could have made it", () => {
    const beacon = signBeacon({ ...ALICE, secret: null });
    for (const secret of [null, SECRET]) {
      expect(verifyBeacon(beacon, secret)).toMatchObject({ signed: false, valid: false, reason: like(/anybody/) });
    }
  });

  it("can't pass as signed by changing its key line, nor lose its signature", () => {
    const unsigned = signBeacon({ ...ALICE, secret: null })
      .toString()
      .replace("key: none", "key: secret");
    expect(verifyBeacon(Buffer.from(unsigned), SECRET)).toMatchObject({ valid: false });
    const signed = signBeacon(ALICE).toString().replace("key: secret", "key: none");
    expect(verifyBeacon(Buffer.from(signed), SECRET)).toMatchObject({ valid: false, reason: like(/changed/) });
  });

  it("is broken or not valid after any change of any byte, and when cut anywhere", () => {
    const beacon = signBeacon(ALICE, NOW, NONCE);
    for (let at = 0; at < beacon.length; at++) {
      for (const flip of [1, 0x20, 0x80]) {
        const changed = Buffer.from(beacon);
        changed[at]! ^= flip;
        const result = verifyBeacon(changed, SECRET);
        expect(result.broken || result.valid !== true, `byte ${at}`).toBe(true);
      }
      expect(verifyBeacon(beacon.subarray(0, at), SECRET)).toMatchObject({ broken: true });
    }
    expect(verifyBeacon(Buffer.concat([beacon, Buffer.from("x")]), SECRET)).toMatchObject({ broken: true });
  });

  it("holds any name that can be seen, and comes back as it was", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .filter((text) => nameProblem(text) === null);
    fc.assert(
      fc.property(name, name, (student, assignment) => {
        const beacon = signBeacon({ student, assignment, secret: SECRET });
        expect(beacon.length).toBeLessThanOrEqual(MAX_BEACON_BYTES);
        expect(verifyBeacon(beacon, SECRET)).toMatchObject({ student, assignment, valid: true });
      }),
    );
  });

  it("of any bytes never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(verifyBeacon(bytes, SECRET).broken).toBe(true);
      }),
    );
  });

  it.each(["", " alice", "a\nstudent: bob", "a\u202eb", "x".repeat(129), "\ud800"])("is not made for %j", (student) => {
    expect(() => signBeacon({ ...ALICE, student })).toThrow(/--student/);
  });

  it("is not signed with a secret that can be guessed", () => {
    expect(() => signBeacon({ ...ALICE, secret: "1234567" })).toThrow(/less than 8 bytes/);
  });

  it("begins as no frame does", () => {
    const beacon = signBeacon(ALICE);
    expect(readHeader(beacon, 0, beacon.length, 2 ** 30)).toMatchObject({ code: "bad-length-of-length" });
  });
});

describe("the beacons of a capture", () => {
  const onPort = (port: number): Scenario => new Scenario({ server: `10.0.0.2:${port}` }).handshake();
  const reordered = (pieces: readonly Buffer[]): Buffer => {
    const scenario = onPort(BEACON_PORT);
    const offsets = pieces.map((_, at) => 1 + Buffer.concat(pieces.slice(0, at)).length);
    for (const at of [2, 0, 1, 0]) scenario.client.segment({ flags: "PA", seq: offsets[at]!, payload: pieces[at]! });
    return scenario.pcap();
  };

  it("are found from either side, with their packet and its time", async () => {
    const scenario = onPort(BEACON_PORT);
    scenario.client.segment({ flags: "PA", payload: signBeacon(ALICE) });
    scenario.server.segment({ flags: "PA", payload: signBeacon({ ...ALICE, student: "bob" }) });
    const found = await findBeacons(scenario.pcap(), { secret: SECRET });
    expect(found).toMatchObject([
      { stream: 0, packet: 4, beacon: { student: "alice", valid: true } },
      { stream: 0, packet: 5, beacon: { student: "bob", valid: true } },
    ]);
    expect(found[0]?.capturedAt).toBeCloseTo(1_700_000_000.01, 6);
  });

  it("are put together from segments that came late, out of order and twice", async () => {
    const beacon = signBeacon(ALICE);
    const found = await findBeacons(reordered([beacon.subarray(0, 40), beacon.subarray(40, 90), beacon.subarray(90)]), {
      secret: SECRET,
    });
    expect(found).toMatchObject([{ beacon: { student: "alice", valid: true } }]);
  });

  it("with a hole in them are broken", async () => {
    const beacon = signBeacon(ALICE);
    const scenario = onPort(BEACON_PORT);
    scenario.client.segment({ flags: "PA", payload: beacon.subarray(0, 60) });
    scenario.client.segment({ flags: "PA", payload: beacon.subarray(60, 100), unseen: true });
    scenario.client.segment({ flags: "PA", payload: beacon.subarray(100) });
    expect(await findBeacons(scenario.pcap(), { secret: SECRET })).toMatchObject([
      { packet: 4, beacon: { broken: true, reason: like(/cut off/) } },
    ]);
  });

  it("are looked for on their port, or those that are named", async () => {
    const scenario = onPort(7777);
    scenario.client.segment({ flags: "PA", payload: signBeacon(ALICE) });
    expect(await findBeacons(scenario.pcap())).toEqual([]);
    expect(await findBeacons(scenario.pcap(), { ports: [7777] })).toHaveLength(1);
  });

  it("are no other things that are said on the port, however long", async () => {
    const scenario = onPort(BEACON_PORT);
    for (let n = 0; n < 100; n++) scenario.client.segment({ flags: "PA", payload: Buffer.alloc(1400, "GET ") });
    expect(await findBeacons(scenario.pcap())).toEqual([]);
  });

  it("that go on for too long are broken", async () => {
    const scenario = onPort(BEACON_PORT);
    scenario.client.segment({ flags: "PA", payload: signBeacon(ALICE) });
    for (let n = 0; n < 3; n++) scenario.client.segment({ flags: "PA", payload: Buffer.alloc(1400, "x") });
    expect(await findBeacons(scenario.pcap())).toMatchObject([
      { beacon: { broken: true, reason: like(/longer than/) } },
    ]);
  });
});
