/** The process of a station in another network namespace: see `remoteStation`. */
import { failureOf } from "./errors.ts";
import { LocalStation } from "./local-station.ts";
import type { Answer, Question } from "./remote-station.ts";

const station = new LocalStation();

process.on("message", (message) => {
  const { id, method, argument } = message as Question;
  // Each method takes one argument at most.
  const act = station[method].bind(station) as (argument: unknown) => Promise<unknown>;
  act(argument).then(
    (value) => {
      answer({ id, value: value ?? null });
    },
    (error: unknown) => {
      const failure = failureOf(error);
      if (failure === null) throw error;
      answer({ id, failure });
    },
  );
});

// The session has ended, or was killed: nobody needs this side any more.
process.on("disconnect", () => {
  process.exit();
});

function answer(what: Answer): void {
  if (process.connected) process.send?.(what);
}
