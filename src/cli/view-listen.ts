/** `sharelab view --listen`: sharers come to the viewer. */
import type { Display } from "../share/display/types.ts";
import { isLoopback } from "../share/net/own-addresses.ts";
import { toldAddresses } from "../share/net/told-addresses.ts";
import { LastingView } from "../share/viewer/lasting-view.ts";
import { PushListener } from "../share/viewer/push-listener.ts";
import type { Trouble } from "../share/viewer/state.ts";
import type { ViewOptions, ViewSummary } from "../share/viewer/viewer.ts";
import type { PictureSize, WireFormat } from "../share/wire/types.ts";
import { untilQ } from "./keyboard.ts";
import type { ProgressLine } from "./output.ts";
import { say } from "./peer-options.ts";
import { viewOptions } from "./share-texts.ts";
import { whoCanReach } from "./who-can-reach.ts";

export interface WaitingForSharers {
  readonly accept: NonNullable<ViewOptions["accept"]>;
  close(): void;
}

interface Choices {
  readonly host: string;
  readonly port: number;
  readonly allow: readonly string[];
  readonly size: PictureSize;
  readonly format: WireFormat;
  readonly sizeField?: string;
}

const REFUSALS = { "not-allowed": "not allowed", busy: "another sharer pushes already" } as const;

/** Listens, and says what to type on the sharing machine. */
export async function waitForSharers(choices: Choices, progress: ProgressLine): Promise<WaitingForSharers> {
  const { host, port: wanted, allow, size, format, sizeField } = choices;
  const field = sizeField === undefined ? "" : ` --size-field "${sizeField}"`;
  const listener = new PushListener({
    host,
    port: wanted,
    allow,
    onRefused: (from, fromPort, why) => {
      progress.clear();
      say(`${from} port ${fromPort} was turned away: ${REFUSALS[why]}`);
    },
  });
  const { address, port } = await listener.open();
  say(`listening on ${address} port ${port}`);
  if (!isLoopback(address) || allow.length > 0) {
    say(`who can push: ${whoCanReach(address, allow)}`);
  }
  for (const own of toldAddresses(address, allow)) {
    const where = own.network === null ? "" : `   (${own.network})`;
    say(
      `to share: sharelab share --push ${own.address} --port ${port}${viewOptions({ size, format }, "push", port)}${field}${where}`,
    );
  }
  return listener;
}

/** Gives the frames of all sharers that come, one after another, to a display. */
export function viewSharers(
  options: ViewOptions,
  display: Display,
  progress: ProgressLine,
  quit: AbortController,
): Promise<ViewSummary> {
  return untilQ(quit, (hint) => lastingView(options, display, progress, hint).run());
}

/** @param hint what keys there are, for the end of the line */
function lastingView(options: ViewOptions, display: Display, progress: ProgressLine, hint: string): LastingView {
  const tell = (text: string): void => {
    progress.clear();
    say(text);
  };
  const viewer = new LastingView(
    {
      ...options,
      onConnected: (address, port) => {
        tell(`${address} port ${port} is sharing`);
      },
      onFrame: ({ frames, bytes }) => {
        progress.update(() => `${frames} frames, ${(bytes / 1e6).toFixed(1)} MB${hint}`);
      },
      onState: (state) => {
        if (state.phase === "connecting" && state.trouble !== null) tell(describe(state.trouble));
        // The next sharer may be a better one.
        if (state.phase === "stuck") viewer.retry();
      },
    },
    display,
  );
  return viewer;
}

function describe({ message, remedy, code, kind }: Trouble): string {
  const what = kind === "ended" ? message : `${message}\n  ${remedy}${code === null ? "" : ` [${code}]`}`;
  return `${what}\n  Waiting for the next sharer; Ctrl-C ends it.`;
}
