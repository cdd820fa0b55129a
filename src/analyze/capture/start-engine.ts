/** Starts an engine and waits until it really records; where that fails, says why in terms of this machine. */
import {
  CaptureEngineError,
  CaptureEngineFailedError,
  CaptureFilterError,
  CaptureInterfaceError,
  type AnalyzeError,
} from "../errors.ts";
import { complaintOf, filterProblem, gist, type Complaint } from "./complaints.ts";
import { listInterfaces } from "./interfaces.ts";
import { thisMachine } from "./machine.ts";
import { usualBuffer } from "./options.ts";
import { howToGetPermission, howToInstall } from "./permission.ts";
import { ENGINES } from "./registry.ts";
import type { CaptureEngine, EngineName, EngineProcess, EngineProgram, EngineRequest } from "./types.ts";

/** A recording engine, with the first bytes of its output. */
export interface Started {
  readonly engine: CaptureEngine;
  readonly program: EngineProgram;
  readonly process: EngineProcess;
  readonly first: Buffer;
}

/** A request that leaves the buffer to the engine: null. */
export type WantedRequest = Omit<EngineRequest, "bufferMegabytes"> & { readonly bufferMegabytes: number | null };

/** Why an engine can't record here. */
export interface Refusal {
  readonly engine: CaptureEngine;
  readonly why: "missing" | Complaint;
  readonly said: string;
}

/** An engine that hasn't begun after this long never will, ms. */
const PATIENCE = 15_000;

/**
 * Starts the engine asked for, or with "auto" the first of {@link ENGINES} that records here.
 *
 * @throws CaptureEngineError when there is no right to capture, or nothing that can
 * @throws CaptureInterfaceError, CaptureFilterError for what no engine can make sense of
 */
export async function startFirst(wanted: EngineName | "auto", request: WantedRequest): Promise<Started> {
  const candidates = wanted === "auto" ? ENGINES : ENGINES.filter(({ name }) => name === wanted);
  const refusals: Refusal[] = [];
  for (const engine of candidates) {
    const started = await tryEngine(engine, request);
    if ("process" in started) return started;
    refusals.push(started);
    if (["filter", "no-interface", "interface-down"].includes(started.why)) break;
  }
  throw await explain(refusals, request);
}

export async function tryEngine(engine: CaptureEngine, request: WantedRequest): Promise<Started | Refusal> {
  const program = await engine.find();
  if (program === null) return { engine, why: "missing", said: "" };
  const snaplen = Math.min(request.snaplen, engine.maxSnaplen);
  const bufferMegabytes = request.bufferMegabytes ?? usualBuffer(engine.buffer);
  const process = engine.start(program, { ...request, snaplen, bufferMegabytes });
  const first = await firstBytes(process);
  if (first !== null) return { engine, program, process, first };
  process.kill();
  const { said } = await process.ended;
  return { engine, why: complaintOf(said), said };
}

/**
 * Whether an engine can record from an interface here and now, found out by doing it for a moment.
 *
 * @returns null: it can
 */
export async function checkEngine(engine: CaptureEngine, name: string): Promise<Refusal | null> {
  const tried = await tryEngine(engine, { interface: name, filter: "", snaplen: 64, bufferMegabytes: 1 });
  if (!("process" in tried)) return tried;
  tried.process.kill();
  await tried.process.ended;
  return null;
}

/** null when the process ended, or said nothing in time. */
function firstBytes({ output, ended }: EngineProcess): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const settle = (first: Buffer | null): void => {
      clearTimeout(timer);
      output.off("data", take);
      output.pause();
      resolve(first);
    };
    const take = (chunk: Buffer): void => {
      settle(chunk);
    };
    const timer = setTimeout(settle, PATIENCE, null);
    output.on("data", take);
    void ended.then(() => {
      settle(null);
    });
  });
}

async function explain(refusals: readonly Refusal[], request: WantedRequest): Promise<AnalyzeError> {
  const find = (...kinds: Refusal["why"][]): Refusal | undefined => refusals.find(({ why }) => kinds.includes(why));
  const filter = find("filter");
  if (filter !== undefined) {
    return new CaptureFilterError(
      `The capture filter "${request.filter}" is not understood: ${filterProblem(filter.said)}.`,
      'It is in libpcap\'s language, such as "tcp port 9000" or "host 192.168.1.5 and tcp" (man pcap-filter); Wireshark\'s display filters are another.',
    );
  }
  const badInterface = find("no-interface", "interface-down");
  if (badInterface !== undefined) return interfaceError(badInterface, request.interface);
  const machine = thisMachine();
  const refused = find("permission");
  if (refused !== undefined) {
    return new CaptureEngineError(
      `You have no permission to capture on ${request.interface} (${refused.engine.name}: ${gist(refused.said)}).`,
      howToGetPermission(machine, refused.engine.name),
    );
  }
  const other = find("other");
  if (other !== undefined) {
    return new CaptureEngineFailedError(
      `${other.engine.name} can't record from ${request.interface}: ${gist(other.said) || "it ended without a word"}.`,
      "Try another engine with --engine; sharelab capture --list shows which see the interface.",
    );
  }
  const [missing] = refusals;
  const what =
    refusals.length === 1 && missing !== undefined
      ? `${missing.engine.name} is not installed`
      : "Nothing that can capture is installed";
  const remedy =
    refusals.length === 1 && missing?.engine.name === "cap" ? missing.engine.comesWith : howToInstall(machine);
  return new CaptureEngineError(`${what}.`, remedy.endsWith(".") ? remedy : `${remedy}.`);
}

async function interfaceError({ why, engine }: Refusal, name: string): Promise<CaptureInterfaceError> {
  const all = await listInterfaces();
  const names = all.filter((one) => one.state !== "down" && one.engines.includes(engine.name)).map((one) => one.name);
  if (why === "interface-down") {
    const how = process.platform === "linux" ? ` (sudo ip link set ${name} up)` : "";
    return new CaptureInterfaceError(
      `The interface ${name} is not up.`,
      `Switch it on${how}, or capture on another one: ${names.join(", ")}.`,
    );
  }
  return new CaptureInterfaceError(
    `There is no interface ${name}.`,
    names.length === 0 ? "sharelab capture --list shows what there is." : `There are: ${names.join(", ")}.`,
  );
}
