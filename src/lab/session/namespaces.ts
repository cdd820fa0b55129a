/** The two sides of a session in two network namespaces, joined by a wire that does to packets what is asked of it. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ask } from "../../analyze/capture/run.ts";
import { thisPackageManager } from "../doctor/packages.ts";
import { count } from "../render/units.ts";
import { conditionsText, type Conditions } from "./conditions.ts";
import { ConditionsError } from "./errors.ts";
import { namespaceObstacle, thisNamespaceMachine } from "./machine.ts";
import { existingNames, namespaceName, processStart, staleNames } from "./namespace-names.ts";
import { remoteStation } from "./remote-station.ts";
import type { Side, Stage } from "./stage.ts";

/** Of RFC 1918, and too short to be confused with a network at home. */
const ADDRESSES = { sharer: "10.0.0.1", viewer: "10.0.0.2" } as const;
/** Locally administered (IEEE 802). */
const MACS = { sharer: "02:00:00:00:00:01", viewer: "02:00:00:00:00:02" } as const;
const SIDES = ["sharer", "viewer"] as const;
/** Of a slow viewer's socket, bytes: it is full after a few segments. */
const SLOW_BUFFER = 32 * 1024;
/** For the wire to end by itself, ms. */
const PATIENCE = 5000;

interface DirectionCounts {
  readonly packets: number;
  readonly lost: number;
  readonly overtaken: number;
  readonly queue_full: number;
  readonly dropped: number | null;
}

interface WireSays {
  readonly ready?: true;
  readonly error?: string;
  readonly counts?: readonly DirectionCounts[];
}

/**
 * @param captureAt null: where the conditions are seen best
 * @throws ConditionsError when this machine can't
 */
export async function openNamespaces(conditions: Conditions, captureAt: Side | null): Promise<Stage> {
  const machine = thisNamespaceMachine();
  const obstacle = namespaceObstacle(machine, thisPackageManager());
  const { ip, python3 } = machine;
  if (obstacle !== null || ip === null || python3 === null) {
    throw new ConditionsError(obstacle?.reason ?? "", obstacle?.remedy ?? "");
  }
  for (const name of staleNames(existingNames(), processStart)) await ask(ip, ["netns", "del", name]);
  const start = processStart(process.pid) ?? "0";
  const names = SIDES.map((side) => namespaceName(process.pid, start, side));
  const wire = new WireProcess(python3, {
    ...conditions,
    ends: SIDES.map((side, at) => ({
      namespace: names[at],
      address: ADDRESSES[side],
      mac: MACS[side],
      receiveBuffer: side === "viewer" && conditions.slowViewer !== null ? SLOW_BUFFER : null,
    })),
  });
  await wire.ready();
  const [sharer, viewer] = [0, 1].map((at) => remoteStation(ip, ["netns", "exec", names[at] ?? ""]));
  if (sharer === undefined || viewer === undefined) throw new Error("two sides");
  // That packets were overtaken is seen only where they arrive.
  const side = captureAt ?? (conditions.reorder > 0 ? "viewer" : "sharer");
  return {
    ...{ sharer, viewer, interface: "eth0", shareHost: ADDRESSES.sharer, allow: [] },
    recorder: side === "sharer" ? sharer : viewer,
    comments: [`Conditions: ${conditionsText(conditions)}. Recorded at the ${side}'s side.`],
    delay: conditions.delay,
    ending: async () => (await wire.end()).flatMap((counts, at) => endingText(SIDES[at] ?? "", counts)),
    close: async () => {
      await Promise.all([sharer.close(), viewer.close()]);
      await wire.end();
      // The wire has done it, unless it was killed.
      for (const name of existingNames().filter((one) => names.includes(one))) await ask(ip, ["netns", "del", name]);
    },
  };
}

function endingText(side: string, counts: DirectionCounts): string[] {
  const { packets, lost, overtaken, queue_full: full, dropped } = counts;
  const parts = [`${count(lost)} lost`, `${count(overtaken)} overtaken`];
  if (full > 0) parts.push(`${count(full)} dropped because the slow line was full`);
  const lines = [`from the ${side}: ${count(packets)} packets, ${parts.join(", ")}`];
  if (dropped !== null && dropped > 0) {
    lines.push(`  ${count(dropped)} more were lost by chance: this machine was too slow for them`);
  }
  return lines;
}

class WireProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<void>;
  #counts: readonly DirectionCounts[] = [];

  constructor(python3: string, settings: unknown) {
    const script = fileURLToPath(new URL("./relay.py", import.meta.url));
    // -I: nothing of the user's own Python gets in. In a group of its own, Ctrl-C does not reach it.
    this.#child = spawn(python3, ["-I", script, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on("error", () => undefined); // it has ended
    let said = "";
    stderr?.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-2000)));
    this.#ended = new Promise((resolve) => {
      this.#child.on("close", () => {
        resolve();
      });
    });
    this.#ready = new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        reject(
          new ConditionsError(
            `The network for the conditions can't be made: ${why.trim()}.`,
            "sharelab doctor shows what this machine can do.",
          ),
        );
      };
      if (stdout !== null) {
        createInterface({ input: stdout }).on("line", (line) => {
          const { ready, error, counts } = JSON.parse(line) as WireSays;
          if (ready === true) resolve();
          if (error !== undefined) fail(error);
          if (counts !== undefined) this.#counts = counts;
        });
      }
      this.#child.on("error", (error) => {
        fail(error.message);
      });
      void this.#ended.then(() => {
        fail(said.split("\n").findLast((line) => line !== "") ?? "it ended without a word");
      });
    });
  }

  /** @throws ConditionsError */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Takes the network down. @returns what happened on it, by the side that sent */
  async end(): Promise<readonly DirectionCounts[]> {
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    await this.#ended;
    clearTimeout(timer);
    return this.#counts;
  }
}
