/** Formats whose bytes are frames: each side is decoded by itself. */
import type { FrameDecoder, FrameFormat } from "../frames/types.ts";
import type { Side } from "../tcp/opening.ts";
import type { StreamContext, StreamDecoder, StreamFormat } from "./types.ts";

export function ofFrames(frames: FrameFormat): StreamFormat {
  const format: StreamFormat = {
    name: frames.name,
    usualPorts: frames.usualPorts,
    recognise: ({ sides, fromStart, client }) => {
      // The server sends the frames in nearly every session, the client where it pushes them.
      const server = client === 0 ? 1 : 0;
      const verdicts = ([server, client] as const).map((side) => frames.recognise(sides[side], fromStart[side]));
      if (verdicts.includes("yes")) return "yes";
      return verdicts.includes("maybe") ? "maybe" : "no";
    },
    createDecoder: (context) => new FramesOfBothSides(format, frames, context),
  };
  return format;
}

class FramesOfBothSides implements StreamDecoder {
  readonly format: StreamFormat;
  readonly frames: readonly [FrameDecoder, FrameDecoder];
  readonly messages = null;

  constructor(format: StreamFormat, frames: FrameFormat, context: StreamContext) {
    this.format = format;
    const { inflate, maxFrameBytes, onBody } = context;
    const decoder = (side: Side): FrameDecoder =>
      frames.createDecoder({
        inflate,
        maxFrameBytes,
        ...(onBody !== undefined && {
          onBody: (body, record, index) => {
            onBody(format.name, side, body, record, index);
          },
        }),
      });
    this.frames = [decoder(0), decoder(1)];
  }

  get consumers(): readonly [FrameDecoder, FrameDecoder] {
    return this.frames;
  }

  get recognised(): boolean {
    return this.frames[0].recognised || this.frames[1].recognised;
  }
}
