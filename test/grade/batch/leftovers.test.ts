/** A folder that is graded into again holds what its last run wrote, what people put there, and nothing else. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeLeftovers } from "../../../src/lab/grade/batch/leftovers.ts";
import {
  MANIFEST_SCHEMA,
  readManifests,
  writeManifest,
  type Manifest,
} from "../../../src/lab/grade/batch/parts/manifest.ts";
import type { Shard } from "../../../src/lab/grade/batch/shard.ts";
import { sharelab } from "../../support/cli.ts";
import { capture } from "../../support/fixtures.ts";
import { rubricText } from "../grading.ts";

const root = mkdtempSync(join(tmpdir(), "sharelab-leftovers-"));
let count = 0;
const fresh = (): string => join(root, `out${count++}`);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(out: string, ...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), "x");
  }
}

/** Paths of all files below. */
function files(out: string): string[] {
  return readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(out, path)).isFile())
    .sort();
}

describe("a class that is graded again into the same folder", () => {
  const [folder, rubric] = [join(root, "class"), join(root, "lab.yaml")];

  beforeAll(() => {
    writeFileSync(rubric, rubricText([{ id: "handshake", type: "fact", fact: "handshake.state", is: "full" }]));
    for (const name of ["push", "ipv6", "gone"]) {
      put(folder, `${name}/answers.yml`);
      writeFileSync(join(folder, name, "session.pcap"), readFileSync(capture("push.pcap")));
    }
  });

  it("keeps nothing of a student who is no longer there, nor of a process that was killed", async () => {
    const [out, clean] = [fresh(), fresh()];
    const run = (into: string): ReturnType<typeof sharelab> =>
      sharelab(["grade", folder, "--rubric", rubric, "--out", into, "--emit", "prairielearn", "--resume"]);
    await run(out);
    expect(existsSync(join(out, "prairielearn", "gone.json"))).toBe(true);
    const own = ["feedback/note.html", "feedback/gone.txt", "results/.unfinished", "parts/mine.json"];
    put(out, ...own, "feedback/.unfinished-4711-push.html", ".unfinished-4711-grades.csv");
    rmSync(join(folder, "gone"), { recursive: true });
    expect((await run(out)).code).toBe(0);
    await run(clean);
    expect(files(out)).toEqual([...files(clean), ...own].sort());
  });
});

describe("leftovers of shards", () => {
  const manifest = (shard: Shard | null, ...names: readonly string[]): Manifest => ({
    schema: MANIFEST_SCHEMA,
    version: "1",
    rubric: "",
    shard,
    total: 4,
    students: names.map((name) => ({ id: name, part: name, aliases: [] })),
    notes: [],
  });
  const [first, second] = [
    { number: 1, of: 2 },
    { number: 2, of: 2 },
  ] as const;

  it("are taken away by the shard that wrote them, and only what is in no shard any more", async () => {
    const out = fresh();
    await writeManifest(out, manifest(first, "ada", "gone", "moved"));
    await writeManifest(out, manifest(second, "ben", "left"));
    put(out, ...["ada", "gone", "moved", "ben", "left"].map((name) => `feedback/${name}.html`));
    put(out, "feedback/.unfinished-1-ada.html", "feedback/.unfinished-2-ben.html", "parts/.unfinished-1-ada.print");
    const names = { all: ["ada", "ben", "moved"], own: ["ada"] };
    await removeLeftovers(out, names, first);
    expect(files(out).filter((path) => path.includes("/"))).toEqual([
      "feedback/.unfinished-2-ben.html",
      "feedback/ada.html",
      "feedback/ben.html",
      "feedback/left.html",
      "feedback/moved.html",
    ]);
    // The whole class takes the place of all shards.
    await removeLeftovers(out, { ...names, own: names.all }, null);
    expect(files(out).filter((path) => path.includes("/"))).toEqual([
      "feedback/ada.html",
      "feedback/ben.html",
      "feedback/moved.html",
    ]);
  });

  it("are none where a manifest has lost its lists", async () => {
    const out = fresh();
    put(out, "parts/ada.json");
    for (const text of ["null", "[]", JSON.stringify({ schema: MANIFEST_SCHEMA })]) {
      writeFileSync(join(out, "manifest.json"), text);
      expect(await readManifests(out)).toEqual([]);
      await removeLeftovers(out, { all: [], own: [] }, null);
    }
    expect(files(out)).toEqual(["manifest.json", "parts/ada.json"]);
  });

  it("lie in the folder, whatever a manifest says", async () => {
    const out = fresh();
    put(out, "a/parts/x", "feedback/Ada.html", "kept.json");
    await writeManifest(out, manifest(null, "../kept", "Ada", "../../kept"));
    await removeLeftovers(out, { all: ["ada"], own: ["ada"] }, null);
    expect(files(out)).toEqual(["a/parts/x", "feedback/Ada.html", "kept.json", "manifest.json"]);
  });
});
