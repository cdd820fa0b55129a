/** `sharelab room` as a program: what it says, and how it ends. */
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { endPrograms, Program } from "../chat/support.ts";
import { freePorts, temporaryFolder, type Ports } from "./rooms.ts";

const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));

function room(...args: readonly string[]): Program {
  return new Program(process.execPath, ["--import", "tsx", PROGRAM, "room", "--no-open", ...args]);
}

const sources = ["--source", "pattern", "--size", "320x200", "--video-source", "pattern"];
const hostPorts = ({ screen, chat, hostVideo, guestVideo }: Ports): string[] =>
  `--screen-port ${screen} --chat-port ${chat} --video-port ${hostVideo} --peer-video-port ${guestVideo}`.split(" ");
const guestPorts = ({ screen, chat, hostVideo, guestVideo }: Ports): string[] =>
  `--screen-port ${screen} --chat-port ${chat} --video-port ${guestVideo} --peer-video-port ${hostVideo}`.split(" ");

describe("sharelab room", () => {
  afterEach(endPrograms);

  it("hosts a room and joins it; says where it is, who is there, and how it was", async () => {
    const ports = await freePorts();
    const host = room(...sources, ...hostPorts(ports), "--name", "Ada", "--files", temporaryFolder());
    await host.says("the page: http://127.0.0.1:");
    await host.says(`the room is on 127.0.0.1: screen port ${ports.screen}, video port ${ports.hostVideo}, chat port`);
    await host.says(`to join: sharelab room 127.0.0.1 --size 320x200 --screen-port ${ports.screen}`);
    expect(host.stderr).not.toContain("who can come"); // this machine only
    const guest = room(
      "127.0.0.1",
      "--size",
      "320x200",
      "--video-source",
      "pattern",
      ...guestPorts(ports),
      "--name",
      "Ben",
    );
    await guest.says(/your pictures are on 127\.0\.0\.1 port \d+; only 127\.0\.0\.1 is let in/);
    await host.says("chat: Ben has joined from 127.0.0.1");
    await guest.says("chat: you are there as Ben");
    await guest.says(/screen: connected to 127\.0\.0\.1 port/);
    await host.says(/video: connected to 127\.0\.0\.1 port/);
    guest.child.kill("SIGINT");
    expect(await guest.code).toBe(130);
    expect(guest.stderr).toMatch(
      /the room has ended; screen: \d+ frames came; video: \d+ frames came; \d+ sent; files: 0/,
    );
    await host.says("chat: Ben has left (1 person)");
    host.child.kill("SIGTERM");
    expect(await host.code).toBe(130);
    expect(host.stderr).toMatch(/the room has ended; screen: .*; chat: 2 joined, 0 messages; files: 0 whole, 0 not\n$/);
  });

  it("says who can come when others can, and goes on without a camera", async () => {
    const ports = await freePorts();
    const camera = ["--video-source", "webcam"];
    const host = room("--host", "0.0.0.0", "--allow", "192.0.2.0/24", "--no-screen", ...camera, ...hostPorts(ports));
    await host.says("who can come: 192.0.2.0/24");
    await host.says("there is no password and no encryption");
    await host.says(/chat: you are there as /); // although 127.0.0.1 is not allowed to others
    host.child.kill("SIGINT");
    expect(await host.code).toBe(130);
  });

  it.each([
    ["--source of a guest", ["127.0.0.1", "--source", "pattern"], "--source and --files are for the host"],
    ["--read-only alone", ["--read-only"], "Use it with --files."],
    ["files without the chat", ["--no-chat", "--files", "."], "Files come over the chat."],
    [
      "a name that no chat takes",
      ["--no-screen", "--no-video", "--chat-port", "0", "--name", "getFile"],
      "No name begins",
    ],
  ])("wrong usage ends with 2: %s", async (_, args, words) => {
    const wrong = room(...args);
    expect(await wrong.code).toBe(2);
    expect(wrong.stderr).toContain(words);
  });

  it.each([
    ["no such folder", ["--no-screen", "--no-video", "--files", "/nowhere/at/all"], "[FILE_READ_FAILED]"],
    ["no such host", ["nowhere.invalid"], "[VIEW_CONNECT_FAILED]"],
  ])("bad input ends with 3: %s", async (_, args, words) => {
    const bad = room(...args);
    expect(await bad.code).toBe(3);
    expect(bad.stderr).toContain(words);
  });
});
