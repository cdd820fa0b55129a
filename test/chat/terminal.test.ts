/** `sharelab chat` on a real terminal (tmux): what is on the screen while people type. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireTools } from "../support/tools.ts";
import { RawClient, startServer, until, type RunningServer } from "./support.ts";

const PROGRAM = `${process.execPath} --import tsx ${fileURLToPath(new URL("program.ts", import.meta.url))}`;
const COLUMNS = 80;

class Screen {
  static #count = 0;
  /** A tmux server of its own. */
  readonly #name = `sharelab-chat-${process.pid}-${Screen.#count++}`;

  constructor(command: string) {
    const shell = `env -u NO_COLOR LC_ALL=C.UTF-8 ${command}; echo code $?; sleep 600`;
    this.#tmux("-f", "/dev/null", "new-session", "-d", "-x", String(COLUMNS), "-y", "24", shell);
  }

  /** Its lines, without those that are empty at the end. */
  lines(...options: readonly string[]): string[] {
    return this.#tmux("capture-pane", "-p", ...options)
      .trimEnd()
      .split("\n");
  }

  /** Sends keys by tmux's names, or text. */
  key(name: string): void {
    this.#tmux("send-keys", name);
  }

  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  async shows(...last: readonly string[]): Promise<void> {
    await until(
      () => this.lines().slice(-last.length).join("\n") === last.join("\n"),
      () => `${last.join("\n")}\n--- but:\n${this.lines().join("\n")}`,
    );
  }

  close(): void {
    this.#tmux("kill-server");
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#name, ...args], { encoding: "utf8" });
  }
}

describe.skipIf(!requireTools("tmux"))("chat join on a terminal", () => {
  let running: RunningServer;
  let bob: RawClient;
  let screen: Screen;

  beforeEach(async () => {
    running = await startServer();
    bob = await RawClient.open(running.port, "Bob");
    screen = new Screen(`${PROGRAM} chat join Alice --port ${running.port}`);
    await bob.sees("Alice has joined");
    await screen.shows("Welcome, Alice! Write {quit} to leave.", "Alice>");
  });
  afterEach(async () => {
    screen.close();
    bob.close();
    await running.server.close();
  });

  it("what comes is shown above what is being typed, which goes on unharmed", async () => {
    screen.type("half a sentence");
    await screen.shows("Alice> half a sentence");
    await bob.say("hello", "are you there?");
    await screen.shows("Bob: hello", "Bob: are you there?", "Alice> half a sentence");
    screen.type(", and the rest");
    screen.key("Enter");
    await bob.sees("Alice: half a sentence, and the rest");
    await screen.shows("Bob: are you there?", "Alice: half a sentence, and the rest", "Alice>");
  });

  it("the same with a line that is longer than the terminal, with wide letters, and the cursor inside it", async () => {
    const typed = `${"日本".repeat(25)} and a lot of words that go on beyond the end of the row`;
    screen.type(typed);
    const row = `Alice> ${typed}`;
    await until(
      () => screen.lines("-J").at(-1) === row,
      () => screen.lines("-J").join("\n"),
    );
    screen.key("Home");
    screen.type("X");
    for (const text of ["one", "two", "three"]) {
      await bob.say(text);
      await until(
        () => screen.lines("-J").slice(-2).join("\n") === `Bob: ${text}\nAlice> X${typed}`,
        () => screen.lines("-J").join("\n"),
      );
    }
    screen.type("Y");
    screen.key("Enter");
    await bob.sees(`Alice: XY${typed}`);
    await until(
      () => screen.lines("-J").slice(-3).join("\n") === `Bob: three\nAlice: XY${typed}\nAlice>`,
      () => screen.lines("-J").join("\n"),
    );
  });

  it("takes what is pasted at the cursor, over the end of a row too", async () => {
    screen.type("tY");
    screen.key("Home");
    await screen.shows("Alice> tY");
    screen.type("abc\tdef");
    await screen.shows("Alice> abc      deftY");
    screen.key("Enter");
    await bob.sees("Alice: abc deftY");
    const long = "I am typing something that is long and goes beyond the width of a terminal of 80 columns";
    screen.type(long);
    await until(
      () => screen.lines("-J").at(-1) === `Alice> ${long}`,
      () => screen.lines("-J").join("\n"),
    );
    const before = screen.lines("-J").length;
    await bob.say("hello");
    await until(
      () => screen.lines("-J").slice(-2).join("\n") === `Bob: hello\nAlice> ${long}`,
      () => screen.lines("-J").join("\n"),
    );
    expect(screen.lines("-J").length).toBe(before + 1);
    screen.key("C-a");
    screen.key("C-k");
    await screen.shows("Bob: hello", "Alice>");
  });

  it("has a history, completes names, and ends with {quit}", async () => {
    for (const text of ["first", "second"]) {
      screen.type(text);
      screen.key("Enter");
      await bob.sees(`Alice: ${text}`);
    }
    await screen.shows("Alice: second", "Alice>");
    screen.key("Up");
    screen.key("Up");
    await screen.shows("Alice> first");
    screen.key("C-u");
    await bob.say("well");
    screen.type("hi Bo");
    screen.key("Tab");
    await screen.shows("Alice> hi Bob");
    screen.key("C-u");
    screen.type("{quit}");
    screen.key("Enter");
    await bob.sees("Alice has left the chat.");
    await screen.shows("Bob: well", "code 0");
  });

  it.each([
    ["C-d", "code 0"],
    ["C-c", "code 130"],
  ])("%s leaves in order, and nothing half typed stays", async (key, code) => {
    if (key === "C-c") screen.type("half a");
    await screen.shows(key === "C-c" ? "Alice> half a" : "Alice>");
    screen.key(key);
    await bob.sees("Alice has left the chat.");
    await screen.shows("Welcome, Alice! Write {quit} to leave.", code);
    expect(running.events.at(-1)).toMatchObject({ kind: "left", how: "quit" });
  });

  it("shows names in a colour of their own, and nothing that could steer the terminal", async () => {
    await bob.say("hello");
    bob.send("\x1b[2J\x1b]0;title\x07");
    await screen.shows("Bob: hello", "Bob: \\x1b[2J\\x1b]0;title\\x07", "Alice>");
    const coloured = screen.lines("-e").find((line) => line.includes("hello"));
    expect(coloured).toContain("mBob\x1b[39m: hello");
  });

  it("says that the server has ended", async () => {
    await running.server.close();
    await screen.shows("The server is closing. Bye!", "sharelab: the server has ended the chat", "code 0");
  });
});
