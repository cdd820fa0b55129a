/** Where a session takes place: on this machine, on two machines of which this is one, or between two namespaces. */
import { LabOptionError } from "../errors.ts";
import { loopbackInterface, routeTo } from "./interface.ts";
import { LocalStation } from "./local-station.ts";
import type { Conditions } from "./conditions.ts";
import type { Station } from "./station.ts";

export type Side = "sharer" | "viewer";

export interface Stage {
  /** null: it is on another machine. */
  readonly sharer: Station | null;
  readonly viewer: Station | null;
  /** The one of them that records. */
  readonly recorder: Station;
  readonly interface: string;
  /** What the sharer listens on, and where viewers find it. */
  readonly shareHost: string;
  /** Who may view; none: everybody who can reach it. */
  readonly allow: readonly string[];
  /** For the recording: what is special about this place. */
  readonly comments: readonly string[];
  /** For packets to get from one side to the other, ms. */
  readonly delay: number;
  /** What is to be told when all is over, a sentence each. */
  ending(): Promise<string[]>;
  close(): Promise<void>;
}

export interface StageSettings {
  /** null: the one that the session passes. */
  readonly interface: string | null;
  /** The other machine, which views; null: not so. */
  readonly viewerHost: string | null;
  /** The other machine, which shares; null: not so. */
  readonly join: string | null;
  readonly conditions: Conditions | null;
  /** null: where the conditions are seen best. */
  readonly captureAt: Side | null;
}

/**
 * @throws LabOptionError for settings that don't go together
 * @throws ConditionsError when the conditions can't be made here
 */
export async function openStage(settings: StageSettings): Promise<Stage> {
  const { viewerHost, join, conditions, captureAt } = settings;
  const twoMachines = viewerHost !== null || join !== null;
  if (viewerHost !== null && join !== null) {
    throw new LabOptionError(
      "--viewer-host and --join are of the two machines.",
      "Use --viewer-host on the machine that shares, and --join on the one that views.",
    );
  }
  if (conditions === null) {
    if (captureAt !== null) {
      throw new LabOptionError(
        "--capture-at is for sessions with two sides here.",
        "Give it with --delay and the like.",
      );
    }
    return twoMachines ? await oneOfTwo(settings) : await onLoopback(settings);
  }
  if (twoMachines || settings.interface !== null) {
    throw new LabOptionError(
      "Conditions have their own network, inside this machine.",
      "Leave --interface, --viewer-host and --join away.",
    );
  }
  const { openNamespaces } = await import("./namespaces.ts");
  return openNamespaces(conditions, captureAt);
}

const HERE = { comments: [], delay: 0, ending: (): Promise<string[]> => Promise.resolve([]) } as const;

async function onLoopback(settings: StageSettings): Promise<Stage> {
  const station = new LocalStation();
  return {
    ...HERE,
    ...{ sharer: station, viewer: station, recorder: station, shareHost: "127.0.0.1", allow: [] },
    interface: settings.interface ?? (await loopbackInterface()),
    close: () => station.close(),
  };
}

async function oneOfTwo({ interface: wanted, viewerHost, join }: StageSettings): Promise<Stage> {
  const route = await routeTo(viewerHost ?? join ?? "");
  const chosen = wanted ?? route.interface;
  if (chosen === null) {
    throw new LabOptionError(
      "Which interface leads to the other machine can't be told on this system.",
      "Name it with --interface; sharelab capture --list shows what there is.",
    );
  }
  const station = new LocalStation();
  const shares = viewerHost !== null;
  return {
    ...HERE,
    sharer: shares ? station : null,
    viewer: shares ? null : station,
    recorder: station,
    interface: chosen,
    shareHost: shares ? route.own : route.peer,
    allow: shares ? [route.peer] : [],
    close: () => station.close(),
  };
}
