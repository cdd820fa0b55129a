/** What others hold on to: the public exports, the packed files, a package that installs without a compiler. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as sharelab from "../../src/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  scripts: Record<string, string>;
};

describe("the public API", () => {
  it("exports these names and no others", () => {
    expect(Object.keys(sharelab).sort()).toEqual([
      "AnalyzeError",
      "AnalyzeOptionError",
      "COMPARE_SCHEMA",
      "CapturePermissionError",
      "CaptureReadError",
      "CorruptCaptureError",
      "DecompressionError",
      "EmptyCaptureError",
      "REPORT_SCHEMA",
      "UnknownFormatError",
      "analyze",
      "analyzeWithSeries",
      "compare",
      "facts",
      "jsonReport",
      "terminalReport",
    ]);
  });

  it("has types that a strict TypeScript program compiles against", () => {
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    const args = [
      tsc,
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "node",
    ];
    const ran = spawnSync(process.execPath, [...args, `${root}test/package/consumer.mts`], { encoding: "utf8" });
    expect(ran.stdout).toBe("");
    expect(ran.status).toBe(0);
  });
});

describe("the package", () => {
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as { files: { path: string; size: number }[] }[];
  const files = packed[0]?.files.map(({ path }) => path) ?? [];

  it("holds the programs, the API, the schema, the documents and nothing else", () => {
    const kinds = files.filter(
      (path) =>
        !/^(dist\/(analyze|cli|lab|share)\/.*\.(js|d\.ts)|dist\/index\.(js|d\.ts)|docs\/[a-z.-]+\.(md|json))$/.test(
          path,
        ),
    );
    // The network between the two sides of a session with conditions is a Python program.
    expect(kinds.sort()).toEqual(["LICENSE", "README.md", "dist/lab/session/relay.py", "package.json"]);
    expect(files).toContain("docs/report.schema.json");
    for (const program of Object.values(manifest.bin)) expect(files).toContain(program);
  });

  it("has programs that name their interpreter", () => {
    for (const program of Object.values(manifest.bin)) {
      expect(readFileSync(`${root}${program}`, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  it("needs nothing at run time that is compiled on the user's machine", () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual([
      "ajv",
      "cli-table3",
      "commander",
      "csv-parse",
      "d3-scale",
      "d3-shape",
      "jpeg-js",
      "open",
      "pngjs",
      "screenshot-desktop",
      "ws",
      "x11",
      "yaml",
      "yauzl",
      "yazl",
    ]);
    expect(Object.keys(manifest.optionalDependencies ?? {}).sort()).toEqual(["cap", "node-screenshots"]);
    expect(Object.keys(manifest.scripts).filter((name) => /install/.test(name))).toEqual([]);
  });
});
