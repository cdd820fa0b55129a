/** The card over a picture: what is the matter, and what can be done about it. */
export const NOTICE = `<section id="notice" aria-label="State of the connection" hidden>
<h2 id="notice-title"></h2>
<p id="notice-text"></p>
<p id="notice-remedy"></p>
<div id="notice-sizes" class="sizes" role="group" aria-label="Sizes that fit"></div>
<form id="notice-size" hidden>
<label for="other-size">Another size</label>
<input id="other-size" name="size" inputmode="text" autocomplete="off" spellcheck="false" placeholder="1366x768" maxlength="16" aria-describedby="other-size-problem">
<button type="submit">Use it</button>
<p id="other-size-problem" role="alert"></p>
</form>
<div class="again">
<button type="button" id="retry" aria-keyshortcuts="r">Try now</button>
<p id="notice-wait"></p>
</div>
</section>`;
