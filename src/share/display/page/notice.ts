/** The card over a picture: what is the matter, and what can be done about it. */
import { sizeChoiceHtml } from "./size-choice.ts";

export const NOTICE = `<section id="notice" aria-label="State of the connection" hidden>
<h2 id="notice-title"></h2>
<p id="notice-text"></p>
<p id="notice-remedy"></p>
${sizeChoiceHtml()}
<div class="again">
<button type="button" id="retry" aria-keyshortcuts="r">Try now</button>
<p id="notice-wait"></p>
</div>
</section>`;
