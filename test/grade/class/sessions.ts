/**
 * What is true of the sessions that the made class hands in, as tshark 4.0.17 tells it (tcp.seq_raw and
 * tcp.options.mss_val of the first SYN; the largest tcp.window_size and tcp.window_size_value of its sender without SYN
 * and RST; any FIN or RST): nothing here was worked out by the program that is tested.
 */
export interface SessionTruth {
  readonly isn: number;
  readonly mss: number;
  /** Scaled, and as the header has it. */
  readonly window: number;
  readonly raw: number;
  readonly ending: "fin" | "reset";
}

export const SESSIONS = {
  "clean-sharer": { isn: 2656017633, mss: 1460, window: 153600, raw: 150, ending: "reset" },
  "loss-sharer": { isn: 2071439106, mss: 1460, window: 192512, raw: 188, ending: "fin" },
  "reorder-sharer": { isn: 386654527, mss: 1460, window: 87040, raw: 85, ending: "fin" },
  "rough-sharer": { isn: 1399797589, mss: 1460, window: 87040, raw: 85, ending: "fin" },
  "plain-sharer": { isn: 3598070149, mss: 1460, window: 86016, raw: 84, ending: "fin" },
  push: { isn: 2636391493, mss: 1460, window: 64512, raw: 63, ending: "fin" },
  ipv6: { isn: 945061181, mss: 1440, window: 84992, raw: 83, ending: "fin" },
  loopback: { isn: 2879790021, mss: 65495, window: 95232, raw: 93, ending: "fin" },
  "one-byte": { isn: 2393981280, mss: 1460, window: 64512, raw: 63, ending: "fin" },
  nodelay: { isn: 1010985602, mss: 1460, window: 86016, raw: 84, ending: "fin" },
  "slow-viewer": { isn: 2509186714, mss: 1460, window: 5840, raw: 5840, ending: "fin" },
  "keep-alive": { isn: 2374231079, mss: 1460, window: 64512, raw: 63, ending: "fin" },
  "zero-window-probes": { isn: 1618078196, mss: 1460, window: 4344, raw: 4344, ending: "fin" },
  "half-close": { isn: 212455916, mss: 1460, window: 84992, raw: 83, ending: "fin" },
  "sharer-reset": { isn: 135708580, mss: 1460, window: 84992, raw: 83, ending: "reset" },
  "viewer-reset": { isn: 1526884183, mss: 1460, window: 86016, raw: 84, ending: "reset" },
  offload: { isn: 2918302913, mss: 1460, window: 105472, raw: 103, ending: "fin" },
  "any-sll": { isn: 4083575379, mss: 1460, window: 86016, raw: 84, ending: "fin" },
  "small-mss": { isn: 817099580, mss: 536, window: 65536, raw: 64, ending: "fin" },
  timeouts: { isn: 614018492, mss: 1460, window: 87040, raw: 85, ending: "fin" },
  "snaplen-96": { isn: 787922655, mss: 1460, window: 87040, raw: 85, ending: "fin" },
  nanoseconds: { isn: 4231574877, mss: 1460, window: 64512, raw: 63, ending: "fin" },
  "duplicate-viewer": { isn: 4230366714, mss: 1460, window: 87040, raw: 85, ending: "fin" },
  "urgent-extra": { isn: 1322552585, mss: 1460, window: 82944, raw: 81, ending: "fin" },
  "urgent-inline": { isn: 2599007852, mss: 1460, window: 86016, raw: 84, ending: "fin" },
  "loss1-sharer": { isn: 1653045311, mss: 1460, window: 267264, raw: 261, ending: "reset" },
  "zerowin-viewer": { isn: 2919293725, mss: 1460, window: 86232, raw: 43116, ending: "reset" },
  "seq-wrap-push": { isn: 4294957296, mss: 1460, window: 64512, raw: 63, ending: "fin" },
} as const satisfies Record<string, SessionTruth>;

export type SessionName = keyof typeof SESSIONS;
