/** What a capture says about itself never comes alive in the page, and never changes how the page reads. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PcapngBlocks } from "../support/capture-bytes.ts";
import { capture } from "../support/fixtures.ts";
import { requireTools } from "../support/tools.ts";
import { browserForTests } from "./browser.ts";
import { pageOf } from "./pages.ts";

const EVIL = [
  `<script>alert("script")</script>`,
  `<img src=x onerror=alert('image')>`,
  `"><svg onload=alert(1)>`,
  `</title></style><script src="//evil.example/x.js"></script>`,
  `javascript:alert(document.domain)`,
  `\u202Egnp.terces\u202C and \u2067isolated\u2069`,
  `\u001b[2J\u0007\u0000 escape and bell`,
  `=cmd|'/c calc'!A0`,
  `&lt;b&gt; &amp;amp; {{7*7}} \${7*7} {name}`,
  `a\u2028b\u2029c`,
];
const NAME = `${EVIL[0]!}${EVIL[2]!}\u202Egpj.pacp`;

/** The packets of a real capture in a pcapng whose comments are hostile. */
function hostileCapture(): Buffer {
  const original = readFileSync(capture("plain-sharer.pcap"));
  const blocks = new PcapngBlocks();
  const parts = [
    blocks.section(EVIL.map((text) => blocks.text(1, text))),
    blocks.interface({ options: [blocks.text(2, EVIL[1]!), blocks.text(3, EVIL[2]!)] }),
  ];
  for (let at = 24, packet = 0; at < original.length; packet++) {
    const captured = original.readUInt32LE(at + 8);
    const time = BigInt(original.readUInt32LE(at)) * 1_000_000n + BigInt(original.readUInt32LE(at + 4));
    const text = EVIL[packet];
    const data = original.subarray(at + 16, at + 16 + captured);
    parts.push(blocks.enhancedPacket({ time, data, options: text === undefined ? [] : [blocks.text(1, text)] }));
    at += 16 + captured;
  }
  return Buffer.concat(parts);
}

describe.skipIf(!requireTools("chromium"))("a hostile capture", () => {
  const { open } = browserForTests();

  it.each(["en", "tr"])("is shown as text and nothing else (%s)", async (language) => {
    const { html, report } = await pageOf(hostileCapture(), { name: NAME, language });
    expect(report.capture.comments.length).toBeGreaterThanOrEqual(EVIL.length);
    expect(report.streams.length).toBe(1);
    const { page, noted } = await open(html);
    await page.locator("body").screenshot();
    expect(noted).toEqual([]);

    const found = await page.evaluate(() => ({
      alive: document.querySelectorAll("script, iframe, object, embed, base, form, meta[http-equiv=refresh]").length,
      pictures: [...document.images].filter((image) => !image.src.startsWith("data:image/png;base64,")).length,
      handlers: [...document.querySelectorAll("*")].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"),
      ),
      links: [...document.links].filter((link) => !(link.getAttribute("href") ?? "").startsWith("#")).length,
      title: document.title,
      heading: document.querySelector("h1 > bdi")?.textContent,
      comments: [...document.querySelectorAll("#warnings bdi")].map((element) => element.textContent),
    }));
    expect(found).toMatchObject({ alive: 0, pictures: 0, handlers: [], links: 0 });
    expect(found.heading).toBe(NAME.replace("\u202e", "\\u202e"));
    expect(found.title).toContain("<script>alert(");
    for (const start of [EVIL[0]!, EVIL[1]!, EVIL[4]!, EVIL[7]!, EVIL[8]!]) expect(found.comments).toContain(start);
    expect(found.comments).toContain("\\u202egnp.terces\\u202c and \\u2067isolated\\u2069");
    expect(found.comments.some((text) => text.startsWith("\\x1b[2J\\x07"))).toBe(true);
    await page.close();
  });

  it("brings no control character and none that turns the reading direction into the file", async () => {
    const { html } = await pageOf(hostileCapture(), { name: NAME });
    expect(html.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });

  it("could do nothing even if something were forgotten: the policy lets no script run and nothing load", async () => {
    const { html } = await pageOf(capture("plain-sharer.pcap"));
    const planted = html.replace(
      "<main",
      `<script>document.title = "alive"</script><img src="https://example.invalid/x.png"><p style="color:red" onclick="document.title='alive'">x</p><main`,
    );
    const { page, noted } = await open(planted);
    await page.locator("p[onclick]").click();
    expect(await page.title()).not.toBe("alive");
    expect(noted.filter((line) => line.startsWith("console")).length).toBeGreaterThanOrEqual(3);
    // The one thing that was tried, the policy stopped.
    expect(noted.filter((line) => !line.startsWith("console"))).toEqual([
      "request https://example.invalid/x.png",
      "failed https://example.invalid/x.png csp",
    ]);
    expect(noted.filter((line) => line.startsWith("console") && !line.includes("Content Security Policy"))).toEqual([]);
    await page.close();
  });
});
