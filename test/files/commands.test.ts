/** `sharelab file` as programs: what they print and say, exit codes, Ctrl-C. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { endPrograms, type Program } from "../chat/support.ts";
import { requireTools } from "../support/tools.ts";
import { scratch, scriptedServer, sha256, startServer, until, type RunningServer } from "./peers.ts";
import { file, PROGRAM } from "./programs.ts";

const CONTENT = randomBytes(300_000);
const HASH = sha256(CONTENT);

let server: RunningServer | null = null;
afterEach(async () => {
  endPrograms();
  await server?.stop();
  server = null;
});

async function serving(): Promise<string> {
  server = await startServer({ "a.bin": CONTENT });
  return String(server.port);
}

/** The cursor is moved for a status that is drawn again and again; a log has no use for it. */
function expectPlain({ stderr }: Program): void {
  // eslint-disable-next-line no-control-regex
  expect(stderr).not.toMatch(/[\x1b\r]/);
}

describe("sharelab file get", () => {
  it("gets a file, prints its digest as sha256sum does, and says nothing meanwhile in a pipe", async () => {
    const port = await serving();
    const to = join(scratch(), "b.bin");
    const get = file("get", "a.bin", "--port", port, "-o", to);
    expect(await get.code).toBe(0);
    expect(get.stdout).toBe(`${HASH}  ${to}\n`);
    expect(get.stderr).toMatch(/^sharelab: got a\.bin: 300,000 bytes in [\d.]+ s, .+\/s\n/);
    expectPlain(get);
    expect(readFileSync(to).equals(CONTENT)).toBe(true);
  });

  it("-o -: the bytes and nothing else on standard output; the digest beside them", async () => {
    server = await startServer({ "a.txt": "only this\n" });
    const get = file("get", "a.txt", "--port", String(server.port), "-o", "-");
    expect(await get.code).toBe(0);
    expect(get.stdout).toBe("only this\n");
    expect(get.stderr).toContain(`SHA-256 ${sha256(Buffer.from("only this\n"))}`);
  });

  it("never replaces a file unasked, nor leaves anything of one that isn't there", async () => {
    const port = await serving();
    const folder = scratch();
    const to = join(folder, "b.bin");
    writeFileSync(to, "mine");
    const kept = file("get", "a.bin", "--port", port, "-o", to);
    expect(await kept.code).toBe(2);
    expect(kept.stderr).toContain(`${to} is there already.\n  Say another --output, or replace it with --overwrite.`);
    expect(readFileSync(to, "utf8")).toBe("mine");
    const replaced = file("get", "a.bin", "--port", port, "-o", to, "--overwrite");
    expect(await replaced.code).toBe(0);
    expect(readFileSync(to).equals(CONTENT)).toBe(true);
    const missing = file("get", "none.bin", "--port", port, "-o", join(folder, "c.bin"));
    expect(await missing.code).toBe(3);
    expect(missing.stderr).toContain("The server has no file none.bin.\n  Check the name");
    expect(missing.stdout).toBe("");
    expect(readdirSync(folder)).toEqual(["b.bin"]);
  });

  it("says what to do where nobody listens, where a name won't do here, and where more comes than is wanted", async () => {
    const port = await serving();
    const free = await scriptedServer(() => undefined);
    free.close();
    const nobody = file("get", "a.bin", "--port", String(free.port), "-o", join(scratch(), "a"));
    expect(await nobody.code).toBe(3);
    expect(nobody.stderr).toContain("start the server first (file serve), and check host and port.");
    const path = file("get", "../a.bin", "--port", port);
    expect(await path.code).toBe(2);
    expect(path.stderr).toContain("it is a path");
    const folder = scratch();
    const large = file("get", "a.bin", "--port", port, "--max-bytes", "1k", "-o", join(folder, "a"));
    expect(await large.code).toBe(3);
    expect(large.stderr).toContain("It is larger than 1000 bytes.\n  Raise --max-bytes.");
    expect(existsSync(join(folder, "a"))).toBe(false);
  });

  it("keeps on Ctrl-C what has come, under its temporary name", async () => {
    const slow = await scriptedServer(async (socket) => {
      socket.resume().write("file-exists");
      while (!socket.destroyed) {
        socket.write(Buffer.alloc(1000));
        await sleep(20);
      }
    });
    const folder = scratch();
    const get = file("get", "a.bin", "--port", String(slow.port), "-o", join(folder, "a.bin"));
    await until(() => readdirSync(folder).length > 0, "some has come");
    get.child.kill("SIGINT");
    expect(await get.code).toBe(130);
    expect(get.stderr).toMatch(/Interrupted after \d+ bytes\.\n {2}What came is kept as a\.bin\.part\./);
    expect(readdirSync(folder)).toEqual(["a.bin.part"]);
    slow.close();
  });
});

describe("sharelab file put", () => {
  it("sends a file, by another name if asked, and says what the server has stored", async () => {
    const port = await serving();
    const from = join(scratch(), "b.bin");
    writeFileSync(from, CONTENT);
    const put = file("put", from, "--port", port, "--as", "c.bin");
    expect(await put.code).toBe(0);
    expect(put.stdout).toBe(`${HASH}  ${from}\n`);
    expect(put.stderr).toContain("the server has stored it, with the same SHA-256");
    expectPlain(put);
    expect(readFileSync(join(server!.shared, "c.bin")).equals(CONTENT)).toBe(true);
  });

  it("says why the server refuses, and what can't be read here", async () => {
    const port = await serving();
    const from = join(scratch(), "a.bin");
    writeFileSync(from, CONTENT);
    const there = file("put", from, "--port", port);
    expect(await there.code).toBe(3);
    expect(there.stderr).toMatch(/The server refuses a\.bin: .*is there already/s);
    const missing = file("put", `${from}.none`, "--port", port);
    expect(await missing.code).toBe(3);
    expect(missing.stderr).toContain("The file can't be read: ENOENT");
    const folder = file("put", scratch(), "--port", port);
    expect(await folder.code).toBe(3);
    expect(folder.stderr).toContain("is no file.\n  Pack a folder into one file first.");
  });
});

describe("sharelab file serve", () => {
  it("says who can reach it and what happens, and ends in order on Ctrl-C", async () => {
    const folder = join(scratch(), "shared");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.bin"), CONTENT);
    const serve = file("serve", folder, "--port", "0");
    await serve.says("to get a file:");
    const port = / port (\d+)\n/.exec(serve.stderr)![1]!;
    expect(await file("get", "a.bin", "--port", port, "-o", join(scratch(), "a")).code).toBe(0);
    await serve.says(/got a\.bin:\s+300,000 bytes/);
    serve.child.kill("SIGINT");
    expect(await serve.code).toBe(130);
    expect(serve.stdout).toBe("");
    expect(serve.stderr).toContain("programs of this machine can read its files\n");
    expect(serve.stderr).toContain(`SHA-256 ${HASH}\n`);
    expect(serve.stderr).toMatch(/1 file sent, 0 received\n {2}300,000 bytes out, 0 bytes in\n$/);
    expectPlain(serve);
  });

  it("does not start with options that go against each other, without its folder, or on a port that is taken", async () => {
    const port = await serving();
    for (const [option, ...value] of [["--overwrite"], ["--max-bytes", "5M"], ["--keep-free", "1G"]] as const) {
      const usage = file("serve", scratch(), "--port", "0", option, ...value);
      expect(await usage.code).toBe(2);
      expect(usage.stderr).toContain(`${option} is about files that clients send.\n  Use it with --write.`);
    }
    expect(await file("serve", join(scratch(), "none"), "--port", "0").code).toBe(3);
    const taken = file("serve", scratch(), "--port", port);
    expect(await taken.code).not.toBe(0);
    expect(taken.stderr).toContain(`port ${port}`);
    expect(taken.stderr).not.toContain("    at ");
  });
});

describe.skipIf(!requireTools("tmux"))("on a terminal of 80 columns", () => {
  it("get shows how far it is in one line, and Ctrl-C ends it", async () => {
    const slow = await scriptedServer(async (socket) => {
      socket.resume().write("file-exists");
      while (!socket.destroyed) {
        socket.write(Buffer.alloc(1000));
        await sleep(20);
      }
    });
    const name = `sharelab-files-${process.pid}`;
    const tmux = (...args: string[]): string => execFileSync("tmux", ["-L", name, ...args], { encoding: "utf8" });
    const command = `${process.execPath} --import tsx ${PROGRAM} file get ${"long-name-".repeat(7)}.bin`;
    const shell = `trap : INT; env LC_ALL=C.UTF-8 ${command} --port ${slow.port} -o ${join(scratch(), "a.bin")}; echo code $?; sleep 600`;
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", shell);
    try {
      const screen = (): string => tmux("capture-pane", "-p").trimEnd();
      await until(() => /^long-name-\S*: [\d.]+ kB, [\d.]+ k?B\/s$/m.test(screen()), "it shows how far it is");
      expect(screen().split("\n")).toHaveLength(1);
      tmux("send-keys", "C-c");
      await until(() => screen().includes("code 130"), "it has ended");
      expect(screen()).toContain("Interrupted after");
    } finally {
      tmux("kill-server");
      slow.close();
    }
  });
});
