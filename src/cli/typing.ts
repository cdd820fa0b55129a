/** Node's line editor, told to take pasted text as typed. */
import { createInterface, type Completer, type Interface } from "node:readline";

/** Lines kept, to be found again with the arrow keys. */
const HISTORY = 1000;

/**
 * A line that a person types. Of what comes at once, a paste, Node appends each character but the last to the end of the
 * line, wherever the cursor is, and counts no rows for it: it takes completion to be off meanwhile. Here it stays on, and
 * a Tab in a paste is a character like others.
 */
export function typedLine(completer: Completer): Interface {
  let isPasted = false;
  // In front of the editor's own listener, which is given the same key.
  process.stdin.on("keypress", (_text: string | undefined, key: { name?: string | undefined } | undefined) => {
    if (isPasted && key?.name === "tab") key.name = undefined;
  });
  const typing = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: true,
    historySize: HISTORY,
    removeHistoryDuplicates: true,
    completer,
  });
  // Not documented: where an editor has no such property, it has no such fault either.
  Object.defineProperty(typing, "isCompletionEnabled", {
    get: () => true,
    set: (value: boolean) => {
      isPasted = !value;
    },
  });
  return typing;
}
