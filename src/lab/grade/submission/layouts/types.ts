/** How an LMS, or an instructor, lays out the submissions of a class. */
import type { SubmissionSource } from "../source.ts";
import type { TreeNode } from "../tree.ts";

export interface Layout {
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** Whether this is it, from what stands at the top. */
  detect(top: readonly TreeNode[]): boolean;
  sources(top: readonly TreeNode[]): Promise<LaidOut> | LaidOut;
}

export interface LaidOut {
  readonly sources: readonly SubmissionSource[];
  /** Names of what belongs to nobody. */
  readonly others: readonly string[];
}

/** A source of which the LMS says nothing but the id. */
export function plainSource(
  id: string,
  parts: SubmissionSource["parts"],
  more: Partial<SubmissionSource> = {},
): SubmissionSource {
  return {
    id,
    name: null,
    aliases: [],
    group: null,
    fellows: [],
    submitted: null,
    due: null,
    late: null,
    trusted: false,
    parts,
    ...more,
  };
}

/** At least half of what stands there, and one at all. */
export function most(nodes: readonly TreeNode[], test: (node: TreeNode) => boolean): boolean {
  const count = nodes.filter(test).length;
  return count > 0 && count * 2 >= nodes.length;
}

/** @returns the student's due date where it is an extension: another one than that of all; null: it is none */
export function ownDue(own: number | null, all: number | null): number | null {
  return own === all ? null : own;
}
