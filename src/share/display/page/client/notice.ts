/** The card over the picture: what is the matter, and what can be done about it. */
import { button, element, setText } from "./elements.ts";
import { SizeChoice } from "./size-choice.ts";
import type { Said } from "./words.ts";

export interface NoticeEvents {
  readonly onRetry: () => void;
  readonly onSize: (size: string) => void;
}

export class Notice {
  readonly #card = element("notice", HTMLElement);
  readonly #title = element("notice-title", HTMLElement);
  readonly #text = element("notice-text", HTMLElement);
  readonly #remedy = element("notice-remedy", HTMLElement);
  readonly #sizes: SizeChoice;
  readonly #wait = element("notice-wait", HTMLElement);
  readonly #announcer = element("announcer", HTMLElement);
  readonly #retry: HTMLButtonElement;
  #retryAt: number | null = null;

  constructor(events: NoticeEvents) {
    this.#sizes = new SizeChoice("", events);
    this.#retry = button("retry", events.onRetry);
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
    this.#sizes.show(said.sizes, null, said.anySize);
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

  #countDown(): void {
    const left = this.#retryAt === null ? null : Math.ceil((this.#retryAt - performance.now()) / 1000);
    setText(this.#wait, left === null ? "" : left > 0 ? `Tries again in ${left} s.` : "Trying now …");
  }
}
