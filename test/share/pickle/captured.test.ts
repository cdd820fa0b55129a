/** Each use of pickle-q under capture: the bytes that tshark finds are those that were sent. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Call } from "../../../src/share/call/call.ts";
import { NO_DISPLAY } from "../../../src/share/display/nothing.ts";
import { Sharer } from "../../../src/share/sharer/sharer.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { view } from "../../../src/share/viewer/viewer.ts";
import { PickleDecoder } from "../../../src/share/wire/pickle-q/decoder.ts";
import { pickleQ } from "../../../src/share/wire/pickle-q/format.ts";
import { captureFolder, freePort, mayCapture } from "../../support/capturing.ts";
import { tsharkFields } from "../../support/tshark.ts";
import { sha256, startSharer } from "../peers.ts";
import { PicklePeer, type PicklePeerConnection } from "./python-peers.ts";

const SIZE = { width: 48, height: 36 };
const SMALL = ["--camera", "64x48", "--width", "48", "--frames", "4", "--fps", "20"];

/** Records loopback while something goes on. @returns what each port sent, as tshark finds it */
async function captured(ports: readonly number[], run: () => Promise<void>): Promise<Map<number, Buffer>> {
  const file = join(captureFolder(), "session.pcap");
  const filter = ports.map((port) => `tcp port ${port}`).join(" or ");
  const tcpdump = spawn("tcpdump", ["-i", "lo", "-n", "-Z", "root", "-U", "-w", file, filter], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((resolve) => {
    tcpdump.stderr.on("data", (piece: Buffer) => {
      if (piece.toString().includes("listening on")) resolve();
    });
  });
  await run();
  await new Promise((resolve) => setTimeout(resolve, 1500)); // for the kernel to hand over the last packets
  tcpdump.kill("SIGINT");
  await once(tcpdump, "close");
  const rows = await tsharkFields(file, ["tcp.srcport", "tcp.payload"]);
  const sent = new Map<number, Buffer>();
  for (const [port = "", payload = ""] of rows) {
    if (payload === "") continue;
    const before = sent.get(Number(port)) ?? Buffer.alloc(0);
    sent.set(Number(port), Buffer.concat([before, Buffer.from(payload.replaceAll(":", ""), "hex")]));
  }
  return sent;
}

/** @returns hashes of the pictures in a stream */
function pictures(stream: Buffer): string[] {
  const decoder = new PickleDecoder();
  decoder.push(stream);
  const found: string[] = [];
  for (let frame = decoder.next(); frame !== null; frame = decoder.next()) found.push(sha256(frame.pixels));
  decoder.end();
  return found;
}

const hashes = ({ frames }: PicklePeerConnection): string[] => frames.map((frame) => frame.sha256);

describe.skipIf(!mayCapture("tcpdump", "tshark", "python3"))("on the wire", () => {
  it("a video share is what the Python server sent, and what ours did", async () => {
    const port = await freePort();
    let sent: PicklePeerConnection | null = null;
    const theirs = await captured([port], async () => {
      const server = new PicklePeer(
        "video_server",
        "--bind",
        "127.0.0.1",
        "--port",
        String(port),
        ...SMALL,
        "--connections",
        "1",
      );
      await server.port();
      await view({ host: "127.0.0.1", port, size: SIZE, format: pickleQ }, NO_DISPLAY);
      sent = await server.connection();
    });
    expect(pictures(theirs.get(port)!)).toEqual(hashes(sent!));
    expect(theirs.get(port)!.length).toBe(sent!["bytes"]);

    let read: PicklePeerConnection | null = null;
    const own = await freePort();
    const ours = await captured([own], async () => {
      const { ended } = await startSharer(new PatternSource(SIZE), { format: pickleQ, port: own, frames: 4 });
      read = await new PicklePeer("video_client", "127.0.0.1", "--port", String(own)).connection();
      await ended;
    });
    expect(pictures(ours.get(own)!)).toEqual(hashes(read!));
  });

  it("a call is both ends' pictures, each from its own port", async () => {
    const [own, other] = [await freePort(), await freePort()];
    let connections: PicklePeerConnection[] = [];
    const sent = await captured([own, other], async () => {
      const call = new Call(
        new PatternSource(SIZE),
        {
          own: { format: pickleQ },
          port: own,
          other: { host: "127.0.0.1", size: SIZE, format: pickleQ, frames: 4 },
          peerPort: other,
          sameMachine: true,
          signal: new AbortController().signal,
        },
        NO_DISPLAY,
      );
      await call.listen();
      const ended = call.run();
      const ports = ["--bind", "127.0.0.1", "--port", String(other), "--peer-port", String(own)];
      const peer = new PicklePeer("call_peer", "127.0.0.1", ...ports, ...SMALL);
      expect(await ended).toMatchObject({ frames: 4, error: null });
      connections = await peer.connections();
    });
    const [theirs, ours] = ["sent", "received"].map((what) => connections.find(({ direction }) => direction === what)!);
    expect(pictures(sent.get(other)!)).toEqual(hashes(theirs!));
    expect(pictures(sent.get(own)!)).toEqual(hashes(ours!));
  });

  it("a pushed screen capture goes from the client, with the size field that was asked for", async () => {
    const port = await freePort();
    let read: PicklePeerConnection | null = null;
    const sent = await captured([port], async () => {
      const server = new PicklePeer("push_server", "--bind", "127.0.0.1", "--port", String(port), "--field", ">L");
      await server.port();
      const format = pickleQ.variant!({ sizeField: ">L" });
      const push = [{ host: "127.0.0.1", port }];
      await new Sharer(new PatternSource(SIZE), { format, push, frames: 4 }).run();
      read = await server.connection();
    });
    expect(sent.size).toBe(1);
    expect(sent.has(port)).toBe(false);
    const [stream] = sent.values();
    expect(stream!.readUInt32BE()).toBe(read!["frames"][0]!.bodyLength);
    expect(pictures(stream!)).toEqual(hashes(read!));
  });
});
