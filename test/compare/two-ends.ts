/** One made-up session as the captures of its two ends would have it. */
import { pcapOf, Scenario, type Segment } from "../support/scenario.ts";

export interface Between {
  /** Seconds from one capture point to the other. */
  readonly delay?: number;
  /** The server's clock - the client's: seconds at the start, and how much it gains. */
  readonly offset?: number;
  readonly driftPpm?: number;
  /** More delay for some packets, seconds. */
  readonly jitter?: (segment: Segment, index: number) => number;
  /** What becomes of a packet of which the sender's capture has this; none: lost. */
  readonly arrives?: (segment: Segment, index: number) => readonly Segment[];
}

/** @param segments with the true time of sending */
export function twoEnds(
  segments: readonly Segment[],
  client: string,
  between: Between = {},
): { client: Buffer; server: Buffer } {
  const { delay = 0.005, offset = 0, driftPpm = 0, jitter, arrives } = between;
  const start = segments[0]?.time ?? 0n;
  const nanoseconds = (seconds: number): bigint => BigInt(Math.round(seconds * 1e9));
  const clockOf = (time: bigint, isServer: boolean): bigint => {
    if (!isServer) return time;
    const gained = (Number(time - start) * driftPpm) / 1e6;
    return time + nanoseconds(offset) + BigInt(Math.round(gained));
  };
  const seen: Record<"client" | "server", Segment[]> = { client: [], server: [] };
  for (const [index, segment] of segments.entries()) {
    const fromClient = segment.source === client;
    const [near, far] = fromClient ? (["client", "server"] as const) : (["server", "client"] as const);
    seen[near].push({ ...segment, time: clockOf(segment.time, near === "server") });
    for (const one of arrives?.(segment, index) ?? [segment]) {
      const late = segment.time + nanoseconds(delay + (jitter?.(segment, index) ?? 0));
      seen[far].push({ ...one, time: clockOf(late, far === "server") });
    }
  }
  const bytes = (list: Segment[]): Buffer =>
    pcapOf([...list].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)));
  return { client: bytes(seen.client), server: bytes(seen.server) };
}

/** A session of so many seconds: twenty segments a second, each acknowledged after 12 ms. */
export function session(seconds: number, options: { readonly size?: number } = {}): Scenario {
  const s = new Scenario().handshake({ mss: 1460, ws: 7, rtt: 0.02 });
  for (let round = 0; round < seconds * 20; round++) {
    s.server.send(options.size ?? 1000);
    s.wait(0.012).client.ack();
    s.wait(0.038);
  }
  return s;
}

export const CLIENT = "10.0.0.1";
