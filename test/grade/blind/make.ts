/** Makes the class of students.ts: sessions from seeds, then what editing programs do to them. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { stringify } from "yaml";
import { pcapOf, Scenario } from "../../support/scenario.ts";
import { rubricText } from "../grading.ts";
import { COPIED, HONEST, type Honest } from "./students.ts";

const [WIDTH, HEIGHT, FRAMES, MSS] = [48, 32, 8, 1460];

export interface BlindClass {
  readonly folder: string;
  readonly earlier: string;
  readonly rubric: string;
  readonly count: number;
}

export function makeBlindClass(root: string): BlindClass {
  const made = { folder: join(root, "class"), earlier: join(root, "before"), rubric: join(root, "lab.yaml") };
  const work = join(root, "work");
  mkdirSync(work, { recursive: true });
  writeFileSync(made.rubric, RUBRIC);
  const captures = new Map<string, { readonly path: string; readonly isn: number }>();
  const session = (id: string, student: Pick<Honest, "stamps" | "shows" | "lost">): void => {
    const { bytes, isn } = sessionOf(id, student);
    const path = join(work, `${id}.pcap`);
    writeFileSync(path, bytes);
    captures.set(id, { path, isn });
  };
  const handIn = (id: string, path: string, answers: Readonly<Record<string, unknown>>): void => {
    mkdirSync(join(made.folder, id), { recursive: true });
    copyFileSync(path, join(made.folder, id, "session.pcap"));
    writeFileSync(join(made.folder, id, "answers.yml"), stringify({ answers }));
  };
  for (const student of HONEST) {
    const { id, isn, mss = MSS, why, edit } = student;
    session(id, student);
    const { path, isn: own } = captures.get(id)!;
    const to = edit === undefined ? path : edited(path, join(work, `${id}.cap`), edit, captures);
    const said = isn === "relative" ? "0" : isn === "wrong" ? String(own + 17) : String(own);
    handIn(id, to, { isn: said, mss: String(mss), ...(why === undefined ? {} : { why }) });
  }
  session("earlier", { stamps: true });
  mkdirSync(join(made.earlier, "graduate"), { recursive: true });
  copyFileSync(captures.get("earlier")!.path, join(made.earlier, "graduate", "session.pcap"));
  for (const { id, of, edit } of COPIED) {
    const { path, isn } = captures.get(of)!;
    const to = edited(path, join(work, `${id}.cap`), edit, captures);
    captures.set(id, { path: to, isn });
    handIn(id, to, of === "earlier" ? {} : { isn: String(isn), mss: String(MSS) });
  }
  return { ...made, count: HONEST.length + COPIED.length };
}

const RUBRIC = rubricText(
  [
    { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
    {
      ...{ id: "isn", type: "answer", kind: "integer", points: 2, fact: "handshake.syn.seq" },
      ...{ numbering: "either", relative_to: "handshake.syn.seq" },
      misconceptions: [{ id: "relative-number", credit: "50 %" }],
    },
    { id: "mss", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
  ],
  { handin: { capture: { name: "session.pcap", any_port: true }, answers: { name: "answers.yml" } } },
);

function edited(
  from: string,
  to: string,
  edit: readonly (readonly string[])[],
  captures: ReadonlyMap<string, { readonly path: string }>,
): string {
  for (const [program = "", ...args] of edit) {
    const filled = args.map((arg) =>
      arg.replace(/\{([\w-]+)\}/g, (_, name: string) =>
        name === "in" ? from : name === "out" ? to : captures.get(name)!.path,
      ),
    );
    if (program === "stretch") stretch(Number(filled[0]), filled[1]!, filled[2]!);
    else execFileSync(program, filled, { stdio: "ignore" });
  }
  return to;
}

/** Every time's distance from the first one, so many times as long: no program of Wireshark's does that. */
function stretch(factor: number, from: string, to: string): void {
  const bytes = readFileSync(from);
  const first = bytes.readUInt32LE(24) + bytes.readUInt32LE(28) / 1e6;
  for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
    const time = first + factor * (bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) / 1e6 - first);
    bytes.writeUInt32LE(Math.floor(time), at);
    bytes.writeUInt32LE(Math.floor((time % 1) * 1e6), at + 4);
  }
  writeFileSync(to, bytes);
}

/** mulberry32, seeded with a text. */
function random(seed: string): (below: number) => number {
  let state = 2_166_136_261;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 16_777_619);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function pictureOf(owner: string, number: number): Buffer {
  const roll = random(`picture ${owner} ${number}`);
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3, 240);
  for (let at = 0; at < 700; at++) pixels[roll(pixels.length)] = roll(256);
  return deflateSync(pixels);
}

/** The first picture is everybody's: the system's own background. */
function picturesOf(id: string, shows: Honest["shows"]): Buffer[] {
  return Array.from({ length: FRAMES }, (_, number) => {
    if (number === 0) return pictureOf("everybody", 0);
    if (shows === "lecture") return pictureOf("lecture", number);
    if (shows !== undefined && "allOf" in shows) return pictureOf(shows.allOf, number);
    if (shows !== undefined && "threeOf" in shows && number > 4) return pictureOf(shows.threeOf, number);
    return pictureOf(id, number);
  });
}

function sessionOf(id: string, { stamps, shows, lost }: Pick<Honest, "stamps" | "shows" | "lost">) {
  const roll = random(`session ${id}`);
  const isn = roll(2 ** 32);
  const scenario = new Scenario({
    ...{ client: `10.${roll(200)}.${roll(200)}.7:${40_000 + roll(20_000)}`, server: `10.${roll(200)}.1.9:9000` },
    ...{ clientIsn: isn, serverIsn: roll(2 ** 32), window: 400 + roll(60) },
    start: 1_770_000_000_000_000_000n + BigInt(roll(1_000_000)) * 1_000_000_000n + BigInt(roll(1_000_000)) * 1000n,
  });
  const { client, server } = scenario;
  client.ipId = 1 + roll(30_000);
  server.ipId = 1 + roll(30_000);
  const clocks = [roll(2 ** 31), roll(2 ** 31)] as const;
  const stamp = (own: 0 | 1) => {
    const milliseconds = Number((scenario.clock - scenario.start) / 1_000_000n);
    const [value, echo] = [clocks[own] + milliseconds, clocks[1 - own]! + milliseconds];
    return stamps ? ([{ kind: "timestamps", value, echo }] as const) : [];
  };
  const stamped = (own: 0 | 1) =>
    stamps ? { options: [{ kind: "nop" }, { kind: "nop" }, ...stamp(own)] as const } : {};
  const syn = (own: 0 | 1) =>
    [{ kind: "mss", value: MSS }, { kind: "sackPermitted" }, ...stamp(own), { kind: "windowScale", shift: 7 }] as const;
  client.syn({ options: syn(0) });
  scenario.wait(0.002 + roll(5000) / 1e6);
  server.synAck({ options: syn(1) });
  scenario.wait(0.0003);
  client.ack(stamped(0));
  for (const [number, zlib] of picturesOf(id, shows).entries()) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(zlib.length);
    const frame = Buffer.concat([Buffer.from([2]), length, zlib]);
    for (let at = 0; at < frame.length; at += 1400) {
      const payload = frame.subarray(at, at + 1400);
      scenario.wait(0.0002 + roll(300) / 1e6);
      const unseen = lost === true && number === 3 && at === 0;
      server.send(payload.length, { payload, ...stamped(1), ...(unseen ? { unseen } : {}) });
    }
    scenario.wait(0.001 + roll(2000) / 1e6);
    client.window = 380 + roll(80);
    client.ack(stamped(0));
    scenario.wait(0.4 + roll(100_000) / 1e6);
  }
  server.fin(stamped(1));
  scenario.wait(0.002);
  client.fin(stamped(0));
  scenario.wait(0.001);
  server.ack(stamped(1));
  return { bytes: pcapOf(scenario.segments), isn };
}
