/** `sharelab chat` as programs: what they say, pipes, exit codes. */
import { afterEach, describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { chat, endPrograms, pythonServer, startServer, type Program } from "./support.ts";

afterEach(endPrograms);

async function serving(...args: readonly string[]): Promise<{ program: Program; port: string }> {
  const program = chat("serve", "--port", "0", ...args);
  await program.says("to join:");
  return { program, port: / port (\d+)\n/.exec(program.stderr)![1]! };
}

describe("sharelab chat in pipes", () => {
  it("says each line, prints what comes, and leaves after the last", async () => {
    const { program, port } = await serving();
    const bob = chat("join", "Bob", "--port", port);
    await bob.prints("Welcome, Bob!");
    const alice = chat("join", "Alice", "--port", port);
    alice.child.stdin!.end("hello, Bob\n\n  \nnaïve 日本語 👍\nbye");
    expect(await alice.code).toBe(0);
    expect(alice.stdout).toBe(
      [
        "Hello! Write your name, and press Enter.",
        "Welcome, Alice! Write {quit} to leave.",
        ...["Alice: hello, Bob", "Alice: naïve 日本語 👍", "Alice: bye", ""],
      ].join("\n"),
    );
    expect(alice.stderr).toBe(`sharelab: connected to 127.0.0.1 port ${port}\n`);
    await bob.prints("Alice: bye\nAlice has left the chat.\n");
    program.child.kill("SIGINT");
    expect(await program.code).toBe(130);
    expect(await bob.code).toBe(0);
    expect(bob.stdout).toMatch(/The server is closing\. Bye!\n$/);
    expect(bob.stderr).toContain("the server has ended the chat");
    expect(program.stderr).toContain("Alice has joined from 127.0.0.1 port ");
    expect(program.stderr).toContain("Alice has left (1 person)\n");
    expect(program.stderr).toMatch(/\nsharelab: 2 people, 3 messages\n$/);
    expect(program.stdout).toBe("");
  });

  it("takes the first line for the name where none is given, and says what it has become", async () => {
    const { server, port } = await startServer();
    const one = chat("join", "--port", String(port));
    one.type("Bob");
    await one.prints("Welcome, Bob!");
    const two = chat("join", "--port", String(port), "--color", "always");
    two.child.stdin!.end("Bob\nhi\n");
    expect(await two.code).toBe(0);
    expect(two.stdout).toContain("Bob is taken, so your name is Bob (2).");
    expect(two.stdout).toContain("mBob (2)\x1b[39m: hi\n");
    one.child.stdin!.end();
    expect(await one.code).toBe(0);
    await server.close();
  });

  it("leaves in order on Ctrl-C", async () => {
    const { server, port, events } = await startServer();
    const bob = chat("join", "Bob", "--port", String(port));
    await bob.prints("Welcome");
    bob.child.kill("SIGINT");
    expect(await bob.code).toBe(130);
    expect(events.at(-1)).toMatchObject({ kind: "left", how: "quit" });
    await server.close();
  });

  it.skipIf(!requireTools("python3"))("works with the Python server, and says when it is gone", async () => {
    const { program, port } = await pythonServer();
    const bob = chat("join", "Bob", "--port", String(port));
    bob.type("hi");
    await bob.prints("Bob: hi\n");
    program.child.kill("SIGKILL");
    const code = await bob.code;
    if (code === 0) expect(bob.stderr).toContain("the server has ended the chat");
    else expect([code, bob.stderr]).toEqual([3, expect.stringContaining("[CHAT_CONNECTION_LOST]")]);
  });

  it("ends without a word when its reader leaves", async () => {
    const { server, port } = await startServer();
    const bob = chat("join", "Bob", "--port", String(port));
    await bob.prints("Welcome");
    bob.child.stdout!.destroy();
    for (const text of ["one", "two", "three"]) bob.type(text);
    expect(await bob.code).toBe(0);
    expect(bob.stderr).not.toContain("rror");
    await server.close();
  });
});

describe("sharelab chat, when it can't", () => {
  it.each([
    [["serve", "--port", "70000"], 2, "from 0 to 65535"],
    [["serve", "--max-clients", "0"], 2, "from 1"],
    [["serve", "--port", "0", "--max-files", "5"], 2, "--max-files is about files that clients send."],
    [["serve", "--port", "0", "--allow", "everybody"], 2, "[SHARE_BAD_OPTION]"],
    [["serve", "--host", "192.0.2.1", "--port", "0"], 3, "[SHARE_LISTEN_FAILED]"],
    [["join", "Bob", "--port", "0"], 2, "from 1 to 65535"],
    [["join", "getFileBob", "--port", "1"], 2, "No name begins with getFile"],
    [["join", "Bob", "--port", "1"], 3, "[CHAT_CONNECT_FAILED]"],
    [["join", "Bob", "--color", "sometimes"], 2, "auto, always, never"],
  ] as const)("%j", async (args, code, words) => {
    const program = chat(...args);
    program.child.stdin!.end();
    expect(await program.code).toBe(code);
    expect(program.stderr).toContain(words);
    expect(program.stderr).not.toContain("    at ");
    expect(program.stdout).toBe("");
  });

  it("says who can join when it is not this machine only", async () => {
    const { program } = await serving("--host", "0.0.0.0");
    expect(program.stderr).toContain("who can join: everybody who can reach this machine\n");
    expect(program.stderr).toContain("no password and no encryption");
    program.child.kill("SIGTERM");
    expect(await program.code).toBe(130);
  });
});
