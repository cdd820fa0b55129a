/** Makes a failing input small: the same kind of failure with fewer edits, then with fewer bytes. */
import { judge, type Verdict } from "./judge.ts";
import { inputOf, type Case, type CaseOptions } from "./mutate.ts";

const MAX_TRIES = 3000;

/** What two failures of one cause have in common: the words without the numbers. */
export function kindOf({ problems }: Pick<Verdict, "problems">): string {
  return (problems[0] ?? "").split("\n", 1)[0]!.replaceAll(/\d+/g, "0");
}

export async function shrinkEdits(failing: Case, kind: string): Promise<Case> {
  let best = failing;
  for (let i = 0; i < best.edits.length;) {
    const fewer = { ...best, edits: best.edits.toSpliced(i, 1) };
    if (kindOf(await judge(inputOf(fewer), fewer.options)) === kind) best = fewer;
    else i++;
  }
  return best;
}

export async function shrinkBytes(input: Buffer, options: CaseOptions, kind: string): Promise<Buffer> {
  let best = input;
  let tries = 0;
  const fails = async (bytes: Buffer): Promise<boolean> => {
    tries++;
    return kindOf(await judge(bytes, options)) === kind;
  };
  for (let size = best.length >> 1; size >= 1 && tries < MAX_TRIES; size >>= 1) {
    for (let at = Math.floor((best.length - 1) / size) * size; at >= 0 && tries < MAX_TRIES; at -= size) {
      const fewer = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (await fails(fewer)) best = fewer;
    }
  }
  return best;
}
