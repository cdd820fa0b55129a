/** A choice among sizes of pictures, or of any other. */

/** @param prefix of ids */
export function sizeChoiceHtml(prefix = ""): string {
  return `<div id="${prefix}sizes" class="sizes" role="group" aria-label="Sizes that fit"></div>
<form id="${prefix}size-form" class="size-form">
<label for="${prefix}other-size">Another size</label>
<input id="${prefix}other-size" name="size" inputmode="text" autocomplete="off" spellcheck="false" placeholder="1366x768" maxlength="16" aria-describedby="${prefix}other-size-problem">
<button type="submit">Use it</button>
<p id="${prefix}other-size-problem" role="alert"></p>
</form>`;
}

/** Pictures of another shape can have as many bytes: only a person sees that the size is wrong, and may see it late. */
export const SIZE_DIALOG = `<dialog id="size-dialog" aria-labelledby="size-title" data-key="s">
<form method="dialog"><h2 id="size-title">Size of the picture</h2><button type="submit">Close</button></form>
<p>The sharer does not send the size. If the picture is skewed, choose another one.</p>
${sizeChoiceHtml("choice-")}
</dialog>`;

/** Opens it. */
export const SIZE_TOOL = `<button type="button" id="size" aria-haspopup="dialog" aria-keyshortcuts="s" hidden>Size<kbd aria-hidden="true">S</kbd></button>
`;
