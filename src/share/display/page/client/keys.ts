/** Keys that work without Ctrl and the like, unless switched off (WCAG 2.1, success criterion 2.1.4). */

export function heedKeys(on: HTMLInputElement, keys: Readonly<Record<string, () => void>>): void {
  document.addEventListener("keydown", (event) => {
    const { target, ctrlKey, metaKey, altKey, repeat } = event;
    if (!on.checked || ctrlKey || metaKey || altKey || repeat || event.defaultPrevented) return;
    // What is typed into a field belongs to the field.
    if (target instanceof HTMLInputElement && target.type !== "checkbox") return;
    const key = event.key.toLowerCase();
    const act = keys[key];
    if (act === undefined) return;
    // What is behind a dialog stays as it is; its own key closes it.
    const open = document.querySelector<HTMLDialogElement>("dialog[open]");
    if (open !== null && open.dataset["key"] !== key) return;
    event.preventDefault();
    act();
  });
}
