/** Which pictures have so many bytes of RGB: the wire does not say how wide a frame is. */
import type { PictureSize } from "./types.ts";

export const BYTES_PER_PIXEL = 3;
/** Largest picture that anybody here decodes or makes: 16K wide screens fit (15360 x 8640 needs 398 MB). */
export const MAX_PICTURE_BYTES = 2 ** 29;

/** Sizes of screens and windows that peers use, width by height. */
const COMMON: readonly (readonly [number, number])[] = [
  [160, 120], [176, 144], [240, 160], [320, 180], [320, 200], [320, 240], [352, 288], [400, 300], [426, 240], [480, 270],
  [480, 320], [640, 360], [640, 400], [640, 480], [720, 480], [720, 576], [768, 432], [800, 450], [800, 480], [800, 600],
  [848, 480], [854, 480], [960, 540], [960, 600], [960, 640], [1024, 576], [1024, 600], [1024, 640], [1024, 768],
  [1152, 720], [1152, 864], [1280, 720], [1280, 768], [1280, 800], [1280, 960], [1280, 1024], [1344, 756], [1360, 768],
  [1366, 768], [1400, 1050], [1440, 900], [1440, 960], [1470, 956], [1512, 982], [1536, 864], [1600, 900], [1600, 1200],
  [1680, 1050], [1710, 1112], [1728, 1117], [1792, 1120], [1800, 1169], [1920, 1080], [1920, 1200], [2048, 1152],
  [2048, 1536], [2160, 1440], [2256, 1504], [2304, 1440], [2496, 1664], [2560, 1080], [2560, 1440], [2560, 1600],
  [2736, 1824], [2880, 1620], [2880, 1800], [2880, 1864], [3000, 2000], [3024, 1964], [3072, 1920], [3200, 1800],
  [3200, 2000], [3240, 2160], [3440, 1440], [3456, 2160], [3456, 2234], [3840, 1080], [3840, 1600], [3840, 2160],
  [3840, 2400], [4096, 2160], [4480, 2520], [5120, 1440], [5120, 2160], [5120, 2880], [6016, 3384], [7680, 4320],
]; // prettier-ignore

export function pictureBytes({ width, height }: PictureSize): number {
  return width * height * BYTES_PER_PIXEL;
}

/** Common sizes whose RGB picture has exactly `bytes` bytes, such as ["1366x768"]. */
export function commonSizes(bytes: number): string[] {
  return COMMON.filter(([width, height]) => width * height * BYTES_PER_PIXEL === bytes).map(([w, h]) => `${w}x${h}`);
}

/**
 * Sizes whose RGB picture has exactly `bytes` bytes: the common ones, else those as wide or as high as the one that was
 * expected.
 *
 * @returns such as ["1366x768"]; none when no such picture is likely
 */
export function sizesThatFit(bytes: number, expected: PictureSize): string[] {
  const common = COMMON.filter(([width, height]) => pictureBytes({ width, height }) === bytes);
  if (common.length > 0) return common.map(([width, height]) => `${width}x${height}`);
  const pixels = bytes / BYTES_PER_PIXEL;
  const fits: string[] = [];
  if (pixels > 0 && pixels % expected.width === 0) fits.push(`${expected.width}x${pixels / expected.width}`);
  if (pixels > 0 && pixels % expected.height === 0) fits.push(`${pixels / expected.height}x${expected.height}`);
  return [...new Set(fits)];
}
