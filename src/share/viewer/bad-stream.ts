import { BadStreamError } from "../errors.ts";
import { WrongSizeError, type WireError } from "../wire/errors.ts";
import { MAX_PICTURE_BYTES, sizesThatFit } from "../wire/picture-sizes.ts";
import type { PictureSize } from "../wire/types.ts";
import { countInflated } from "../wire/zlib-rgb/inflate.ts";

/**
 * What a user can do about a stream that can't be right.
 *
 * @param other name of the format that it looks like by its first bytes, if that is another one
 */
export async function badStream(
  error: WireError,
  expected: PictureSize,
  other: string | null = null,
): Promise<BadStreamError> {
  if (error instanceof WrongSizeError) return wrongSize(error, expected);
  const advice = other === null ? remedy(error) : `It looks like ${other}: try --format ${other}.`;
  return new BadStreamError(error.message, advice, error);
}

async function wrongSize(error: WrongSizeError, expected: PictureSize): Promise<BadStreamError> {
  const bytes = error.rawBytes ?? (await countInflated(error.body, MAX_PICTURE_BYTES));
  const size = `${expected.width}x${expected.height}`;
  const where = `At stream offset ${error.place.offset} (frame ${error.place.frame + 1})`;
  const told = `not the ${error.expectedBytes} of ${size}`;
  if (bytes === null) {
    const message = `${where}: the picture has more than ${MAX_PICTURE_BYTES} bytes, or is damaged, ${told}.`;
    return new BadStreamError(message, "No screen is that large: don't trust this sharer.", error);
  }
  const fits = sizesThatFit(bytes, expected);
  const remedy =
    fits.length === 0
      ? "The size is not on the wire: ask the sharer for it, and use --size."
      : `${fits.length === 1 ? "This size fits" : "These sizes fit"}: ${fits.map((fit) => `--size ${fit}`).join(", ")}.`;
  return new BadStreamError(`${where}: the picture has ${bytes} bytes, ${told}.`, remedy, error, fits);
}

function remedy(error: WireError): string {
  switch (error.code) {
    case "WIRE_CUT":
      return "The sharer or the network ended it in mid-frame; the frames before are whole.";
    case "WIRE_DOES_NOT_INFLATE":
    case "WIRE_LEFT_OVER":
      return "The sharer sends damaged frames; those before are whole.";
    default:
      return error.place.frame === 0
        ? "This is no share of the format that was asked for: check host, port and --format."
        : "The sharer sends something else than frames; those before are whole.";
  }
}
