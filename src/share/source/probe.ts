/** What each source can do on this machine, for people who ask before they share. */
import { SourceError } from "../errors.ts";
import { openShaped } from "./open-kind.ts";
import { SOURCES } from "./registry.ts";
import { SOURCE_DEFAULTS, THIS_MACHINE, type Machine, type SourceKind } from "./types.ts";

/** For a source to give its first picture, ms. */
const PATIENCE = 5000;

export interface SourceProbe {
  readonly name: string;
  readonly description: string;
  readonly works: boolean;
  /** Why it doesn't; null when it does. */
  readonly reason: string | null;
  /** What to do about it, with the command to type where one does it; null when nothing has to be done. */
  readonly remedy: string | null;
}

/** Tries every source: those that show the screen have to give a picture of it. */
export async function probeSources(
  machine: Machine = THIS_MACHINE,
  kinds: readonly SourceKind[] = SOURCES,
): Promise<SourceProbe[]> {
  const probes: SourceProbe[] = [];
  for (const kind of kinds) probes.push(await probe(kind, machine));
  return probes;
}

async function probe(kind: SourceKind, machine: Machine): Promise<SourceProbe> {
  const { name, description } = kind;
  try {
    const obstacle = (await kind.obstacle?.(machine)) ?? null;
    if (obstacle !== null) return { name, description, works: false, ...obstacle };
    if (kind.showsScreen === true) await givesPicture(kind, machine);
    return { name, description, works: true, reason: null, remedy: null };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { name, description, works: false, reason: error.message, remedy: error.remedy };
  }
}

async function givesPicture(kind: SourceKind, machine: Machine): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new SourceError("It gave no picture in time.", "Look whether the screen is locked, and try again."));
    }, PATIENCE);
  });
  const picture = takePicture(kind, machine);
  picture.catch(() => undefined);
  try {
    await Promise.race([picture, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function takePicture(kind: SourceKind, machine: Machine): Promise<void> {
  const source = await openShaped(kind, SOURCE_DEFAULTS, machine);
  try {
    await source.next();
  } finally {
    await source.close();
  }
}
