/** Items of a set that go by the same text: a student who writes it can't mean both. */
import { contradict } from "./claim.ts";
import type { TextItem } from "./members.ts";
import type { Builder } from "./types.ts";

export function lintSameItems(items: readonly TextItem[], builder: Builder): void {
  for (const [index, item] of items.entries()) {
    for (const other of items.slice(0, index)) {
      const both = [...item.member.names].find((name) => other.member.names.has(name));
      if (both === undefined || neverTogether(item, other)) continue;
      builder.finding(
        "RUBRIC_SAME_ITEM",
        [...builder.path, "items", index],
        `\`${both}\` is both the item \`${other.member.title}\` and the item \`${item.member.title}\`, and counts for one of them only.`,
        "Leave one out, or give each texts of its own; case, spaces and quotes make no difference.",
      );
      break;
    }
  }
}

/** Each belongs to the set only where the capture is so, and no capture is both, as far as can be told. */
function neverTogether({ when: a }: TextItem, { when: b }: TextItem): boolean {
  if (a === null || b === null) return false;
  return a.claim.key !== b.claim.key || contradict(a.claim, b.claim);
}
