/** What stands around the pictures: full screen, help, and hiding it all. */
import { button, element, setText } from "./elements.ts";
import { heedKeys } from "./keys.ts";
import { toggleFullScreen } from "./layout.ts";

/** @param keys beside those for this: what they do */
export function heedSurroundings(keys: Readonly<Record<string, () => void>>): void {
  const guide = element("guide", HTMLDialogElement);

  const bare = (on: boolean): void => {
    document.body.classList.toggle("bare", on);
    // The focus must not stay on what can't be seen.
    if (on) element("stage", HTMLElement).focus();
  };
  const help = (): void => {
    if (guide.open) guide.close();
    else guide.showModal();
  };

  button("full", () => void toggleFullScreen());
  button("help", help);
  document.addEventListener("fullscreenchange", () => {
    const full = document.fullscreenElement !== null;
    setText(element("full-label", HTMLElement), full ? "Leave full screen" : "Full screen");
    bare(full);
  });
  heedKeys(element("shortcuts", HTMLInputElement), {
    f: () => void toggleFullScreen(),
    i: () => {
      bare(!document.body.classList.contains("bare"));
    },
    "?": help,
    ...keys,
  });
}
