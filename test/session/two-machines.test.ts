/** A session between two hosts with addresses of their own: each shares or views, and each records. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { findBeacons } from "../../src/lab/beacon/find.ts";
import { until } from "../share/peers.ts";
import { sharelab } from "../support/cli.ts";
import { captureFolder, mayCapture } from "../support/capturing.ts";
import { capinfosRow } from "../support/tshark.ts";
import { TwoHosts } from "../support/two-hosts.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sharelab.js", import.meta.url));

describe.skipIf(!mayCapture("dumpcap", "capinfos", "ip"))("sharelab session of two hosts", () => {
  let hosts: TwoHosts;
  const running: ChildProcess[] = [];
  beforeAll(() => {
    hosts = new TwoHosts();
  });
  afterAll(() => {
    for (const child of running) child.kill("SIGKILL");
    hosts.remove();
  });

  function start(host: 0 | 1, args: readonly string[]) {
    const [program = "", ...rest] = [...hosts.on(host), process.execPath, PROGRAM, "session", ...args];
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
    running.push(child);
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (piece: Buffer) => (said.stdout += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => (said.stderr += piece.toString()));
    return { said, code: once(child, "close").then(([value]) => value as number | null) };
  }

  it("records at both ends, which compare packet by packet, with the command to type on the other", async () => {
    const [sharerAddress, viewerAddress] = hosts.addresses;
    const [here, there] = ["sharer.pcapng", "viewer.pcapng"].map((name) => join(captureFolder(), name)) as [
      string,
      string,
    ];
    const common = ["--size", "320x200", "--json"];
    const own = (student: string): string[] => ["--student", student, "--assignment", "lab 3"];
    const sharer = start(0, [
      ...["-w", here, "--viewer-host", viewerAddress, "--source", "pattern", "--frames", "8"],
      ...own("alice"),
      ...common,
    ]);
    await until(() => sharer.said.stderr.includes("waiting for a viewer"), sharer.said.stderr);
    expect(sharer.said.stderr).toContain(`sharelab session --join ${sharerAddress} --size 320x200`);
    expect(sharer.said.stderr).toContain("recording from eth0");
    const viewer = start(1, ["-w", there, "--join", sharerAddress, ...own("bob"), ...common]);
    expect([await sharer.code, await viewer.code], sharer.said.stderr + viewer.said.stderr).toEqual([0, 0]);

    for (const path of [here, there]) {
      expect(await capinfosRow(path)).toMatchObject({ "File type": "pcapng" });
      const { streams } = await analyze(path);
      expect(streams).toMatchObject([
        {
          client: { ip: viewerAddress },
          server: { ip: sharerAddress, port: 9000 },
          handshake: { state: "full" },
          close: { how: "fin" },
          frames: { count: 8, incomplete: 0 },
        },
      ]);
      const beacons = (await findBeacons(path)).map(({ beacon }) => beacon);
      expect(beacons).toMatchObject([{ student: "bob" }, { student: "alice" }]);
    }
    // The veth of the two namespaces loses nothing, so every frame byte that left has come.
    const compared = await sharelab(["analyze", here, there, "--json"]);
    const { streams } = JSON.parse(compared.stdout) as { streams: unknown[] };
    expect(streams).toMatchObject([
      {
        matched_by: "addresses",
        near_client: "b",
        directions: [{ lost: { packets: 0 } }, { lost: { packets: 0 }, sent_in: "a" }],
      },
    ]);
  });
});
