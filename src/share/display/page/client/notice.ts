/** The card over the picture: what is the matter, and what can be done about it. */
import { readSize } from "../protocol.ts";
import { button, element, setText } from "./elements.ts";
import type { Said } from "./words.ts";

export interface NoticeEvents {
  readonly onRetry: () => void;
  readonly onSize: (size: string) => void;
}

export class Notice {
  readonly #events: NoticeEvents;
  readonly #card = element("notice", HTMLElement);
  readonly #title = element("notice-title", HTMLElement);
  readonly #text = element("notice-text", HTMLElement);
  readonly #remedy = element("notice-remedy", HTMLElement);
  readonly #sizes = element("notice-sizes", HTMLElement);
  readonly #form = element("notice-size", HTMLFormElement);
  readonly #input = element("other-size", HTMLInputElement);
  readonly #problem = element("other-size-problem", HTMLElement);
  readonly #wait = element("notice-wait", HTMLElement);
  readonly #announcer = element("announcer", HTMLElement);
  readonly #retry: HTMLButtonElement;
  #retryAt: number | null = null;

  constructor(events: NoticeEvents) {
    this.#events = events;
    this.#retry = button("retry", events.onRetry);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    setInterval(() => {
      this.#countDown();
    }, 250);
  }

  /** @param retryIn ms to the next attempt; null where there is none to wait for */
  show(said: Said, retryIn: number | null): void {
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.hidden = said.title === null;
    setText(this.#title, said.title ?? "");
    setText(this.#text, said.text);
    setText(this.#remedy, said.remedy);
    this.#showSizes(said.sizes);
    this.#form.hidden = !said.anySize;
    setText(this.#problem, "");
    this.#retry.hidden = said.retry === null;
    this.#retry.classList.toggle("second", said.sizes.length > 0);
    setText(this.#retry, said.retry ?? "");
    this.#retryAt = retryIn === null ? null : performance.now() + retryIn;
    this.#countDown();
    // Whoever pressed a button that is gone goes on from the picture, not from the top of the page.
    const { activeElement } = document;
    const lost = !(activeElement instanceof HTMLElement) || activeElement.offsetParent === null;
    if (hadFocus && lost) element("stage", HTMLElement).focus();
    // What the card says is read out once, not for each attempt.
    setText(this.#announcer, said.title === null ? said.phase : [said.title, said.text, said.remedy].join(" ").trim());
  }

  #showSizes(sizes: readonly string[]): void {
    if (this.#sizes.dataset["sizes"] === sizes.join()) return;
    this.#sizes.dataset["sizes"] = sizes.join();
    this.#sizes.replaceChildren(
      ...sizes.map((size) => {
        const choice = document.createElement("button");
        choice.type = "button";
        choice.textContent = size.replace("x", " × ");
        choice.addEventListener("click", () => {
          this.#events.onSize(size);
        });
        return choice;
      }),
    );
  }

  #submit(): void {
    const size = readSize(this.#input.value);
    setText(this.#problem, size === null ? "A size is width x height in pixels, such as 1366x768." : "");
    if (size === null) this.#input.focus();
    else this.#events.onSize(`${size.width}x${size.height}`);
  }

  #countDown(): void {
    const left = this.#retryAt === null ? null : Math.ceil((this.#retryAt - performance.now()) / 1000);
    setText(this.#wait, left === null ? "" : left > 0 ? `Tries again in ${left} s.` : "Trying now …");
  }
}
