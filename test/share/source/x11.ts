/** Sources of an X server that a test has started. */
import {
  SOURCE_DEFAULTS,
  type FrameSource,
  type SourceFrame,
  type SourceOptions,
} from "../../../src/share/source/types.ts";
import { XConnection } from "../../../src/share/source/x11/connection.ts";
import { openX11 } from "../../../src/share/source/x11/kind.ts";
import { subjectOf } from "../../../src/share/source/x11/place.ts";
import { X11Source, type X11Choices } from "../../../src/share/source/x11/x11-source.ts";
import type { Xvfb } from "./xvfb.ts";

export async function open(
  server: Xvfb,
  display: string | null = null,
  choices: Partial<X11Choices> = {},
): Promise<X11Source> {
  const connection = await XConnection.open(server.display);
  return X11Source.open(connection, subjectOf(connection, display), { pointer: false, ...choices });
}

export const openKind = (server: Xvfb, options: Partial<SourceOptions> = {}): Promise<FrameSource> =>
  openX11({ ...SOURCE_DEFAULTS, ...options }, { platform: "linux", env: server.env });

/** What Xvfb's screen shows in the region. */
export function part(pixels: Buffer, width: number, [x, y, w, h]: readonly [number, number, number, number]): Buffer {
  const rows = Array.from({ length: h }, (_, row) =>
    pixels.subarray(((y + row) * width + x) * 3, ((y + row) * width + x + w) * 3),
  );
  return Buffer.concat(rows);
}

/** Whether the frame says that the row may differ. */
export const rowIn = ({ changed }: SourceFrame, row: number): boolean =>
  changed === null || changed.some(({ first, count }) => row >= first && row < first + count);
