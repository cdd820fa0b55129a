/** The catalogue: every language says the same things, and nothing is said that no page shows. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { facts } from "../../src/analyze/facts/facts.ts";
import { VERDICTS } from "../../src/analyze/tcp/verdicts.ts";
import { sayIn, textOf } from "../../src/lab/render/html/say.ts";
import { html } from "../../src/lab/render/html/markup.ts";
import { ENGLISH, LANGUAGES, type MessageId } from "../../src/lab/text/catalogue.ts";
import { parseMessage, placesOf } from "../../src/lab/text/message.ts";
import { capture } from "../support/fixtures.ts";

const ids = Object.keys(ENGLISH.messages) as MessageId[];
const others = LANGUAGES.filter((language) => language !== ENGLISH);

describe("the catalogue", () => {
  it("has English and another language", () => {
    expect(LANGUAGES.map(({ code }) => code)).toEqual(["en", "tr"]);
    expect(ids.length).toBeGreaterThan(300);
  });

  it.each(others)("has the same messages with the same places in $name", ({ messages }) => {
    expect(Object.keys(messages).sort()).toEqual([...ids].sort());
    for (const id of ids) expect([id, placesOf(messages[id])]).toEqual([id, placesOf(ENGLISH.messages[id])]);
  });

  it.each(others)("has the same code in $name: fields and commands are not translated", ({ messages }) => {
    const codes = (text: string): string[] =>
      parseMessage(text).flatMap((token) => (token.kind === "code" ? [token.text] : []));
    for (const id of ids) expect([id, codes(messages[id]).sort()]).toEqual([id, codes(ENGLISH.messages[id]).sort()]);
  });

  it.each(others)("labels every fact in $name", async ({ facts: labels }) => {
    const report = await analyze(capture("loss1-sharer.pcap"));
    const missing = facts(report).filter(({ id }) => labels[id] === undefined);
    expect([...new Set(missing.map(({ id }) => id))]).toEqual([]);
  });

  it("has a text for every verdict", () => {
    for (const { id } of VERDICTS) expect(ids).toContain(`verdict.${id}`);
  });

  it("holds no message that nothing shows", () => {
    const folder = fileURLToPath(new URL("../../src/lab/render/", import.meta.url));
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(folder + name, "utf8"))
      .join("\n");
    // Asked for by a part of their id.
    const families = ["hs.opt.", "loss.what_", "verdict.", "section.", "facts.section.", "sum.close_"];
    const unused = ids.filter((id) => !sources.includes(`"${id}"`) && !families.some((start) => id.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

describe("a message", () => {
  const say = sayIn(ENGLISH);

  it("has its values in their places, numbers grouped", () => {
    expect(textOf(say("loss.recovered", { packet: html`7`, ack: "1,448", after: "2 ms" }))).toBe(
      "Packet 7 acknowledges up to 1,448: everything is there, 2 ms after the beginning.",
    );
    expect(textOf(say("table.rows", { rows: 12_345 }))).toBe("12,345 rows");
  });

  it("chooses singular and plural by its number", () => {
    expect(textOf(say("table.rows", { rows: 1 }))).toBe("1 row");
  });

  it("escapes strings among its values", () => {
    expect(say("page.title", { name: "<b>" }).toString()).toBe("Lab report: &lt;b&gt;");
  });

  it("shows code and emphasis as such", () => {
    expect(say("explain.relative.a", { client: "1", server: "2" }).toString()).toContain("<code>tcp.seq</code>");
  });
});
