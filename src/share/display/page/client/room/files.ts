/** Files: what is sent and got from here, and how that goes. */
import { GOT_PATH, PUT_PATH, type RoomTransfer } from "../../room-protocol.ts";
import { button, element, setText } from "../elements.ts";
import { amount, sayTransfer, scaled } from "./room-words.ts";

export interface FilesEvents {
  readonly onGet: (name: string) => void;
  readonly onCancel: (id: number) => void;
  /** How many are under way. */
  readonly onMoving: (count: number) => void;
}

export class Files {
  readonly #events: FilesEvents;
  readonly #list = element("transfers", HTMLElement);
  readonly #problem = element("files-problem", HTMLElement);
  readonly #drop = element("drop", HTMLElement);
  readonly #items = new Map<number, TransferItem>();
  #maxBytes = 0;
  #on = false;

  constructor(events: FilesEvents) {
    this.#events = events;
    const chosen = element("chosen", HTMLInputElement);
    button("choose", () => {
      chosen.click();
    });
    chosen.addEventListener("change", () => {
      this.#sendAll([...(chosen.files ?? [])]);
      chosen.value = ""; // the same file can be chosen again
    });
    const name = element("file-name", HTMLInputElement);
    element("get", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (name.value.trim() === "") {
        name.focus();
        return;
      }
      setText(this.#problem, "");
      events.onGet(name.value.trim());
      name.value = "";
    });
    this.#heedDrops();
  }

  /** @param maxBytes of one file */
  open(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#on = true;
  }

  /** @param why they can't come or go; "": they can */
  close(why: string): void {
    this.#on = why === "";
    const state = element("files-state", HTMLElement);
    state.hidden = this.#on;
    setText(state, why);
    for (const one of [this.#drop, element("get", HTMLElement)]) {
      for (const control of one.querySelectorAll("button")) control.disabled = !this.#on;
    }
  }

  show(transfers: readonly RoomTransfer[]): void {
    element("transfers-empty", HTMLElement).hidden = transfers.length > 0;
    const ids = new Set(transfers.map(({ id }) => id));
    for (const [id, item] of this.#items) {
      if (ids.has(id)) continue;
      item.element.remove();
      this.#items.delete(id);
    }
    for (const transfer of transfers) {
      let item = this.#items.get(transfer.id);
      if (item === undefined) {
        item = new TransferItem(() => {
          this.#events.onCancel(transfer.id);
        });
        this.#items.set(transfer.id, item);
        this.#list.prepend(item.element); // the newest first
      }
      item.show(transfer);
    }
    this.#events.onMoving(transfers.filter(({ state }) => state === "moving" || state === "waiting").length);
  }

  /** Anywhere on the page: whoever misses must not have the browser show the file instead. */
  #heedDrops(): void {
    const over = (is: boolean): void => {
      this.#drop.classList.toggle("over", is);
    };
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) over(false);
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.#sendAll([...(event.dataTransfer?.files ?? [])]);
    });
  }

  #sendAll(files: readonly File[]): void {
    setText(this.#problem, "");
    if (!this.#on && files.length > 0) this.#complain("Files can't be sent now.");
    else for (const file of files) void this.#send(file);
  }

  async #send(file: File): Promise<void> {
    if (file.size > this.#maxBytes) {
      this.#complain(`${file.name} is larger than ${scaled(this.#maxBytes)}.`);
      return;
    }
    try {
      const url = new URL(PUT_PATH + encodeURIComponent(file.name), document.baseURI);
      const response = await fetch(url, { method: "PUT", body: file });
      if (!response.ok) this.#complain(`${file.name}: ${(await response.text()).trim()}`);
    } catch {
      this.#complain(`${file.name} could not be read, or the room does not answer.`);
    }
  }

  #complain(problem: string): void {
    setText(this.#problem, [this.#problem.textContent, problem].join(" ").trim());
  }
}

class TransferItem {
  readonly element = document.createElement("li");
  readonly #name = document.createElement("b");
  readonly #is = document.createElement("span");
  readonly #progress = document.createElement("progress");
  readonly #how = document.createElement("p");
  readonly #digest = document.createElement("code");
  readonly #cancel = document.createElement("button");
  readonly #save = document.createElement("a");

  constructor(onCancel: () => void) {
    const head = document.createElement("div");
    head.className = "head";
    this.#is.className = "is";
    head.append(this.#name, this.#is);
    this.#how.className = "how";
    this.#cancel.type = "button";
    setText(this.#cancel, "Cancel");
    this.#cancel.addEventListener("click", onCancel);
    setText(this.#save, "Save");
    this.element.className = "transfer";
    this.element.append(head, this.#progress, this.#how, this.#digest, this.#cancel, this.#save);
  }

  show(transfer: RoomTransfer): void {
    const { id, direction, name, size, bytes, state, sha256, note, kept } = transfer;
    const running = state === "moving" || state === "waiting";
    this.element.dataset["state"] = state;
    setText(this.#name, name);
    setText(this.#is, sayTransfer(transfer));
    setText(this.#how, [state === "failed" ? "" : amount(transfer), note].filter((text) => text !== "").join(" · "));
    setText(this.#digest, sha256 === null ? "" : `SHA-256 ${sha256}`);
    this.#digest.hidden = sha256 === null;
    this.#progress.hidden = !running;
    this.#progress.setAttribute("aria-label", `${name}: how much of it`);
    // Of one without a size nobody knows how much is left.
    if (size === null || size === 0) this.#progress.removeAttribute("value");
    else this.#progress.value = bytes / size;
    this.#cancel.hidden = !running || direction === "given" || direction === "taken";
    this.#cancel.setAttribute("aria-label", `Cancel ${name}`);
    this.#save.hidden = !kept;
    if (!kept) return;
    this.#save.href = new URL(GOT_PATH + String(id), document.baseURI).href;
    this.#save.download = name;
    this.#save.setAttribute("aria-label", `Save ${name}`);
  }
}
