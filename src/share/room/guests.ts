/** Who is there to be looked at, and whose turn it is: by address, since nothing else tells guests apart. */
export class Guests {
  /** How many connections each has. */
  readonly #here = new Map<string, number>();
  #current: string | null = null;

  join(address: string): void {
    this.#here.set(address, (this.#here.get(address) ?? 0) + 1);
  }

  /** @returns whether it was the turn of this one, who has gone now */
  leave(address: string): boolean {
    const left = (this.#here.get(address) ?? 1) - 1;
    if (left > 0) {
      this.#here.set(address, left);
      return false;
    }
    this.#here.delete(address);
    return address === this.#current;
  }

  /** Whether somebody else is there. */
  others(address: string): boolean {
    return [...this.#here.keys()].some((one) => one !== address);
  }

  /** @returns whose turn it is now; null: nobody is there */
  next(): string | null {
    const all = [...this.#here.keys()];
    const at = this.#current === null ? -1 : all.indexOf(this.#current);
    this.#current = all[(at + 1) % all.length] ?? null;
    return this.#current;
  }
}
