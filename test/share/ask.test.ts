/** Asking before each viewer: who waits, who is turned away, and what is remembered. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { SharerEvent } from "../../src/share/sharer/events.ts";
import type { Ask } from "../../src/share/sharer/options.ts";
import { PatternSource } from "../../src/share/source/pattern/source.ts";
import { startSharer, until } from "./peers.ts";

interface Question {
  readonly address: string;
  readonly port: number;
  readonly signal: AbortSignal;
  answer(yes: boolean): void;
}

class Person {
  readonly questions: Question[] = [];
  /** Questions that wait for an answer now. */
  open = 0;
  readonly ask: Ask = ({ address, port }, signal) =>
    new Promise((resolve) => {
      this.open++;
      const settle = (yes: boolean): void => {
        this.open--;
        resolve(yes);
      };
      this.questions.push({ address, port, signal, answer: settle });
      signal.addEventListener("abort", () => {
        this.open--;
      });
    });

  async question(number: number): Promise<Question> {
    await until(() => this.questions.length >= number, `question ${number}`);
    return this.questions[number - 1]!;
  }
}

const source = (): PatternSource => new PatternSource({ width: 40, height: 30 });
const whys = (events: readonly SharerEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "refused" ? [event.why] : event.kind === "withdrew" ? ["withdrew"] : []));

describe("asking before each viewer", () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  async function knock(port: number, localAddress = "127.0.0.1"): Promise<Socket> {
    const socket = connect({ port, host: "127.0.0.1", localAddress }).resume();
    socket.on("error", () => undefined);
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  }

  it("one question at a time, with the address of whom it is about", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask });
    const first = await knock(running.port, "127.0.0.2");
    const one = await person.question(1);
    expect(one).toMatchObject({ address: "127.0.0.2", port: first.localPort });
    const second = await knock(running.port, "127.0.0.3");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([person.questions.length, person.open, first.bytesRead, second.bytesRead]).toEqual([1, 1, 0, 0]);
    one.answer(true);
    (await person.question(2)).answer(true);
    await until(() => first.bytesRead > 0 && second.bytesRead > 0, "frames for both");
    await running.stop();
  });

  it("no answer in time is a no, and the question is withdrawn", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask, askTimeout: 60 });
    const socket = await knock(running.port);
    const { signal } = await person.question(1);
    await once(socket, "close");
    expect(signal.aborted).toBe(true);
    expect(socket.bytesRead).toBe(0);
    expect(whys(running.events)).toEqual(["no-answer"]);
    await running.stop();
  });

  it("a no holds for that address: viewers that try again by themselves don't make new questions", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask });
    const socket = await knock(running.port, "127.0.0.2");
    (await person.question(1)).answer(false);
    await once(socket, "close");
    for (let i = 0; i < 3; i++) await once(await knock(running.port, "127.0.0.2"), "close");
    expect(person.questions.length).toBe(1);
    await knock(running.port, "127.0.0.3");
    expect(await person.question(2)).toMatchObject({ address: "127.0.0.3" });
    expect(whys(running.events)).toEqual(["declined", "declined", "declined", "declined"]);
    await running.stop();
  });

  it("who leaves while waiting is asked about no more", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask });
    const first = await knock(running.port, "127.0.0.2");
    const second = await knock(running.port, "127.0.0.3");
    const { signal } = await person.question(1);
    second.destroy();
    first.resetAndDestroy();
    await until(() => whys(running.events).length === 2, "both have gone");
    expect(signal.aborted).toBe(true);
    expect(whys(running.events)).toEqual(["withdrew", "withdrew"]);
    expect([person.questions.length, person.open]).toEqual([1, 0]);
    await running.stop();
  });

  it("who is not allowed by address is not asked about, and neither are more than fit", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask, allow: ["127.0.0.2"], maxViewers: 1 });
    await once(await knock(running.port, "127.0.0.3"), "close");
    const first = await knock(running.port, "127.0.0.2");
    const second = await knock(running.port, "127.0.0.2");
    (await person.question(1)).answer(true);
    await until(() => first.bytesRead > 0, "frames");
    // Both waited while there was room for one.
    (await person.question(2)).answer(true);
    await once(second, "close");
    await once(await knock(running.port, "127.0.0.2"), "close");
    expect(person.questions.length).toBe(2);
    expect(whys(running.events)).toEqual(["not-allowed", "full", "full"]);
    await running.stop();
  });

  it("nobody has to answer for a crowd", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask });
    for (let i = 0; i < 16; i++) await knock(running.port);
    await once(await knock(running.port), "close");
    expect(whys(running.events)).toEqual(["too-many-waiting"]);
    await running.stop();
    expect(whys(running.events).filter((why) => why === "ending").length).toBe(16);
  });

  it("the end turns away whoever waits", async () => {
    const person = new Person();
    const running = await startSharer(source(), { ask: person.ask });
    const socket = await knock(running.port);
    await person.question(1);
    await running.stop();
    await until(() => socket.destroyed, "the connection is closed");
    expect(socket.bytesRead).toBe(0);
  });
});
