/** The builder of markup: what is put in is escaped, whoever forgets to think of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { english, foreign, html, Html, join, trusted } from "../../src/lab/render/html/markup.ts";
import { textOf } from "../../src/lab/render/html/say.ts";

describe("the html tag", () => {
  it("escapes strings, in text and in attributes alike", () => {
    const evil = `"><script>alert('x')</script>&\``;
    expect(html`<p title="${evil}">${evil}</p>`.toString()).not.toMatch(/<script|"><|'|`/);
    expect(html`<p>${"a < b & c"}</p>`.toString()).toBe("<p>a &lt; b &amp; c</p>");
  });

  it("leaves its own markup, numbers and lists of both as they are", () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>`.toString()).toBe("<ul><li>1</li><li>2</li></ul>");
    expect(join([html`<b>x</b>`, "<"], ", ").toString()).toBe("<b>x</b>, &lt;");
  });

  it("leaves nothing behind for what isn't there", () => {
    expect(html`[${null}${undefined}${false}${[]}]`.toString()).toBe("[]");
  });

  it("shows control characters and those that turn the reading direction as their numbers", () => {
    expect(html`${"a\u202Eb\u0007\u200f\u001b[2J"}`.toString()).toBe("a\\u202eb\\x07\\u200f\\x1b[2J");
  });

  it("keeps text of others apart from the direction around it", () => {
    expect(foreign("<i>").toString()).toBe("<bdi>&lt;i&gt;</bdi>");
    expect(english("reset", "tr").toString()).toBe('<span lang="en">reset</span>');
  });

  it("never lets a string's markup through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const made = html`<p title="${text}">${text}</p>`.toString();
        expect(made.match(/[<>]/g)).toEqual(["<", ">", "<", ">"]);
        expect(made.match(/"/g)).toHaveLength(2);
        expect(made).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  it("can't be made by anything else", () => {
    expect(() => new Html(Symbol("html") as never, "<script>")).toThrow(TypeError);
    expect(trusted("<b>").toString()).toBe("<b>");
  });
});

describe("text of markup", () => {
  it("is what a reader sees", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), (text) => {
        expect(textOf(html`<p>${text}</p>`)).toBe(text);
      }),
    );
  });
});
