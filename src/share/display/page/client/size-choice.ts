/** Buttons for sizes of pictures, and a field for any other one. */
import { readSize } from "../protocol.ts";
import { element, setText } from "./elements.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface SizeChoiceEvents {
  readonly onSize: (size: string) => void;
  /** @returns what is wrong with a size that was typed, in a sentence; null: nothing */
  readonly problemOf?: (size: Size) => string | null;
}

export class SizeChoice {
  readonly #events: SizeChoiceEvents;
  readonly #sizes: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #input: HTMLInputElement;
  readonly #problem: HTMLElement;

  /** @param prefix of the elements' ids */
  constructor(prefix: string, events: SizeChoiceEvents) {
    this.#events = events;
    this.#sizes = element(`${prefix}sizes`, HTMLElement);
    this.#form = element(`${prefix}size-form`, HTMLFormElement);
    this.#input = element(`${prefix}other-size`, HTMLInputElement);
    this.#problem = element(`${prefix}other-size-problem`, HTMLElement);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /**
   * @param sizes such as ["1366x768"]
   * @param current the one of them that is in use; null where none is
   * @param any whether another one may be typed
   */
  show(sizes: readonly string[], current: string | null, any: boolean): void {
    this.#form.hidden = !any;
    setText(this.#problem, "");
    const shown = `${sizes.join()} ${current ?? ""}`;
    if (this.#sizes.dataset["shown"] === shown) return;
    this.#sizes.dataset["shown"] = shown;
    this.#sizes.replaceChildren(...sizes.map((size) => this.#button(size, current)));
  }

  #button(size: string, current: string | null): HTMLButtonElement {
    const choice = document.createElement("button");
    choice.type = "button";
    choice.textContent = size.replace("x", " × ");
    if (current !== null) choice.setAttribute("aria-pressed", String(size === current));
    choice.addEventListener("click", () => {
      this.#events.onSize(size);
    });
    return choice;
  }

  #submit(): void {
    const size = readSize(this.#input.value);
    const problem =
      size === null
        ? "A size is width x height in pixels, such as 1366x768."
        : (this.#events.problemOf?.(size) ?? null);
    setText(this.#problem, problem ?? "");
    if (size === null || problem !== null) this.#input.focus();
    else this.#events.onSize(`${size.width}x${size.height}`);
  }
}
