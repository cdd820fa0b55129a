/** The chat: messages as they come, and what is written here. */
import type { ChatState, RoomLine } from "../../room-protocol.ts";
import { button, element, setText } from "../elements.ts";
import { sayChat, since } from "./room-words.ts";

/** More lines are not kept; the oldest go. */
const KEPT = 500;
/** So near to its end the log still counts as seen to its end, pixels. */
const NEAR = 40;

export interface ChatEvents {
  readonly onSay: (text: string) => void;
  /** How many lines of others were not seen yet. */
  readonly onUnread: (count: number) => void;
  /** Whether the chat can be seen at all now. */
  readonly isShown: () => boolean;
}

export class Chat {
  readonly #events: ChatEvents;
  readonly #log = element("log", HTMLElement);
  readonly #newer: HTMLButtonElement;
  readonly #input = element("text", HTMLInputElement);
  readonly #state = element("chat-state", HTMLElement);
  readonly #fresh = document.createElement("p");
  #last = 0;
  #unread = 0;
  /** What comes first was said before this page was opened. */
  #history = true;
  #retryAt: number | null = null;

  constructor(events: ChatEvents) {
    this.#events = events;
    this.#fresh.className = "fresh";
    setText(this.#fresh, "New");
    this.#newer = button("newer", () => {
      this.#toEnd();
      this.#log.focus();
    });
    this.#log.addEventListener("scroll", this.look);
    document.addEventListener("visibilitychange", this.look);
    element("say", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#input.value;
      if (text.trim() === "") return;
      events.onSay(text);
      this.#input.value = "";
      this.#toEnd();
    });
    new ResizeObserver(this.look).observe(this.#log);
    setInterval(() => {
      this.#countDown();
    }, 500);
  }

  write(): void {
    this.#input.focus();
  }

  add(lines: readonly RoomLine[]): void {
    const added = lines.filter(({ id }) => id > this.#last);
    if (added.length === 0) return;
    element("log-empty", HTMLElement).hidden = true;
    const seen = this.#isSeen;
    for (const line of added) {
      if (!seen && !this.#history && !line.own && this.#unread++ === 0) this.#log.append(this.#fresh);
      this.#log.append(elementOf(line));
      this.#last = line.id;
    }
    const all = this.#log.querySelectorAll(".line");
    for (const old of [...all].slice(0, Math.max(0, all.length - KEPT))) old.remove();
    if (seen || this.#history) this.#toEnd();
    this.#showUnread();
  }

  show(state: ChatState): void {
    this.#retryAt = state.phase === "waiting" ? performance.now() + state.retryIn : null;
    const can = state.phase === "in" || state.phase === "joining";
    for (const field of element("say", HTMLFormElement).querySelectorAll("button")) field.disabled = !can;
    this.#input.placeholder = state.phase === "in" ? `Message to everybody, as ${state.name}` : "Message to everybody";
    const said = sayChat(state);
    this.#state.hidden = said === "";
    setText(this.#state, said);
    this.#countDown();
    if (!this.#history) return;
    // What was said before has come by now, and is not read out.
    this.#history = false;
    setTimeout(() => {
      this.#log.setAttribute("aria-live", "polite");
    });
  }

  /** Whether new lines have come into sight. */
  readonly look = (): void => {
    if (this.#unread > 0 && this.#isSeen) {
      this.#unread = 0;
      this.#showUnread();
    }
  };

  /** After it was out of sight: the end of it is where new lines are. */
  readonly shown = (): void => {
    if (this.#unread > 0 && this.#fresh.isConnected) this.#fresh.scrollIntoView({ block: "nearest" });
    else this.#toEnd();
    this.look();
  };

  get #isSeen(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return !document.hidden && this.#events.isShown() && scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #toEnd(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.look();
  }

  #showUnread(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const above = this.#events.isShown() && scrollHeight - scrollTop - clientHeight >= NEAR;
    this.#newer.hidden = !(above && this.#unread > 0);
    setText(this.#newer, `${this.#unread} new ↓`);
    this.#events.onUnread(this.#unread);
  }

  #countDown(): void {
    if (this.#retryAt === null) return;
    const said = this.#state.textContent.replace(/ Tries again.*$| Trying now …$/, "");
    setText(this.#state, `${said} ${since(this.#retryAt - performance.now())}`);
  }
}

/** Whatever others have written is put in as text, and as nothing else. */
function elementOf({ at, name, text, kind, own, inside }: RoomLine): HTMLElement {
  const line = document.createElement("div");
  line.className = ["line", kind, ...(own ? ["own"] : []), ...(inside ? ["inside"] : [])].join(" ");
  const head = document.createElement("p");
  head.className = "head";
  if (name !== null) head.append(part("b", own ? "You" : name));
  const time = document.createElement("time");
  const when = new Date(at);
  time.dateTime = when.toISOString();
  setText(time, when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
  if (name === null) line.append(part("p", text, "body"), document.createTextNode(" "), head);
  else line.append(head, part("p", text, "body"));
  head.append(time);
  if (kind === "unsent") line.append(part("p", "Not sent", "note"));
  if (kind === "unconfirmed") line.append(part("p", "Sent; the server did not send it back", "note"));
  return line;
}

function part(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  setText(made, text);
  return made;
}
