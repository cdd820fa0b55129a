import type { Part } from "../source.ts";
import type { TreeNode } from "../tree.ts";
import { most, plainSource, type Layout } from "./types.ts";

/**
 * "Full name_id_assignsubmission_file_", a folder for each student and kind of submission, or the same in front of each
 * file's name where "Download submissions in folders" is not chosen. The id is the worksheet's "Participant id".
 */
const NAME = /^(?<name>.+?)_(?<id>\d+)_assignsubmission_(?<kind>file|onlinetext)_?(?<file>.*)$/s;

interface Found {
  readonly name: string;
  readonly number: string;
  readonly parts: Part[];
}

export const moodleLayout: Layout = {
  name: "moodle",
  title: "Moodle download",
  detect: (top) => most(top, ({ name }) => NAME.test(name)),
  sources(top) {
    const students = new Map<string, Found>();
    const others: string[] = [];
    for (const node of top) {
      const match = node.kind === "other" ? undefined : NAME.exec(node.name)?.groups;
      if (match === undefined) {
        others.push(node.name);
        continue;
      }
      const { name = "", id: number = "", file = "" } = match;
      const known: Found = students.get(number) ?? { name, number, parts: [] };
      students.set(number, known);
      known.parts.push(partOf(node, file));
    }
    const sources = [...students.values()].map(({ name, number, parts }) =>
      plainSource(`${name}_${number}`, parts, { name, aliases: [number, `Participant ${number}`] }),
    );
    return { sources, others };
  },
};

function partOf(node: TreeNode, file: string): Part {
  const part = node.part();
  if (node.kind === "folder" || file === "") return part;
  if (part.kind === "file") return { ...part, as: file };
  return part.kind === "entries" ? { ...part, entries: part.entries.map((entry) => ({ ...entry, as: file })) } : part;
}
