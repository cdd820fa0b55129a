/**
 * What ffmpeg said on standard error, without the addresses of its parts.
 *
 * @returns its lines, the first one first
 */
export function saidLines(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/^\[[^\]]* @ [^\]]*\] */, "").trim());
  return lines.filter((line) => line !== "" && !line.startsWith("Last message repeated"));
}
