/** Names of students as people type them: without regard to case and to how marks on letters are encoded. */

export const foldedName = (name: string): string => name.normalize("NFKC").trim().toLowerCase();

export function sameName(a: string, b: string): boolean {
  return foldedName(a) === foldedName(b);
}
