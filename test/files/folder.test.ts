/** Only regular files directly in the folder can be opened, whatever else has their names, or gets them meanwhile. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, writeFileSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { FileExistsError, FileReadError } from "../../src/share/errors.ts";
import { Folder, Unavailable } from "../../src/share/files/folder.ts";
import { PartialFile } from "../../src/share/files/partial-file.ts";
import { requireTools } from "../support/tools.ts";
import { scratch } from "./peers.ts";

async function opened(folder: Folder, name: string): Promise<string | Unavailable> {
  const file = await folder.openFile(name);
  if (file instanceof Unavailable) return file;
  try {
    return await file.handle.readFile("utf8");
  } finally {
    await file.handle.close();
  }
}

function made(): { outside: string; shared: string } {
  const outside = scratch();
  const shared = join(outside, "shared");
  mkdirSync(join(shared, "folder"), { recursive: true });
  writeFileSync(join(outside, "secret.txt"), "secret");
  writeFileSync(join(shared, "notes.txt"), "notes");
  symlinkSync("../secret.txt", join(shared, "link-out.txt"));
  symlinkSync("notes.txt", join(shared, "link-in.txt"));
  symlinkSync("..", join(shared, "link-folder"));
  return { outside, shared };
}

describe("opening a file of the folder", () => {
  it("a regular one; no link, wherever it leads, no folder, nothing that is not there", async () => {
    const folder = await Folder.open(made().shared);
    expect(await opened(folder, "notes.txt")).toBe("notes");
    const why = (name: string): Promise<unknown> => opened(folder, name);
    expect(await why("link-out.txt")).toMatchObject({ why: "is a symbolic link" });
    expect(await why("link-in.txt")).toMatchObject({ why: "is a symbolic link" });
    expect(await why("link-folder")).toMatchObject({ why: "is a symbolic link" });
    expect(await why("folder")).toMatchObject({ why: "is a folder" });
    expect(await why("nothing")).toMatchObject({ why: "does not exist" });
    await folder.close();
  });

  it.skipIf(!requireTools("mkfifo"))("no FIFO, without waiting for its other end", async () => {
    const { shared } = made();
    execFileSync("mkfifo", [join(shared, "fifo")]);
    const folder = await Folder.open(shared);
    expect(await opened(folder, "fifo")).toMatchObject({ why: "is no regular file" });
    await folder.close();
  });

  it("a link that is put in a file's place again and again is never followed", async () => {
    const { shared } = made();
    const folder = await Folder.open(shared);
    const swapper = new Worker(SWAPPER, { eval: true, workerData: shared });
    const seen = new Set<string>();
    await new Promise((resolve) => swapper.once("message", resolve));
    for (let n = 0; n < 3000; n++) {
      const found = await opened(folder, "swapped.txt");
      seen.add(found instanceof Unavailable ? found.why : found);
    }
    await swapper.terminate();
    await folder.close();
    expect([...seen]).not.toContain("secret");
    expect([...seen]).toContain("inside");
  });

  it.runIf(process.platform === "linux")(
    "another folder, or a link, in the folder's place is not looked into",
    async () => {
      const { outside, shared } = made();
      const folder = await Folder.open(shared);
      renameSync(shared, join(outside, "moved"));
      writeFileSync(join(outside, "notes.txt"), "from elsewhere");
      symlinkSync(".", shared);
      expect(await opened(folder, "notes.txt")).toBe("notes");
      const file = await PartialFile.create(folder, "new.txt", false);
      await file.write(Buffer.from("new"));
      await file.finish();
      expect(readFileSync(join(outside, "moved", "new.txt"), "utf8")).toBe("new");
      await folder.close();
    },
  );

  it("a folder that is none says so", async () => {
    const { outside } = made();
    await expect(Folder.open(join(outside, "secret.txt"))).rejects.toThrow(FileReadError);
    await expect(Folder.open(join(outside, "nothing"))).rejects.toMatchObject({ code: "FILE_READ_FAILED" });
  });
});

/** rename() puts either in place at once, so that there is always one of them. */
const SWAPPER = `
  const { workerData: folder, parentPort } = require("node:worker_threads");
  const fs = require("node:fs");
  fs.writeFileSync(folder + "/swapped.txt", "inside");
  parentPort.postMessage("begun");
  for (;;) {
    fs.symlinkSync("../secret.txt", folder + "/.swap");
    fs.renameSync(folder + "/.swap", folder + "/swapped.txt");
    fs.writeFileSync(folder + "/.swap", "inside");
    fs.renameSync(folder + "/.swap", folder + "/swapped.txt");
  }`;

describe("a file that is written", () => {
  it("has a temporary name until it is whole, and another one where that is taken", async () => {
    const { shared } = made();
    const folder = await Folder.open(shared);
    const first = await PartialFile.create(folder, "a.txt", false);
    const second = await PartialFile.create(folder, "a.txt", false);
    expect([first.partialName, second.partialName]).toEqual(["a.txt.part", "a.txt.part2"]);
    await first.write(Buffer.from("first"));
    await second.write(Buffer.from("second"));
    await first.finish();
    expect(readFileSync(join(shared, "a.txt"), "utf8")).toBe("first");
    await expect(second.finish()).rejects.toThrow(FileExistsError);
    expect(readFileSync(join(shared, "a.txt"), "utf8")).toBe("first");
    expect(await second.leave()).toBe("a.txt.part2");
    await folder.close();
  });

  it("replaces one only if asked to, never a folder; and a link itself, not what it leads to", async () => {
    const { outside, shared } = made();
    const folder = await Folder.open(shared);
    await expect(PartialFile.create(folder, "notes.txt", false)).rejects.toThrow(FileExistsError);
    await expect(PartialFile.create(folder, "link-out.txt", true)).rejects.toThrow(FileExistsError);
    await expect(PartialFile.create(folder, "folder", true)).rejects.toThrow(FileExistsError);
    const file = await PartialFile.create(folder, "notes.txt", true);
    await file.write(Buffer.from("replaced"));
    rmSync(join(shared, "notes.txt"));
    symlinkSync("../secret.txt", join(shared, "notes.txt"));
    await file.finish();
    expect(readFileSync(join(shared, "notes.txt"), "utf8")).toBe("replaced");
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
    await folder.close();
  });

  it("goes through no link that has the temporary name, not even one that leads nowhere", async () => {
    const { outside, shared } = made();
    symlinkSync("../secret.txt", join(shared, "b.txt.part"));
    symlinkSync("../nothing.txt", join(shared, "b.txt.part2"));
    const folder = await Folder.open(shared);
    const file = await PartialFile.create(folder, "b.txt", false);
    expect(file.partialName).toBe("b.txt.part3");
    symlinkSync("../nothing.txt", join(shared, "b.txt"));
    await file.write(Buffer.from("x"));
    await expect(file.finish()).rejects.toThrow(FileExistsError);
    await file.leave();
    expect(readdirSync(outside).sort()).toEqual(["secret.txt", "shared"]);
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
    await folder.close();
  });

  it("leaves nothing behind when nothing came", async () => {
    const { shared } = made();
    const folder = await Folder.open(shared);
    const file = await PartialFile.create(folder, "c.txt", false);
    expect(await file.leave()).toBeNull();
    expect(readdirSync(shared)).not.toContain("c.txt.part");
    await folder.close();
  });
});
