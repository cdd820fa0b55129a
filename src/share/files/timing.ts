/** How long either end waits for what; ms. Nothing is framed, so silence is all that tells some things apart. */
export interface Timing {
  /**
   * After `getFile` and a name: nothing more belongs to the name. Longer than the pieces of a name are apart when Nagle's
   * algorithm holds the second until a delayed acknowledgement (40 ms in Linux) of the first.
   */
  readonly quietGet: number;
  /**
   * After `sendFile` and a name. Shorter than the pause in which a Python client sleeps between name and bytes; names come in
   * one call from all clients that are known.
   */
  readonly quietPut: number;
  /** Between `file-exists` and the bytes, for clients that take their first recv() as the answer. */
  readonly answerPause: number;
  /** For a whole request. */
  readonly request: number;
  /** Nothing moves. */
  readonly idle: number;
  /** For the other side to close after the end. */
  readonly closing: number;
  /** Between a refusal and the reset: a client that reads has it by then, and one that only sends learns by the reset. */
  readonly refusing: number;
}

export const USUAL_TIMING: Timing = {
  quietGet: 150,
  quietPut: 50,
  answerPause: 100,
  request: 10_000,
  idle: 60_000,
  closing: 5000,
  refusing: 500,
};

/** For a server to have read what has arrived there, be it busy or not; and what is waited for that and the way, at most; ms. */
const READING = 150;
const LONGEST_NAME_PAUSE = 300;

/**
 * @param connectedIn what it took to connect, ms: a round trip, or more
 * @returns how long a client of ours waits between name and bytes, for a Python server to take the name with its one
 *   recv(); ms
 */
export function namePause(connectedIn: number): number {
  return Math.min(READING + 2 * connectedIn, LONGEST_NAME_PAUSE);
}

/** For a server to close when it has been sent a file: it has all that is under way to read and to store; ms. */
export const STORING = 30_000;
