import type { FileVerb } from "../files/events.ts";

/** After it is over here, for the server to tell of it, ms. */
const PATIENCE = 10_000;

/**
 * A host's page gets and puts its files as everybody does, over its own server, which tells of that, too: this tells
 * those from the requests of others.
 */
export class OwnRequests {
  readonly #expected: string[] = [];

  /** @returns to be called when it is over */
  expect(verb: FileVerb, name: string): () => void {
    const key = keyOf(verb, name);
    this.#expected.push(key);
    return () => {
      setTimeout(() => {
        this.#forget(key);
      }, PATIENCE).unref();
    };
  }

  /** @param ends whether the server tells no more of it */
  isOwn(verb: FileVerb, name: string, ends: boolean): boolean {
    const key = keyOf(verb, name);
    const own = this.#expected.includes(key);
    if (own && ends) this.#forget(key);
    return own;
  }

  #forget(key: string): void {
    const at = this.#expected.indexOf(key);
    if (at !== -1) this.#expected.splice(at, 1);
  }
}

function keyOf(verb: FileVerb, name: string): string {
  return `${verb} ${name}`;
}
