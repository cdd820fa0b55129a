/** What stands among the submissions and is none: results of grading, and what a dot in front of its name hides. */
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { MANIFEST_NAME, MANIFEST_SCHEMA } from "../batch/parts/manifest.ts";
import { SUMMARY_SCHEMA } from "../output/summary.ts";
import { LITTER } from "./litter.ts";
import type { TreeNode } from "./tree.ts";

export interface Sifted {
  readonly nodes: readonly TreeNode[];
  /** Names that begin with a dot, and are none that systems and editors leave behind. */
  readonly hidden: readonly string[];
  /** Names of folders that hold results of this run or an earlier one. */
  readonly results: readonly string[];
}

/** @param own where this run writes to, as a real path; null: nowhere that is known */
export async function sift(all: readonly TreeNode[], own: string | null): Promise<Sifted> {
  const hidden = all.filter(({ name }) => LITTER.test(name)).map(({ name }) => name);
  const nodes: TreeNode[] = [];
  const results: string[] = [];
  for (const node of all) {
    if (LITTER.test(node.name)) continue;
    if (await isResults(node, own)) results.push(node.name);
    else nodes.push(node);
  }
  return { nodes, hidden, results };
}

/** The path without links, also of what is not there yet. */
export async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

/** Of a file that may say so: those of 10,000 students are smaller. */
const MAX_BYTES = 16 * 2 ** 20;
/** Each file of results begins with its schema. It may be a student's, so no more of it is looked at, nor parsed. */
const HEAD = 200;
/** Folders of results in a folder of them: "graded/week 1", "graded/week 2". */
const MAX_DEPTH = 3;

async function isResults(node: TreeNode, own: string | null, depth = 0): Promise<boolean> {
  if (node.kind !== "folder" || depth > MAX_DEPTH) return false;
  const part = node.part();
  if (own !== null && part.kind === "folder" && (await realPath(part.disk)) === own) return true;
  try {
    const inside = await node.children();
    if (await holdsResults(inside)) return true;
    if (inside.length === 0 || inside.some(({ kind }) => kind !== "folder")) return false;
    for (const inner of inside) if (!(await isResults(inner, own, depth + 1))) return false;
    return true;
  } catch {
    // What can't be read is told where the submission is.
    return false;
  }
}

/** A lone file of that name may be a student's; what a run writes stands beside one another. */
async function holdsResults(inside: readonly TreeNode[]): Promise<boolean> {
  const has = (wanted: string, kind: TreeNode["kind"]): boolean =>
    inside.some((node) => node.name === wanted && node.kind === kind);
  for (const node of inside) {
    if (node.kind !== "file") continue;
    const manifest = MANIFEST_NAME.test(node.name) && has("parts", "folder");
    // Shards that were joined have no manifest.
    const summary = node.name === "summary.json" && has("grades.csv", "file") && has("feedback", "folder");
    if (!manifest && !summary) continue;
    const head = (await node.text(MAX_BYTES))?.slice(0, HEAD) ?? "";
    if (head.includes(`"schema": "${manifest ? MANIFEST_SCHEMA : SUMMARY_SCHEMA}"`)) return true;
  }
  return false;
}
