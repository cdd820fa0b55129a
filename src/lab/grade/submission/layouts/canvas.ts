import type { Part, SubmissionSource } from "../source.ts";
import type { TreeNode } from "../tree.ts";
import { most, plainSource, type Layout } from "./types.ts";

/** name[_LATE]_user_attachment_file. The name is the sortable one, in small letters and without spaces. */
const NAME =
  /^(?<name>[^_]+(?:_[^_\d][^_]*)*?)_(?:(?<late>LATE)_)?(?<user>\d+)_(?<attachment>\d+|text|media)_?(?<file>.*)$/;

interface Found {
  readonly id: string;
  readonly user: string;
  late: boolean;
  readonly parts: Part[];
}

/** "Download Submissions" of an assignment in Canvas: all files of all students beside one another. */
export const canvasLayout: Layout = {
  name: "canvas",
  title: "Canvas bulk download",
  detect: (top) =>
    most(
      top.filter(({ kind }) => kind === "file"),
      ({ name }) => NAME.test(name),
    ),
  sources(top) {
    const students = new Map<string, Found>();
    const others: string[] = [];
    for (const node of top) {
      const parts = node.kind === "file" ? NAME.exec(node.name)?.groups : undefined;
      if (parts === undefined) {
        others.push(node.name);
        continue;
      }
      const { name = "", user = "", late, file = "" } = parts;
      const id = `${name}_${user}`;
      const known: Found = students.get(id) ?? { id, user, late: false, parts: [] };
      students.set(id, known);
      known.late ||= late !== undefined;
      known.parts.push(called(node, handedInAs(file === "" ? "text.html" : file)));
    }
    return { sources: [...students.values()].map(source), others };
  },
};

const source = ({ id, user, late, parts }: Found): SubmissionSource =>
  plainSource(id, parts, { aliases: [user], late });

/** Canvas puts "-1" behind the name of a file that was handed in again. */
function handedInAs(file: string): string {
  return file.replace(/-\d{1,2}(?=(\.[A-Za-z]{1,8}){1,2}$)/, "");
}

function called(node: TreeNode, as: string): Part {
  const part = node.part();
  if (part.kind === "file") return { ...part, as };
  return part.kind === "entries" ? { ...part, entries: part.entries.map((entry) => ({ ...entry, as })) } : part;
}
