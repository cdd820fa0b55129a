/** What really happened, where Wireshark's marks mislead: each case as a short conversation. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import type { StreamReport } from "../../src/analyze/facts/report.ts";
import { patternPayload } from "../support/packets.ts";
import { capture } from "../support/fixtures.ts";
import { Scenario } from "../support/scenario.ts";

async function streamOf(scenario: Scenario): Promise<StreamReport> {
  const report = await analyze(scenario.pcap());
  const stream = report.streams[0];
  if (stream === undefined) throw new Error("no stream");
  return stream;
}

/** "packet: marks -> verdict", for each verdict. */
async function verdictsOf(scenario: Scenario): Promise<string[]> {
  return said(await streamOf(scenario));
}

function said({ verdicts }: StreamReport): string[] {
  return verdicts.map(({ packet, marks, verdict, agrees }) => {
    return `${packet}: ${marks.join("+") || "-"} -> ${verdict}${agrees ? "" : " (differs)"}`;
  });
}

const opened = (): Scenario => new Scenario().handshake({ mss: 1460, ws: 7, sack: true, timestamps: true });

describe("a lone header byte", () => {
  it("that is sent again before it was acknowledged is a retransmission, not a keep-alive", async () => {
    const s = opened();
    s.server.send(1);
    s.wait(0.2).server.send(1, { seq: 1 });
    expect(await verdictsOf(s)).toEqual(["5: keep_alive -> retransmission (differs)"]);
  });

  it("that is sent again soon after it was acknowledged is a spurious retransmission", async () => {
    const s = opened();
    s.server.send(1);
    s.wait(0.001).client.ack();
    s.wait(0.2).server.send(1, { seq: 1 });
    expect(await verdictsOf(s)).toEqual(["6: keep_alive -> spurious_retransmission (differs)"]);
  });

  it("repeated after a long idle time is the keep-alive that it is called", async () => {
    const s = opened();
    s.server.send(1);
    s.wait(0.001).client.ack();
    s.wait(75).server.keepAlive(1);
    s.wait(0.001).client.ack();
    expect(await verdictsOf(s)).toEqual(["6: keep_alive -> keep_alive", "7: keep_alive_ack -> keep_alive_ack"]);
  });

  it("with a garbage value is still a keep-alive, and no conflict is reported", async () => {
    const s = opened();
    s.server.send(1, { payload: Uint8Array.of(3) });
    s.wait(0.001).client.ack();
    s.wait(75).server.keepAlive(1, { payload: Uint8Array.of(0) });
    expect(await verdictsOf(s)).toEqual(["6: keep_alive -> keep_alive"]);
  });
});

describe("a zero window", () => {
  const full = (): Scenario => {
    const s = opened();
    s.server.send(1000);
    s.wait(0.001).client.ack({ window: 0 });
    return s;
  };

  it("is probed by Linux with an empty segment, which looks like a keep-alive", async () => {
    const s = full();
    s.wait(0.2).server.keepAlive(0);
    s.wait(0.001).client.ack({ window: 0 });
    expect(await verdictsOf(s)).toEqual([
      "6: keep_alive -> zero_window_probe (differs)",
      "7: zero_window -> zero_window_probe_ack",
    ]);
  });

  it("is probed by others with one new byte; when that is accepted, nothing was lost or unseen", async () => {
    const s = full();
    s.wait(0.2).server.send(1);
    s.wait(0.001).client.ack({ window: 0 });
    s.wait(0.1).client.ack({ window: 512 });
    s.wait(0.001).server.send(1000);
    expect(await verdictsOf(s)).toEqual([
      "6: zero_window_probe -> zero_window_probe",
      "7: ack_lost_segment+zero_window -> zero_window_probe_ack (differs)",
      "7: ack_lost_segment+zero_window -> ack_of_seen (differs)",
      "9: lost_segment -> no_hole (differs)",
    ]);
  });

  it("that refuses the probe's byte leaves it to be sent again", async () => {
    const s = full();
    s.wait(0.2).server.send(1, { lost: true });
    s.wait(0.001).client.ack({ window: 0 });
    expect(await verdictsOf(s)).toEqual([
      "6: zero_window_probe -> zero_window_probe",
      "7: zero_window+zero_window_probe_ack -> zero_window_probe_ack",
    ]);
  });
});

describe("retransmissions", () => {
  it("that carry new bytes too do not make the ACK one of unseen bytes", async () => {
    const s = opened();
    s.server.send(1000);
    s.wait(0.3).server.send(1500, { seq: 501 });
    s.wait(0.001).client.ack();
    expect(await verdictsOf(s)).toEqual([
      "5: retransmission -> retransmission_with_new_data",
      "6: ack_lost_segment -> ack_of_seen (differs)",
    ]);
  });

  it("whose bytes were acknowledged before are spurious", async () => {
    const s = opened();
    s.server.send(1000);
    s.wait(0.001).client.ack();
    s.wait(0.2).server.send(1000, { seq: 1 });
    expect(await verdictsOf(s)).toEqual(["6: retransmission+spurious_retransmission -> spurious_retransmission"]);
  });

  it("with other bytes are reported, and the first copy is kept", async () => {
    const s = opened();
    s.server.send(100, { payload: patternPayload(100) });
    s.wait(0.2).server.send(100, { seq: 1, payload: patternPayload(100, 7) });
    expect(await verdictsOf(s)).toEqual([
      "5: retransmission -> retransmission",
      "5: retransmission -> conflicting_bytes",
    ]);
  });

  it("of a packet that the capture never saw are told from reordering by the IP identification", async () => {
    const s = opened();
    s.server.send(1000, { unseen: true, lost: true });
    s.server.send(1000);
    s.wait(0.3).server.send(1000, { seq: 1 });
    expect(await verdictsOf(s)).toEqual([
      "4: lost_segment -> missing_segment",
      "5: retransmission -> retransmission_of_unseen",
    ]);
  });
});

describe("a segment that was overtaken", () => {
  it("is out of order, by its older IP identification", async () => {
    const s = opened();
    s.server.ipId = 100;
    s.server.send(1000, { unseen: true });
    s.server.send(1000);
    s.wait(0.002).server.send(1000, { seq: 1, ipId: 100 });
    expect(await verdictsOf(s)).toEqual(["4: lost_segment -> missing_segment", "5: out_of_order -> out_of_order"]);
  });

  it("is out of order even when it comes so late that Wireshark calls it a retransmission", async () => {
    const s = opened();
    s.server.ipId = 100;
    s.server.send(1000, { unseen: true });
    s.server.send(1000);
    s.wait(0.5).server.send(1000, { seq: 1, ipId: 100 });
    expect(await verdictsOf(s)).toEqual([
      "4: lost_segment -> missing_segment",
      "5: retransmission -> out_of_order (differs)",
    ]);
  });
});

describe("a packet recorded twice", () => {
  it("has the same IP identification, and is no retransmission", async () => {
    const s = opened();
    s.server.send(1000, { ipId: 77 });
    s.wait(0.00001).server.send(1000, { seq: 1, ipId: 77 });
    s.wait(0.001).client.ack({ ipId: 50 });
    s.client.ack({ ipId: 50 });
    expect(await verdictsOf(s)).toEqual(["5: retransmission -> copy (differs)", "7: duplicate_ack -> copy (differs)"]);
  });

  it("makes no round trip ambiguous", async () => {
    const s = opened();
    s.server.send(1000, { ipId: 77 });
    s.server.send(1000, { seq: 1, ipId: 77 });
    s.wait(0.02).client.ack();
    const { directions } = await streamOf(s);
    expect(directions[1].rtt).toMatchObject({ samples: 1, min: 0.02 });
    expect(directions[1]).toMatchObject({ payload_bytes: 2000, unique_bytes: 1000 });
  });

  it("by the capture point as a whole gives one warning for the stream", async () => {
    const { capture: file } = await analyze(capture("any-sll2.pcap"));
    expect(file.warnings.map(({ code }) => code)).toEqual(["packets-seen-twice"]);
  });
});

describe("opening", () => {
  it("from both sides at once is no retransmission of SYNs", async () => {
    const s = new Scenario();
    s.client.syn();
    s.server.syn();
    s.wait(0.05).client.synAck();
    s.server.synAck();
    expect(await verdictsOf(s)).toEqual([
      "3: retransmission -> simultaneous_open (differs)",
      "4: retransmission -> simultaneous_open (differs)",
    ]);
  });

  it("is told in a real capture of one", async () => {
    const { streams } = await analyze(capture("simultaneous-open.pcap"));
    const verdicts = streams[0]?.verdicts.filter(({ verdict }) => verdict === "simultaneous_open");
    expect(verdicts).toHaveLength(2);
    expect(verdicts?.every(({ marks, agrees }) => marks.includes("retransmission") && !agrees)).toBe(true);
  });

  it("with the same SYN sent again is a retransmission", async () => {
    const s = new Scenario();
    s.client.syn();
    s.wait(1).client.syn();
    expect(await verdictsOf(s)).toEqual(["2: retransmission -> syn_retransmission"]);
  });

  it("with data in the SYN is fast open, and the data begins the stream", async () => {
    const s = new Scenario();
    s.client.syn({ length: 500, payload: patternPayload(500) });
    s.wait(0.01).server.synAck();
    s.client.ack();
    const stream = await streamOf(s);
    expect(said(stream)).toEqual(["1: - -> data_in_syn"]);
    expect(stream.directions[0].unique_bytes).toBe(500);
  });
});

describe("holes", () => {
  it("that the other side acknowledged were missed by the capture", async () => {
    const s = opened();
    s.server.send(1000, { unseen: true });
    s.server.send(1000);
    s.wait(0.001).client.ack();
    const stream = await streamOf(s);
    expect(said(stream)).toEqual(["4: lost_segment -> missing_segment", "5: ack_lost_segment -> ack_of_unseen"]);
    expect(stream.directions[1].missing_bytes).toBe(1000);
  });
});

describe("other oddities", () => {
  it("are said: a second D-SACK, urgent data, data behind a reset", async () => {
    const s = opened();
    s.server.send(1000);
    s.server.send(1000);
    s.wait(0.001).client.ack({ sack: [[1, 1001]] });
    s.server.send(10, { flags: "PAU", urgent: 3 });
    s.client.rst();
    s.server.send(10);
    expect(await verdictsOf(s)).toEqual(["6: - -> duplicate_sack", "7: - -> urgent_data", "9: - -> data_after_reset"]);
  });
});

describe("the last bytes of a stream", () => {
  it("that the FIN tells of but no packet carries are missing, too", async () => {
    const s = opened();
    s.server.send(1000);
    s.server.send(500, { unseen: true });
    s.server.fin();
    s.wait(0.001).client.ack();
    const { directions } = await streamOf(s);
    expect(directions[1]).toMatchObject({ unique_bytes: 1000, missing_bytes: 500 });
  });
});
