/** From what the instructor gave (a folder or a zip, of whatever LMS) to the submissions in it. */
import { stat } from "node:fs/promises";
import { GradeReadError } from "../errors.ts";
import { ArchiveError } from "./archive/archive.ts";
import { closeArchives } from "./archive/open-archives.ts";
import { LAYOUTS } from "./layouts/registry.ts";
import { plainLayout } from "./layouts/plain.ts";
import type { Layout } from "./layouts/types.ts";
import type { SubmissionSource } from "./source.ts";
import { diskTree, zipTree, type TreeNode } from "./tree.ts";

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
 * @throws GradeReadError when nothing in it is a submission; what `readdir` throws when it can't be read
 */
export async function findSources(path: string): Promise<FoundSources> {
  const zipped = (await stat(path)).isFile() && /\.zip$/i.test(path);
  const { nodes, refused } = zipped ? await classZip(path) : { nodes: await diskTree(path), refused: 0 };
  const top = await within(nodes, zipped);
  const layout = LAYOUTS.find((one) => one.detect(top));
  const found = await layout?.sources(top);
  if (layout === undefined || found === undefined || found.sources.length === 0) {
    throw new GradeReadError(
      `${path} holds no folders of students, and no download of Canvas, Moodle or Gradescope.`,
      "Give the folder that has one folder or zip for each student, or the LMS's download as it is.",
    );
  }
  const sources = [...found.sources].sort((a, b) => (a.id < b.id ? -1 : 1));
  const left = found.others.length;
  const names = found.others.slice(0, 5).join(", ");
  const notes = [
    ...(left > 0
      ? [`${left} ${left === 1 ? "file belongs" : "files belong"} to nobody: ${names}${left > 5 ? ", ..." : ""}`]
      : []),
    ...(refused > 0
      ? [`${refused} ${refused === 1 ? "entry" : "entries"} of the zip with names that lead out of it`]
      : []),
  ];
  return { layout, sources, notes, close: closeArchives };
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
async function within(nodes: readonly TreeNode[], zipped: boolean): Promise<readonly TreeNode[]> {
  const [only, ...others] = nodes;
  if (only?.kind !== "folder" || others.length > 0) return nodes;
  const inner = await only.children();
  const layout = LAYOUTS.find((one) => one.detect(inner));
  if (layout === undefined) return nodes;
  // A folder with folders in it may also be one student's; in a zip of a class that is less likely.
  const students = inner.filter(({ kind, name }) => kind === "folder" || /\.zip$/i.test(name)).length;
  return layout !== plainLayout || (zipped && students > 1) ? inner : nodes;
}
