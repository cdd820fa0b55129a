/** The one thing of Exif that matters here: which way up a camera was held (JEITA CP-3451, section 4.6.4, tag 0x0112). */
const IDENTIFIER = "Exif\0\0";
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;
const MAX_ENTRIES = 512;

/**
 * @param segment the data of a JPEG APP1 segment
 * @returns 1 (upright) to 8; null when it doesn't say
 */
export function exifOrientation(segment: Buffer): number | null {
  if (segment.toString("latin1", 0, IDENTIFIER.length) !== IDENTIFIER) return null;
  const tiff = segment.subarray(IDENTIFIER.length);
  const order = tiff.toString("latin1", 0, 2);
  if ((order !== "II" && order !== "MM") || tiff.length < 8) return null;
  const uint16 = (at: number): number => (order === "II" ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = order === "II" ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return null;
  const count = Math.min(uint16(directory), MAX_ENTRIES);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return null;
    if (uint16(at) !== ORIENTATION) continue;
    const value = uint16(at + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}
