/** `sharelab share` on a terminal: keys, questions, the status line, and the terminal left as it was. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { until } from "./peers.ts";
import { Terminal } from "./terminal.ts";

const SHARE = "$SHARELAB share --source pattern --size 160x120 --port 0";
/** What the keys are read in, at the latest when this is on the screen. */
const STATUS = "(q: end)";

describe.skipIf(!requireTools("python3", "bash", "stty"))("share on a terminal", () => {
  let terminal: Terminal;
  const sockets: Socket[] = [];
  beforeEach(() => {
    terminal = new Terminal();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    terminal.close();
  });

  async function port(): Promise<number> {
    await terminal.sees("listening on 127.0.0.1 port ");
    return Number.parseInt(await terminal.sees("\n"));
  }

  async function viewer(toPort: number, localAddress = "127.0.0.1"): Promise<Socket> {
    const socket = connect({ port: toPort, host: "127.0.0.1", localAddress }).resume();
    socket.on("error", () => undefined);
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  }

  it("q ends in order, with a summary and the terminal as it was", async () => {
    terminal.type(`${SHARE}; echo code $?\n`);
    const socket = await viewer(await port());
    await terminal.sees("is viewing (1 viewer)");
    await terminal.sees(STATUS);
    terminal.type("xq");
    await once(socket, "end"); // FIN, not RST
    await terminal.sees("frames taken, 1 viewer");
    await terminal.sees("code 0");
    expect(await terminal.mode()).toBe("cooked");
  });

  it("Ctrl-C ends in order, too", async () => {
    terminal.type(`${SHARE}; echo code $?\n`);
    const socket = await viewer(await port());
    await terminal.sees(STATUS);
    terminal.type("\x03");
    await once(socket, "end");
    await terminal.sees("frames taken, 1 viewer");
    await terminal.sees("code 130");
    expect(await terminal.mode()).toBe("cooked");
  });

  it("Ctrl-Z stops it with the terminal as it was; it goes on in the background and in the foreground", async () => {
    terminal.type(`${SHARE}; echo code $?\n`);
    const socket = await viewer(await port());
    await terminal.sees(STATUS);
    terminal.type("\x1a");
    await terminal.sees("Stopped");
    expect(await terminal.mode()).toBe("cooked");
    const stopped = socket.bytesRead;
    terminal.type("bg\n");
    await until(() => socket.bytesRead > stopped, "frames from the background");
    expect(await terminal.mode()).toBe("cooked");
    terminal.type("jobs\n");
    expect(await terminal.sees("Running")).not.toContain(STATUS);
    terminal.type("fg\n");
    await terminal.sees(SHARE);
    // It has the terminal as soon as it has seen that it is in front.
    const again = setInterval(() => {
      terminal.type("q");
    }, 300);
    await terminal.sees("frames taken, 1 viewer").finally(() => {
      clearInterval(again);
    });
    terminal.type("\n");
    expect(await terminal.mode()).toBe("cooked");
  });

  it("started in the background it shares, and leaves the terminal alone", async () => {
    terminal.type(`${SHARE} &\n`);
    const socket = await viewer(await port());
    await until(() => socket.bytesRead > 10_000, "frames");
    expect(await terminal.mode()).toBe("cooked");
    terminal.type("kill %1; wait %1; echo code $?\n");
    await terminal.sees("frames taken, 1 viewer");
    await terminal.sees("code 130");
  });

  it("the status line fits 80 columns and tells what goes on", async () => {
    terminal.type(`${SHARE}\n`);
    await viewer(await port());
    await terminal.sees("is viewing (1 viewer)");
    await terminal.sees("\r\x1b[K1 viewer, ");
    await terminal.sees("\r\x1b[K");
    const line = (await terminal.sees(STATUS)).trim();
    expect(line).toMatch(/^1 viewer, \d+\.\d frames\/s, ratio \d+\.\d, \d+\.\d Mbit\/s, age \d+ ms {2}\(q: end\)$/);
    expect(line.length).toBeLessThan(80);
    terminal.type("q");
    await terminal.sees("frames taken");
  });

  it("no status line where standard error is no terminal, and no keys where standard input is none", async () => {
    terminal.type(`${SHARE} --frames 20 2>&1 </dev/null | cat; echo done\n`);
    await viewer(await port());
    expect(await terminal.sees("done")).not.toContain("Mbit/s");
  });

  describe("--ask", () => {
    const question = (socket: Socket): string =>
      `127.0.0.1 port ${socket.localPort!} wants to see this screen. Let it? [y/N] `;

    it("asks before each viewer, one at a time; who waits gets no byte, and others go on", async () => {
      terminal.type(`${SHARE} --ask\n`);
      const to = await port();
      const first = await viewer(to);
      await terminal.sees(question(first));
      expect(first.bytesRead).toBe(0);
      terminal.type("y");
      await terminal.sees("is viewing (1 viewer)");
      await until(() => first.bytesRead > 0, "frames for the first");

      const second = await viewer(to, "127.0.0.1");
      await terminal.sees(question(second));
      const third = await viewer(to, "127.0.0.2");
      const soFar = first.bytesRead;
      await until(() => first.bytesRead > soFar + 20_000, "the first goes on meanwhile");
      expect([second.bytesRead, third.bytesRead]).toEqual([0, 0]);
      expect(terminal.output).not.toContain("127.0.0.2");
      terminal.type("n");
      await once(second, "close");
      await terminal.sees("was turned away: you said no");
      await terminal.sees(`127.0.0.2 port ${third.localPort!} wants to see this screen`);
      terminal.type("Y");
      await terminal.sees("is viewing (2 viewers)");
      expect(second.bytesRead).toBe(0);
      // A no holds for a while.
      const fourth = await viewer(to);
      await once(fourth, "close");
      await terminal.sees("was turned away: you said no");
      terminal.type("q");
      await terminal.sees("2 turned away");
    });

    it("forgets the question when the viewer leaves, and ends in order while it waits for an answer", async () => {
      terminal.type(`${SHARE} --ask; echo code $?\n`);
      const to = await port();
      const impatient = await viewer(to);
      await terminal.sees(question(impatient));
      impatient.destroy();
      await terminal.sees("has gone before it was let in");
      const waiting = await viewer(to, "127.0.0.3");
      await terminal.sees("127.0.0.3 port");
      terminal.type("q");
      await once(waiting, "close");
      expect(waiting.bytesRead).toBe(0);
      await terminal.sees("code 0");
    });
  });
});
