import type { XConnection } from "./connection.ts";
import type { Damage, Fixes, Rectangle } from "./protocol.ts";

/** Keeps account of what a window, with all that is in it, has drawn. */
export class Changes {
  readonly #connection: XConnection;
  readonly #damage: Damage;
  readonly #fixes: Fixes;
  readonly #account: number;
  /** Region on the server that what was taken out of the account goes to. */
  readonly #taken: number;

  private constructor(connection: XConnection, damage: Damage, fixes: Fixes, window: number) {
    this.#connection = connection;
    this.#damage = damage;
    this.#fixes = fixes;
    this.#account = connection.client.AllocID();
    this.#taken = connection.client.AllocID();
    damage.Create(this.#account, window, damage.ReportLevel.NonEmpty);
    fixes.CreateRegion(this.#taken, []);
  }

  /** @returns null when the server can't tell what changes */
  static async watch(connection: XConnection, window: number): Promise<Changes | null> {
    const damage = await connection.extension("damage");
    const fixes = await connection.extension("fixes");
    return damage === null || fixes === null ? null : new Changes(connection, damage, fixes, window);
  }

  /**
   * Takes out of the account what has changed since the last time. What changes from now on is in it again, so a picture
   * that is read after this was answered has no change that is not here or will be here the next time.
   *
   * @returns rectangles in the window's coordinates
   */
  async take(): Promise<readonly Rectangle[]> {
    this.#damage.Subtract(this.#account, 0, this.#taken);
    const { rectangles } = await this.#connection.request<{ readonly rectangles: readonly Rectangle[] }>((callback) => {
      this.#fixes.FetchRegion(this.#taken, callback);
    });
    return rectangles;
  }
}
