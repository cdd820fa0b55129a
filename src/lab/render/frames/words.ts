/** What renderings say of frames, for each format that the analyzer decodes. Adding a format is adding a row. */

export interface FrameWords {
  /** Frames are compressed, so that sizes and ratios say something about the pictures. */
  readonly compressed: boolean;
  /** How frames are found. */
  readonly explained: "explain.frames.a" | "explain.frames.pickle";
}

const ZLIB_RGB: FrameWords = { compressed: true, explained: "explain.frames.a" };

const WORDS: Readonly<Record<string, FrameWords>> = {
  "zlib-rgb": ZLIB_RGB,
  "pickle-q": { compressed: false, explained: "explain.frames.pickle" },
};

export function frameWords(format: string): FrameWords {
  return WORDS[format] ?? ZLIB_RGB;
}

/** "36 x 48 x 3 uint8"; null: the frame does not say, or can't be read. */
export function shapeText(
  { shape, dtype }: { readonly shape: readonly number[] | null; readonly dtype: string | null },
  separator = "x",
): string | null {
  return shape === null ? null : `${shape.join(separator)} ${dtype ?? ""}`.trim();
}
