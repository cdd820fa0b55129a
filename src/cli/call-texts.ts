/** What `call` tells the person at the terminal. */
import type { AddressInfo } from "node:net";
import { CALL_PORTS } from "../share/call/call.ts";
import { isAnyAddress, ownAddresses } from "../share/net/own-addresses.ts";
import type { SharerCounters } from "../share/sharer/counters.ts";
import type { SharerEvent } from "../share/sharer/events.ts";
import { RateMeter } from "../share/viewer/rates.ts";
import type { Trouble, ViewerState } from "../share/viewer/state.ts";
import type { ViewProgress, ViewSummary } from "../share/viewer/viewer.ts";
import type { BottomLine } from "./bottom-line.ts";
import { savedIn } from "./peer-options.ts";
import { REFUSALS } from "./share-texts.ts";

export class CallTerminal {
  readonly #line: BottomLine;
  readonly #host: string;
  readonly #meter = new RateMeter(performance.now());
  #state: ViewerState = { phase: "connecting", listening: false, trouble: null };
  #told = "";
  #bytes = 0;
  #taken = { count: 0, at: performance.now() };

  constructor(line: BottomLine, host: string) {
    this.#line = line;
    this.#host = host;
  }

  /** Where the other side finds this one. @param peerPort that it is to serve on; null: a usual one */
  listening({ address, port }: AddressInfo, peerPort: number | null): void {
    this.#line.say(`listening on ${address} port ${port}; only ${this.#host} is let in`);
    if (isAnyAddress(address)) {
      const own = ownAddresses(address).map(({ address: one }) => one);
      this.#line.say(`to call from there: sharelab call ${own[0] ?? "ADDRESS"}`);
    }
    const [first, second] = CALL_PORTS;
    const other = peerPort ?? (port === first ? second : first);
    this.#line.say(`Python peer there: it views port ${port} of this machine, and serves on port ${other}`);
  }

  own(event: SharerEvent): void {
    switch (event.kind) {
      case "joined":
        this.#line.say(`${event.address} sees your pictures`);
        return;
      case "left":
        this.#line.say(`${event.address} has stopped looking: ${event.status.counters.sent} frames sent`);
        return;
      case "refused":
        this.#line.say(`${event.address} port ${event.port} was turned away: ${REFUSALS[event.why]}`);
        return;
      case "withdrew":
      case "unreachable": // nobody is asked, and nothing is pushed
    }
  }

  other(state: ViewerState): void {
    this.#state = state;
    if (state.phase === "connected") {
      this.#told = "";
      this.#line.say(`connected to ${state.address} port ${state.port}`);
    } else if (state.phase === "waiting") this.#once(state.trouble, "Trying again; q or Ctrl-C ends it.");
    else if (state.phase === "stuck") this.#once(state.trouble, "The page can try again; q or Ctrl-C ends it.");
  }

  progress({ bytes }: ViewProgress): void {
    this.#meter.add(performance.now(), bytes - this.#bytes);
    this.#bytes = bytes;
  }

  /** What is going on: fits 80 columns, keys included. */
  status({ taken, viewers }: SharerCounters): string {
    const now = performance.now();
    const own = ((taken - this.#taken.count) * 1000) / (now - this.#taken.at);
    this.#taken = { count: taken, at: now };
    const { framesPerSecond, bitsPerSecond } = this.#meter.rates(now);
    const there = viewers === 0 ? "not seen" : `sent ${own.toFixed(0)}/s`;
    if (this.#state.phase !== "live") return `waiting for ${this.#host}, ${there}`;
    return `came ${framesPerSecond.toFixed(0)}/s, ${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s, ${there}`;
  }

  #once({ message, remedy, code, kind }: Trouble, next: string): void {
    if (kind === this.#told) return;
    this.#told = kind;
    if (kind === "ended") this.#line.say(`${this.#host} has hung up\n  Waiting for it to call again.`);
    else if (kind === "unreachable") this.#line.say(`waiting for ${this.#host}: ${message}\n  ${next}`);
    else this.#line.say(`${message}\n  ${remedy}${code === null ? "" : ` [${code}]`}\n  ${next}`);
  }
}

export function summary(
  { frames, bytes, end }: ViewSummary,
  own: Pick<SharerCounters, "sent" | "bytes">,
  folder: string | undefined,
): string {
  const why = { enough: "", ended: "; the other side has hung up", stopped: "; hung up", failed: "; failed" }[end];
  return `${frames} frames, ${bytes} bytes came; ${own.sent} frames, ${own.bytes} bytes sent${why}${savedIn(folder, { frames })}`;
}
