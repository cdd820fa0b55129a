import { ShareOptionError } from "../../errors.ts";
import { MAX_PICTURE_BYTES, pictureBytes } from "../../wire/picture-sizes.ts";
import type { PictureSize } from "../../wire/types.ts";

/** @throws ShareOptionError when a picture of this size is larger than any viewer takes; before memory is taken for it */
export function checkPictureSize({ width, height }: PictureSize): void {
  if (pictureBytes({ width, height }) <= MAX_PICTURE_BYTES) return;
  throw new ShareOptionError(
    `A picture of ${width}x${height} is too large to be shared: it has at most ${MAX_PICTURE_BYTES} bytes.`,
    "Ask for a smaller one with --size, such as 1366x768.",
  );
}
