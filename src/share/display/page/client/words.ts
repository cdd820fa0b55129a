/** Numbers and states in words. Pure: nothing of the browser. */
import type { Trouble, ViewerState } from "../../../viewer/state.ts";

export const UNKNOWN = "–";

const whole = new Intl.NumberFormat("en");

export function count(value: number): string {
  return whole.format(value);
}

export function rate(perSecond: number): string {
  return perSecond.toFixed(1);
}

/** Three digits are enough to see what happens, and few enough to read while it does. */
export function bitRate(bitsPerSecond: number): string {
  const [value, unit] =
    bitsPerSecond >= 1e9
      ? [bitsPerSecond / 1e9, "Gbit/s"]
      : bitsPerSecond >= 1e6
        ? [bitsPerSecond / 1e6, "Mbit/s"]
        : [bitsPerSecond / 1e3, "kbit/s"];
  return `${digits(value)} ${unit}`;
}

export function ratio(value: number | null): string {
  return value === null ? UNKNOWN : `${digits(value)} : 1`;
}

export function duration(milliseconds: number | null): string {
  if (milliseconds === null) return UNKNOWN;
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : ago(milliseconds / 1000);
}

/** How long ago, in steps that a person cares about. */
export function since(milliseconds: number | null): string {
  if (milliseconds === null) return UNKNOWN;
  return milliseconds < 1000 ? "now" : `${ago(milliseconds / 1000)} ago`;
}

function ago(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function digits(value: number): string {
  if (value === 0) return "0";
  return value >= 100 ? whole.format(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** What the page says of a state, all but the last in a card over the picture. */
export interface Said {
  /** One or two words, for the head of the page and the tab. */
  readonly phase: string;
  /** null: all is well, and nothing covers the picture. */
  readonly title: string | null;
  readonly text: string;
  readonly remedy: string;
  readonly sizes: readonly string[];
  /** Whether another size may help. */
  readonly anySize: boolean;
  /** On the button that tries again; null: there is nothing to try. */
  readonly retry: string | null;
}

export const NOTHING_MORE = { text: "", remedy: "", sizes: [], anySize: false, retry: null };

export function say(state: ViewerState, sharer: string): Said {
  switch (state.phase) {
    case "connecting":
      return sayConnecting(state, sharer);
    case "connected":
      return { ...NOTHING_MORE, phase: "Connected", title: "Connected. Waiting for the first picture." };
    case "live":
      return { ...NOTHING_MORE, phase: "Live", title: null };
    case "waiting":
      return { ...sayTrouble(state.trouble), retry: "Try now" };
    case "stuck":
      return { ...sayTrouble(state.trouble), retry: "Try again" };
    case "over": {
      const remedy = "The last picture stays. To view again, start sharelab view again.";
      if (state.trouble === null) return { ...NOTHING_MORE, phase: "Over", title: "The viewer has ended", remedy };
      const { title, text, remedy: first } = sayTrouble(state.trouble);
      return { ...NOTHING_MORE, phase: "Over", title, text, remedy: `${first} ${remedy}` };
    }
  }
}

/** The viewer itself is away. */
export function sayAway(): Said {
  return {
    ...NOTHING_MORE,
    phase: "No viewer",
    title: "The viewer does not answer",
    text: "This page gets its pictures from the program sharelab view, and lost it.",
    remedy: "Look whether it still runs. When it was started again, open the new address that it printed.",
    retry: "Try now",
  };
}

/** Something in this browser doesn't work. */
export function sayBroken(problem: string): Said {
  return {
    ...NOTHING_MORE,
    phase: "Problem",
    title: "This browser can't show the picture",
    text: `What went wrong: ${problem}.`,
    remedy: "Use a current Chrome, Edge, Firefox or Safari, or save the frames with --save FOLDER.",
  };
}

function sayConnecting({ listening, trouble }: ViewerState & { phase: "connecting" }, sharer: string): Said {
  const phase = listening ? "Waiting" : "Connecting";
  // The button stays, so that whoever pressed it keeps the focus.
  if (trouble !== null) return { ...sayTrouble(trouble), phase, retry: "Try now" };
  const title = listening ? "Waiting for a sharer to connect" : `Connecting to ${sharer}`;
  return { ...NOTHING_MORE, phase, title };
}

function sayTrouble({ kind, code, message, remedy, sizes }: Trouble): Said {
  const wrongSize = code === "WIRE_WRONG_SIZE";
  const said = { ...NOTHING_MORE, text: message, remedy };
  switch (kind) {
    case "unreachable":
      return { ...said, phase: "Unreachable", title: "The sharer can't be reached" };
    case "ended":
      return { ...said, phase: "Ended", title: message.replace(/\.$/, ""), text: "" };
    case "lost":
      return { ...said, phase: "Lost", title: "The connection broke" };
    case "bad":
      if (!wrongSize) return { ...said, phase: "Bad input", title: "What the sharer sends can't be shown" };
      return {
        ...said,
        phase: "Wrong size",
        title: "The pictures have another size",
        remedy: sizes.length === 0 ? remedy : sizes.length === 1 ? "This size fits:" : "These sizes fit:",
        sizes,
        anySize: true,
      };
  }
}
