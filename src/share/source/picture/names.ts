import { extname } from "node:path";

/** What files are taken for still pictures by. What they really are is seen from their first bytes. */
const EXTENSIONS: readonly string[] = [
  ...[".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".ppm", ".pgm", ".pbm", ".pnm"],
  ...[".webp", ".bmp", ".tif", ".tiff", ".qoi", ".jxl", ".pam"], // by ffmpeg
];

export function looksLikePicture(path: string): boolean {
  return EXTENSIONS.includes(extname(path).toLowerCase());
}
