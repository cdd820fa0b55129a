import { ShareOptionError } from "./errors.ts";

/** @throws ShareOptionError where the value is no whole number, or out of range */
export function checkWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new ShareOptionError(`${name} is ${value}.`, `It is a whole number ${range}.`);
}
