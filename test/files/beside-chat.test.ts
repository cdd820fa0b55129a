/** Files on a chat's port: `chat serve --files`, with Python programs and with ours. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chat, endPrograms, RawClient, type Program } from "../chat/support.ts";
import { requireTools } from "../support/tools.ts";
import { ask, python, scratch, sha256 } from "./peers.ts";
import { file } from "./programs.ts";

const GREETING = "Hello! Write your name, and press Enter.";
const BIG = randomBytes(2_500_000);

interface Serving {
  readonly program: Program;
  readonly folder: string;
  readonly port: number;
}

async function serving(...args: readonly string[]): Promise<Serving> {
  const folder = join(scratch(), "shared");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.bin"), BIG);
  const program = chat("serve", "--port", "0", "--files", folder, ...args);
  await program.says("to get a file:");
  return { program, folder, port: Number(/listening on \S+ port (\d+)\n/.exec(program.stderr)![1]) };
}

afterEach(endPrograms);

describe("files on a chat's port", () => {
  it("come behind the greeting, while people chat, and the chat hears nothing of it", async () => {
    const { program, port } = await serving();
    const alice = await RawClient.open(port, "Alice");
    const { bytes, end } = await ask(port, "getFilea.bin");
    expect(end).toBe("fin");
    expect(bytes.equals(Buffer.concat([Buffer.from(`${GREETING}file-exists`), BIG]))).toBe(true);
    expect((await ask(port, "getFileb.bin")).bytes.toString()).toBe(`${GREETING}file-doesn't-exist`);
    expect((await ask(port, "sendFilec.bin")).bytes.toString()).toContain("file-refused");
    await alice.say("still here");
    expect(alice.text).not.toContain("a.bin");
    await program.says(/got a\.bin:\s+2,500,000 bytes/);
    await program.says(/did not get b\.bin/);
    program.child.kill("SIGINT");
    expect(await program.code).toBe(130);
    expect(program.stderr).toContain("1 person, 1 message\n");
    expect(program.stderr).toContain("1 file sent, 0 received, 2 declined\n");
    expect(program.stderr).not.toContain("something else");
  });

  it.each(["g", "send", "getfile", "get File"])("somebody called %s is somebody, and no request", async (name) => {
    const { port } = await serving();
    const one = await RawClient.open(port, name);
    expect(one.text).toContain(`Welcome, ${name}!`);
  });

  it("are got and put by our programs, which show the greeting", async () => {
    const { program, folder, port } = await serving("--write");
    const to = join(scratch(), "got.bin");
    const get = file("get", "a.bin", "--port", String(port), "-o", to);
    expect(await get.code).toBe(0);
    expect(get.stderr).toContain(`the server says: ${GREETING}`);
    expect(readFileSync(to).equals(BIG)).toBe(true);
    const put = file("put", to, "--port", String(port), "--as", "c.bin");
    expect(await put.code).toBe(0);
    expect(put.stderr).toContain("the server has stored it, with the same SHA-256");
    expect(readFileSync(join(folder, "c.bin")).equals(BIG)).toBe(true);
    await program.says(/sent c\.bin:\s+2,500,000 bytes/);
  });

  it("that are half sent when the chat is ended don't hold it up", async () => {
    const { program, port } = await serving("--write");
    const one = await RawClient.open(port);
    await one.sees("Enter.");
    one.send("sendFilehalf.bin");
    await new Promise((resolve) => setTimeout(resolve, 500));
    one.send(Buffer.alloc(1000));
    program.child.kill("SIGTERM");
    expect(await program.code).toBe(130);
  });

  it("need a folder: options without one, and a folder that is none", async () => {
    const none = chat("serve", "--port", "0", "--write");
    expect(await none.code).toBe(2);
    expect(none.stderr).toContain("Say which folder to serve: --files.");
    const missing = chat("serve", "--port", "0", "--files", join(scratch(), "missing"));
    expect(await missing.code).toBe(3);
    expect(missing.stderr).not.toContain("listening");
  });

  describe.skipIf(!requireTools("python3"))("with a Python program on the chat's connection", () => {
    it("which has read the greeting, and has the word alone in its next recv()", async () => {
      const { port } = await serving();
      const to = join(scratch(), "got");
      const args = ["get", "--port", String(port), "--greeted", "--exact"];
      expect(await python([...args, "a.bin", to])).toMatchObject({
        code: 0,
        lines: [{ greeting: GREETING }, { bytes: BIG.length, sha256: sha256(BIG) }],
      });
      expect(await python([...args, "b.bin", to])).toMatchObject({
        code: 1,
        lines: [{ greeting: GREETING }, { answer: "file-doesn't-exist" }],
      });
    });

    it("which sends a file", async () => {
      const { program, folder, port } = await serving("--write");
      const from = join(scratch(), "sent");
      writeFileSync(from, BIG);
      const args = ["put", "--port", String(port), "--greeted", "--pause", "0.5", "b.bin", from];
      expect(await python(args)).toMatchObject({ code: 0 });
      await program.says(/sent b\.bin:\s+2,500,000 bytes/);
      expect(readFileSync(join(folder, "b.bin")).equals(BIG)).toBe(true);
    });
  });
});
