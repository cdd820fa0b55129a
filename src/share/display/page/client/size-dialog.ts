/** Corrects the size of pictures that are shown already: those of another shape have as many bytes, and look skewed. */
import { readSize } from "../protocol.ts";
import { button, element } from "./elements.ts";
import { SizeChoice, type Size } from "./size-choice.ts";

export class SizeDialog {
  readonly #dialog = element("size-dialog", HTMLDialogElement);
  readonly #tool: HTMLButtonElement;
  readonly #choice: SizeChoice;
  /** That were said to be possible; null: the format says which it is. */
  #sizes: readonly string[] | null = null;
  #painted: Size | null = null;
  #live = false;

  constructor(onSize: (size: string) => void) {
    this.#tool = button("size", () => {
      this.toggle();
    });
    this.#choice = new SizeChoice("choice-", {
      onSize: (size) => {
        onSize(size);
        this.#dialog.close();
      },
      problemOf: (size) => this.#problemOf(size),
    });
  }

  toggle(): void {
    if (this.#dialog.open) this.#dialog.close();
    else if (!this.#tool.hidden) this.#dialog.showModal();
  }

  know(sizes: readonly string[] | null): void {
    this.#sizes = sizes;
    this.#update();
  }

  paint(painted: Size): void {
    this.#painted = painted;
    this.#update();
  }

  /** While frames don't come, the card over the picture says what is the matter. */
  set live(live: boolean) {
    this.#live = live;
    this.#update();
  }

  #update(): void {
    const painted = this.#painted;
    this.#tool.hidden = this.#sizes === null || painted === null || !this.#live;
    if (this.#tool.hidden) this.#dialog.close();
    if (this.#sizes === null || painted === null) return;
    const current = `${painted.width}x${painted.height}`;
    const sizes = new Set([...this.#sizes.filter((size) => this.#fits(readSize(size))), current]);
    this.#choice.show([...sizes], current, true);
  }

  #fits(size: Size | null): boolean {
    return size !== null && pixels(size) === pixels(this.#painted);
  }

  #problemOf(size: Size): string | null {
    if (this.#fits(size)) return null;
    const { width, height } = size;
    return `The sharer's pictures have ${pixels(this.#painted)} pixels, ${width} × ${height} are ${pixels(size)}.`;
  }
}

function pixels(size: Size | null): number {
  return size === null ? 0 : size.width * size.height;
}
