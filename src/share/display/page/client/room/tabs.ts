/** Chat and files in one place: a list of tabs, as the ARIA Authoring Practices Guide has it. */
import { element } from "../elements.ts";

const NAMES = ["chat", "files"] as const;
export type TabName = (typeof NAMES)[number];

export class Tabs {
  readonly #onSelect: (name: TabName) => void;
  #selected: TabName = "chat";

  constructor(onSelect: (name: TabName) => void) {
    this.#onSelect = onSelect;
    for (const [index, name] of NAMES.entries()) {
      const tab = tabOf(name);
      tab.addEventListener("click", () => {
        this.select(name);
      });
      tab.addEventListener("keydown", ({ key }) => {
        if (key !== "ArrowRight" && key !== "ArrowLeft" && key !== "Home" && key !== "End") return;
        const to = key === "Home" ? 0 : key === "End" ? NAMES.length - 1 : (index + 1) % NAMES.length;
        this.select(NAMES[to]!);
        tabOf(NAMES[to]!).focus();
      });
    }
  }

  get selected(): TabName {
    return this.#selected;
  }

  select(name: TabName): void {
    this.#selected = name;
    for (const one of NAMES) {
      const tab = tabOf(one);
      tab.setAttribute("aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
      element(one, HTMLElement).hidden = one !== name;
    }
    this.#onSelect(name);
  }
}

function tabOf(name: TabName): HTMLButtonElement {
  return element(`${name}-tab`, HTMLButtonElement);
}
