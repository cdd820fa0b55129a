/** From what the instructor gave (a folder or a zip, of whatever LMS) to the submissions in it. */
import { stat } from "node:fs/promises";
import { sep } from "node:path";
import { GradeReadError, GradeWriteError } from "../errors.ts";
import { ArchiveError } from "./archive/archive.ts";
import { closeArchives } from "./archive/open-archives.ts";
import { LAYOUTS } from "./layouts/registry.ts";
import { plainLayout } from "./layouts/plain.ts";
import type { Layout } from "./layouts/types.ts";
import { realPath, sift, type Sifted } from "./sift.ts";
import type { SubmissionSource } from "./source.ts";
import { diskTree, zipTree } from "./tree.ts";

export interface FoundSources {
  readonly layout: Layout;
  /** Sorted by id. */
  readonly sources: readonly SubmissionSource[];
  /** What the instructor should know about what was left out. */
  readonly notes: readonly string[];
  /** Gives up what is open. The sources can't be read any more then. */
  readonly close: () => Promise<void>;
}

/**
 * @param path of a folder, or of a zip that an LMS made
 * @param out where the run writes to, which may be among the submissions; left out: elsewhere
 * @throws GradeReadError when nothing in it is a submission; GradeWriteError when the run would write into one; what
 *   `readdir` throws when it can't be read
 */
export async function findSources(path: string, out?: string): Promise<FoundSources> {
  const zipped = (await stat(path)).isFile() && /\.zip$/i.test(path);
  const own = out === undefined ? null : await realPath(out);
  if (own !== null && own === (await realPath(path))) throw intoSubmission(`${path}, the folder of submissions itself`);
  const { nodes, refused } = zipped ? await classZip(path) : { nodes: await diskTree(path), refused: 0 };
  const { nodes: top, hidden, results } = await within(await sift(nodes, own), zipped, own);
  const layout = LAYOUTS.find((one) => one.detect(top));
  const found = await layout?.sources(top);
  const notes = [
    ...leftOut(found?.others ?? [], "file belongs to nobody", "files belong to nobody"),
    ...leftOut(results, "folder holds results, and no submission", "folders hold results, and no submissions"),
    ...leftOut(hidden, "name begins with a dot", "names begin with a dot"),
    ...(refused > 0
      ? [`${refused} ${refused === 1 ? "entry" : "entries"} of the zip with names that lead out of it`]
      : []),
  ];
  if (layout === undefined || found === undefined || found.sources.length === 0) {
    throw new GradeReadError(
      `${path} holds no folders of students, and no download of Canvas, Moodle or Gradescope.${notes.map((note) => ` Left out: ${note}.`).join("")}`,
      "Give the folder that has one folder or zip for each student, or the LMS's download as it is.",
    );
  }
  const sources = [...found.sources].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (own !== null) await notInto(sources, own);
  return { layout, sources, notes, close: closeArchives };
}

/** Results would be taken for what was handed in, by the next run at the latest. */
function intoSubmission(where: string): GradeWriteError {
  return new GradeWriteError(`Results can't be written into ${where}.`, "Choose another folder with --out.");
}

async function notInto(sources: readonly SubmissionSource[], own: string): Promise<void> {
  for (const { id, parts } of sources) {
    for (const part of parts) {
      if (part.kind !== "folder") continue;
      if (own.startsWith(`${await realPath(part.disk)}${sep}`)) throw intoSubmission(`the folder of ${id}`);
    }
  }
}

function leftOut(names: readonly string[], one: string, several: string): string[] {
  const { length } = names;
  const listed = `${names.slice(0, 5).join(", ")}${length > 5 ? ", ..." : ""}`;
  return length === 0 ? [] : [`${length} ${length === 1 ? one : several}: ${listed}`];
}

async function classZip(path: string): ReturnType<typeof zipTree> {
  try {
    return await zipTree(path);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new GradeReadError(`${path}: ${error.message}`, "Download it from the LMS again.", { cause: error });
  }
}

/** LMSs and people put a class into one folder of its zip; what matters is what stands in that. */
async function within(around: Sifted, zipped: boolean, own: string | null): Promise<Sifted> {
  const [only, ...others] = around.nodes;
  if (only?.kind !== "folder" || others.length > 0) return around;
  const inner = await sift(await only.children(), own);
  const layout = LAYOUTS.find((one) => one.detect(inner.nodes));
  if (layout === undefined) return around;
  // A folder with folders in it may also be one student's; in a zip of a class that is less likely.
  const students = inner.nodes.filter(({ kind, name }) => kind === "folder" || /\.zip$/i.test(name)).length;
  if (layout === plainLayout && !(zipped && students > 1)) return around;
  return {
    nodes: inner.nodes,
    hidden: [...around.hidden, ...inner.hidden],
    results: [...around.results, ...inner.results],
  };
}
