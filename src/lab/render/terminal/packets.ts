/** "17, 23, 31, ..." within `width` columns. */
export function packetsText(packets: readonly number[], width: number): string {
  const sorted = [...new Set(packets)].sort((a, b) => a - b);
  let text = "";
  for (const [index, packet] of sorted.entries()) {
    const next = index === 0 ? String(packet) : `${text}, ${packet}`;
    const rest = index === sorted.length - 1 ? 0 : ", ...".length;
    if (next.length + rest > width) return text === "" ? String(packet) : `${text}, ...`;
    text = next;
  }
  return text;
}
