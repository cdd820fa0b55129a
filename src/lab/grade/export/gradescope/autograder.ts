/** gradescope-autograder.zip: sharelab and the rubric, ready to upload as an autograder. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ZipFile } from "yazl";
import { GradeReadError } from "../../errors.ts";
import type { Rubric } from "../../rubric/types.ts";
import type { Exporter, ExportInput } from "../types.ts";
import { RUN, SETUP } from "./scripts.ts";

/** The same whether the program is built or not. */
const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

export const gradescopeExporter: Exporter = {
  name: "gradescope",
  description: "gradescope-autograder.zip, to upload as the autograder of a programming assignment",
  files: async (input) => [{ path: "gradescope-autograder.zip", content: await autograder(input) }],
};

/** No zip knows an earlier time; the same input gives the same bytes. */
const TIME = new Date(1980, 0, 1);

async function autograder({ rubric, rubricPath }: Pick<ExportInput, "rubric" | "rubricPath">): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (content: string | Buffer, path: string, mode = 0o100644): void => {
    zip.addBuffer(Buffer.from(content as string), path, { mtime: TIME, mode, forceDosTimestamp: true });
  };
  const name = `rubric${/\.[A-Za-z]+$/.exec(basename(rubricPath))?.[0] ?? ".yaml"}`;
  add(SETUP, "setup.sh", 0o100755);
  add(RUN.replace("RUBRIC", name), "run_autograder", 0o100755);
  add(await readFile(rubricPath), name);
  for (const file of besideRubric(rubric)) {
    if (isAbsolute(file) || file.split(/[/\\]/).includes("..")) {
      throw new GradeReadError(
        `${file}, which the rubric names, does not stand beside it.`,
        "Move it there, so that it can go into the autograder.",
      );
    }
    add(await readFile(resolve(dirname(rubricPath), file)), file.replaceAll("\\", "/"));
  }
  for (const [path, content] of await program()) add(content, `sharelab/${path}`);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** What the rubric needs beside it to grade one submission. */
function besideRubric({ late, handin, similarity }: Rubric): string[] {
  const { expected, signed, secretFile, studentsFile } = handin.beacon;
  if (expected && signed && secretFile === null && studentsFile === null) {
    throw new GradeReadError(
      "The autograder would have no secret to verify beacons with.",
      "Name a file with handin.beacon.secret_file: SHARELAB_SECRET is not known in Gradescope.",
    );
  }
  return [late?.extensionsFile ?? null, secretFile, studentsFile, similarity.groupsFile].filter(
    (file) => file !== null,
  );
}

/** What of this package an autograder needs. */
async function program(): Promise<(readonly [string, Buffer])[]> {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Record<string, unknown>;
  // Without what only those who work on it need; scripts would run when it is installed.
  const { name, version, license, type, engines, bin, dependencies } = manifest;
  const own = JSON.stringify({ name, version, license, type, engines, bin, dependencies }, null, 2);
  const built = await stat(join(ROOT, "dist", "cli", "sharelab.js")).catch(() => null);
  if (built === null) {
    throw new GradeReadError("sharelab is not built, so it can't go into an autograder.", "Run npm run build first.");
  }
  const listed = await readdir(join(ROOT, "dist"), { recursive: true, withFileTypes: true });
  const paths = listed
    .filter((entry) => entry.isFile() && !/\.(d\.ts|map|tsbuildinfo)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll("\\", "/"))
    .sort();
  const files = await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path))] as const));
  return [["package.json", Buffer.from(own)], ...files];
}
