/** The page of a call: two panes, and a card over the other side's picture when there is none. */
import { sayCallAway, sayOther, sayOwn } from "./call-words.ts";
import { element, setText } from "./elements.ts";
import { Notice } from "./notice.ts";
import { Pane } from "./pane.ts";
import { heedSurroundings } from "./surroundings.ts";
import { sayBroken, type Said } from "./words.ts";

let other = "the other side";
/** Over or broken: nothing that comes later matters. */
let final = false;

function show(said: Said, phase: string, retryIn: number | null): void {
  otherPane.showPhase(phase, said.phase);
  document.title = `${said.phase} · ${other} · sharelab call`;
  notice.show(said, retryIn);
}

function broken(problem: string): void {
  if (final) return;
  final = true;
  show(sayBroken(problem), "stuck", null);
}

function retry(): void {
  otherPane.retry();
}

const notice = new Notice({ onRetry: retry, onSize: () => undefined });

const otherPane = new Pane("", "other", {
  onState: (state, name) => {
    other = name;
    setText(element("title", HTMLElement), `Call with ${name}`);
    setText(element("name", HTMLElement), name);
    if (final) return;
    const waits = state.phase === "waiting" ? state.retryIn : null;
    show(sayOther(state, name), state.phase, waits);
    final = state.phase === "over";
  },
  onDown: (retryIn) => {
    if (!final) show(sayCallAway(), "waiting", retryIn);
  },
  onProblem: broken,
});

const ownPane = new Pane("own-", "own", {
  onState: (state) => {
    ownPane.showPhase(state.phase, sayOwn(state));
  },
  onDown: () => {
    ownPane.showPhase("waiting", "No call");
  },
  onProblem: broken,
});

heedSurroundings({ r: retry });
