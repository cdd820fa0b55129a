/** Finds the source that shows this machine's screen fastest. */
import { NoXServerError, SourceError, SourceUnavailableError } from "../errors.ts";
import { refuseBlack } from "./black.ts";
import { innerOptions, shaped, type OpenedSource, type PassedOver } from "./open-kind.ts";
import { isX } from "./session.ts";
import { THIS_MACHINE, type FrameSource, type Machine, type SourceKind, type SourceOptions } from "./types.ts";

/** For all candidates together; what isn't open by then is given up, ms. */
const BUDGET = 1500;
/** Of the budget, for taking frames of one candidate. */
const SHARE = 250;
const MOST_FRAMES = 12;
/** Frames that aren't counted: code that has run a few times runs faster. */
const WARM_UP = 4;
/** Whole frames are the worst that a source has to do that reads only what has changed: it counts so many times as fast. */
const HEAD_START = 2;

interface Candidate {
  readonly kind: SourceKind;
  /** As the kind gives it. */
  readonly source: FrameSource;
  /** As it was asked for. */
  readonly shaped: FrameSource;
  readonly fps: number;
}

interface Refused extends PassedOver {
  readonly remedy: string;
  /** It can't work here, whatever is asked of it. */
  readonly always: boolean;
}

/**
 * Opens each source that can show the screen here, measures it on whole frames, and keeps the fastest.
 *
 * @throws SourceError when there is none, with what keeps each from it and what to do
 */
export async function openFastest(
  options: SourceOptions,
  kinds: readonly SourceKind[],
  machine: Machine = THIS_MACHINE,
): Promise<OpenedSource> {
  const deadline = performance.now() + BUDGET;
  const refused: Refused[] = [];
  const slower: PassedOver[] = [];
  let best: Candidate | null = null;
  let noServer: NoXServerError | null = null;
  for (const kind of kinds.filter(({ automatic }) => automatic === true)) {
    if (best !== null && performance.now() > deadline) {
      slower.push({ name: kind.name, reason: `Not measured: finding ${best.kind.name} took all the time there was.` });
      continue;
    }
    try {
      const candidate = await measured(kind, options, machine, deadline);
      const [kept, other]: [Candidate, Candidate | null] =
        best === null || worth(candidate) > worth(best) ? [candidate, best] : [best, candidate];
      if (other !== null) {
        slower.push({ name: other.kind.name, reason: whyNot(other, kept) });
        await other.source.close();
      }
      best = kept;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error instanceof NoXServerError && isX(machine)) noServer = error;
      refused.push({
        name: kind.name,
        reason: error.message,
        remedy: error.remedy,
        always: error instanceof SourceUnavailableError,
      });
    }
  }
  // Where the screen is an X server's, that says it for all: the others only tell that they got nothing from it.
  if (best === null) throw noServer ?? nothing(refused);
  best.source.readWhole?.();
  return {
    source: best.shaped,
    chosen: best.kind.name,
    measuredFps: best.fps,
    passedOver: [...slower, ...refused.map(({ name, reason }) => ({ name, reason }))],
  };
}

function worth({ source, fps }: Candidate): number {
  return source.readWhole === undefined ? fps : fps * HEAD_START;
}

function whyNot(other: Candidate, kept: Candidate): string {
  const rate = `${other.fps.toFixed(1)} frames/s`;
  return other.fps <= kept.fps ? `Slower here: ${rate}.` : `${rate} here, but it reads all of the screen each time.`;
}

async function measured(
  kind: SourceKind,
  options: SourceOptions,
  machine: Machine,
  deadline: number,
): Promise<Candidate> {
  const obstacle = (await kind.obstacle?.(machine)) ?? null;
  if (obstacle !== null) throw new SourceUnavailableError(obstacle.reason, obstacle.remedy);
  const opening = kind.open(innerOptions(kind, options), machine);
  const source = await inTime(opening, kind, deadline, () => {
    opening.then((late) => late.close()).catch(() => undefined);
  });
  const outer = await shaped(source, kind, options);
  try {
    const fps = await inTime(framesPerSecond(source, machine, deadline), kind, deadline, () => undefined);
    return { kind, source, shaped: outer, fps };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Of whole frames, whatever changes on the screen now. */
async function framesPerSecond(source: FrameSource, machine: Machine, deadline: number): Promise<number> {
  const first = await source.next();
  if (first === null) throw new SourceError(`${source.name} gives no pictures.`, "Take another source.");
  refuseBlack(first, machine);
  const end = Math.min(performance.now() + SHARE, deadline);
  const times: number[] = [];
  do {
    const start = performance.now();
    source.readWhole?.();
    await source.next();
    times.push(performance.now() - start);
  } while (times.length < WARM_UP + MOST_FRAMES && performance.now() < end);
  const counted = times.length > WARM_UP ? times.slice(WARM_UP) : times.slice(-1);
  return (counted.length * 1000) / counted.reduce((sum, time) => sum + time, 0);
}

/** @param giveUp what to do with what comes too late */
async function inTime<T>(work: Promise<T>, kind: SourceKind, deadline: number, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => {
      giveUp();
      reject(
        new SourceError(
          `It gave no picture in time.`,
          `Ask for it by name, if it is to be waited for: --source ${kind.name}.`,
        ),
      );
    };
    timer = setTimeout(fail, Math.max(deadline - performance.now(), SHARE));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Every reason once, with what has it. */
function nothing(refused: readonly Refused[]): SourceError {
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of refused) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  const told = [...reasons].map(([reason, names]) => `${names.join(", ")}: ${reason}`);
  const [only] = reasons.size === 1 ? reasons.keys() : [];
  const remedies = new Set(refused.map(({ remedy }) => remedy));
  const message = only ?? `No source can show the screen. ${told.join(" ")}`;
  if (!refused.every(({ always }) => always)) return new SourceError(message, [...remedies].join(" "));
  remedies.add("The source pattern needs no screen: --source pattern.");
  return new SourceUnavailableError(message, [...remedies].join(" "));
}
