/** States of a call in words. Pure: nothing of the browser. */
import type { ViewerState } from "../../../viewer/state.ts";
import { NOTHING_MORE, say, type Said } from "./words.ts";

/** @param other who is called */
export function sayOther(state: ViewerState, other: string): Said {
  const said = say(state, other);
  if (state.phase === "over") {
    const remedy = "The last pictures stay. To call again, start sharelab call again.";
    return { ...said, title: "The call has ended", remedy, text: state.trouble?.message ?? "" };
  }
  if ((state.phase !== "waiting" && state.phase !== "connecting") || said.title === null) return said;
  const { trouble } = state;
  if (trouble === null) return { ...said, phase: "Calling", title: `Calling ${other}` };
  switch (trouble.kind) {
    case "unreachable":
      return {
        ...said,
        phase: "Waiting",
        title: `Waiting for ${other}`,
        remedy: "It begins when the call is started there, too.",
      };
    case "ended":
      return {
        ...said,
        phase: "Hung up",
        title: "The other side has hung up",
        remedy: "Its pictures go on when it calls again.",
      };
    case "lost":
    case "bad":
      return said;
  }
}

/** @returns in a word or two: whether the other side sees this one's pictures */
export function sayOwn(state: ViewerState): string {
  if (state.phase === "live") return `Seen by ${state.address}`;
  return state.phase === "over" ? "Over" : "Nobody looks yet";
}

/** The program itself is away. */
export function sayCallAway(): Said {
  return {
    ...NOTHING_MORE,
    phase: "No call",
    title: "The call does not answer",
    text: "This page gets its pictures from the program sharelab call, and lost it.",
    remedy: "Look whether it still runs. When it was started again, open the new address that it printed.",
    retry: "Try now",
  };
}
