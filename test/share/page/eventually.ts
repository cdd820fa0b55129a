import { expect } from "vitest";

/** Like expect.poll, with the patience that a busy machine needs. */
export const eventually: typeof expect.poll = (look, options) => expect.poll(look, { timeout: 30_000, ...options });
