/** Folders that are made for results. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolders } from "../../src/share/make-folders.ts";

describe("folders for results", () => {
  const base = mkdtempSync(join(tmpdir(), "sharelab-folders-"));

  it("are made with all above them, and may be there already", async () => {
    const deep = join(base, "a", "b", "c");
    await Promise.all([makeFolders(deep), makeFolders(deep)]);
    await makeFolders(deep);
    expect(existsSync(deep)).toBe(true);
  });

  it.skipIf(!existsSync("/proc/self"))("end with an error where none can be made, in place of never", async () => {
    await expect(makeFolders("/proc/none/of/these")).rejects.toMatchObject({ code: "ENOENT" });
    writeFileSync(join(base, "file"), "");
    await expect(makeFolders(join(base, "file", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});
