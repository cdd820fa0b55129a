import type { Part, SubmissionSource } from "../source.ts";
import { plainSource, type Layout } from "./types.ts";

/** A folder for each student, a zip for each student, or some of both. The name is the student's. */
export const plainLayout: Layout = {
  name: "plain",
  title: "a folder or a zip for each student",
  detect: (top) => top.some(({ kind, name }) => kind === "folder" || /\.zip$/i.test(name)),
  sources(top) {
    const folders = new Set(top.filter(({ kind }) => kind === "folder").map(({ name }) => name));
    const sources = top.flatMap((node) => {
      if (node.kind === "folder") return [folderSource(node.name, node.part())];
      if (node.kind !== "file" || !/.\.zip$/i.test(node.name)) return [];
      const name = node.name.slice(0, -4);
      // ada/ beside ada.zip: two submissions, told apart.
      return [plainSource(folders.has(name) ? node.name : name, [node.part()])];
    });
    const others = top.filter(({ kind, name }) => kind !== "folder" && !/.\.zip$/i.test(name));
    return { sources, others: others.map(({ name }) => name) };
  },
};

/** What stands beside the files of such a folder was put there by the instructor, or by a script. */
export function folderSource(id: string, part: Part): SubmissionSource {
  return plainSource(id, [part], { trusted: true });
}
