/** What the instructor gave, as layouts look at it: a folder on the disk, or one inside a zip, all the same. */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "./archive/archive.ts";
import { Budget } from "./archive/limits.ts";
import { classArchive } from "./archive/open-archives.ts";
import type { Part } from "./source.ts";
import { isWellKnown, LITTER } from "./litter.ts";
import { withTemporary } from "./temporary.ts";

export interface TreeNode {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
  /** Of what a submission consists. */
  part(): Part;
  /** Of a folder, sorted by name. */
  children(): Promise<readonly TreeNode[]>;
  /** Text of a file, at most `limit` bytes; null for what is longer. */
  text(limit: number): Promise<string | null>;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** Without what everybody knows to be left behind; other hidden names are there, so that they can be told. */
export async function diskTree(folder: string): Promise<readonly TreeNode[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !isWellKnown(name))
    .map((entry): TreeNode => {
      const disk = join(folder, entry.name);
      const kind = entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
      return {
        name: entry.name,
        kind,
        part: () => (kind === "folder" ? { kind, disk } : { kind: "file", disk, as: entry.name }),
        children: () => diskTree(disk),
        text: async (limit) => ((await lstat(disk)).size > limit ? null : readFile(disk, "utf8")),
      };
    })
    .sort(byName);
}

export interface ZipTree {
  readonly nodes: readonly TreeNode[];
  /** Entries whose names lead out of it. */
  readonly refused: number;
}

/** @throws ArchiveError */
export async function zipTree(disk: string): Promise<ZipTree> {
  const archive = await classArchive(disk);
  const root = new ZipFolder(disk, archive, "");
  let refused = 0;
  for (const { path, kind, index } of archive.entries) {
    const names = path?.split("/") ?? [];
    if (path === null) refused++;
    else if (!names.some(isWellKnown)) root.add(names, kind === "folder" ? null : index);
  }
  return { nodes: root.list(), refused };
}

class ZipFolder implements TreeNode {
  readonly kind = "folder";
  readonly name: string;
  readonly #disk: string;
  readonly #archive: Archive;
  readonly #folders = new Map<string, ZipFolder>();
  readonly #files = new Map<string, number>();

  constructor(disk: string, archive: Archive, name: string) {
    this.#disk = disk;
    this.#archive = archive;
    this.name = name;
  }

  /** @param index of a file's entry; null for a folder */
  add(names: readonly string[], index: number | null): void {
    const folder = (index === null ? names : names.slice(0, -1)).reduce<ZipFolder>(
      (at, name) => at.#folder(name),
      this,
    );
    if (index !== null) folder.#files.set(names.at(-1)!, index);
  }

  #folder(name: string): ZipFolder {
    const known = this.#folders.get(name) ?? new ZipFolder(this.#disk, this.#archive, name);
    this.#folders.set(name, known);
    return known;
  }

  list(): TreeNode[] {
    const files = [...this.#files].map(([name, index]): TreeNode => {
      const { kind, bytes } = this.#archive.entries[index]!;
      return {
        name,
        kind: kind === "file" ? "file" : "other",
        part: () => ({ kind: "entries", disk: this.#disk, entries: [{ index, as: name }] }),
        children: () => Promise.resolve([]),
        text: (limit) => (bytes > limit ? Promise.resolve(null) : this.#text(index)),
      };
    });
    return [...this.#folders.values(), ...files].sort(byName);
  }

  children(): Promise<readonly TreeNode[]> {
    return Promise.resolve(this.list());
  }

  text(): Promise<null> {
    return Promise.resolve(null);
  }

  part(): Part {
    const entries: { readonly index: number; readonly as: string }[] = [];
    const waiting: { readonly folder: ZipFolder; readonly inside: string }[] = [{ folder: this, inside: "" }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { folder, inside } = next;
      for (const [name, index] of folder.#files) {
        if (!LITTER.test(name)) entries.push({ index, as: `${inside}${name}` });
      }
      for (const [name, inner] of folder.#folders) {
        if (!LITTER.test(name)) waiting.push({ folder: inner, inside: `${inside}${name}/` });
      }
    }
    entries.sort((a, b) => (a.as < b.as ? -1 : 1));
    return { kind: "entries", disk: this.#disk, entries };
  }

  #text(index: number): Promise<string> {
    return withTemporary(async (temporary) => {
      const to = await temporary.file();
      await this.#archive.extract(index, to, new Budget());
      return readFile(to, "utf8");
    });
  }
}
