import type { Analyzed } from "../analysis.ts";
import type { FrameDecoder } from "../frames/types.ts";
import { clientSide } from "../tcp/client-side.ts";
import type { Side } from "../tcp/opening.ts";

/** The frames of a conversation: those that the server sent in nearly every session, the client's where it pushes. */
export interface ChosenFrames {
  readonly side: Side;
  readonly decoder: FrameDecoder;
}

/** @returns null for a conversation whose format has no frames, or was not told */
export function chosenFrames({ conversation, decoder }: Analyzed, ports: ReadonlySet<number>): ChosenFrames | null {
  const { frames } = decoder;
  if (frames === null) return null;
  const client = clientSide(conversation, ports);
  const server: Side = client === 0 ? 1 : 0;
  const side = frames[server].recognised || !frames[client].recognised ? server : client;
  return { side, decoder: frames[side] };
}
