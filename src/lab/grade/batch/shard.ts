/** A part of the submissions, for one machine of many. */
import { GradeListError } from "../errors.ts";

export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const MAX_SHARDS = 10_000;

/** @throws GradeListError for anything but "3/8" */
export function readShard(text: string): Shard {
  const [, number, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text.trim()) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (number === undefined || shard.number < 1 || shard.number > shard.of || shard.of > MAX_SHARDS) {
    throw new GradeListError(
      `\`${text.slice(0, 40)}\` is no shard.`,
      `Give a number and how many there are, such as 3/8, from 1/8 to 8/8.`,
    );
  }
  return shard;
}

/** Every n-th one, so that neighbours in the list, which are often alike in size, are spread out. */
export function ofShard<T>(all: readonly T[], shard: Shard | null): T[] {
  return all.filter((_, index) => shard === null || index % shard.of === shard.number - 1);
}
