/** Pages for students and for the instructor, in a real browser. */
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { gradeFolder, writeResults, type GradedClass } from "../../../src/lab/grade/grade.ts";
import { feedbackPage } from "../../../src/lab/grade/pages/feedback.ts";
import { overviewPage } from "../../../src/lab/grade/pages/overview.ts";
import type { CheckResult, Result } from "../../../src/lab/grade/result.ts";
import { browserForTests } from "../../html/browser.ts";
import { requireTools } from "../../support/tools.ts";
import { violations } from "../axe.ts";
import { evidenceOf, gradeWith, rubricOf } from "../grading.ts";

const folder = fileURLToPath(new URL("../../../fixtures/assignment/", import.meta.url));

let graded: GradedClass;
const out = mkdtempSync(join(tmpdir(), "sharelab-pages-"));
const file = (name: string): string => readFileSync(join(out, name), "utf8");

beforeAll(async () => {
  graded = await gradeFolder(`${folder}submissions`, `${folder}lab.yaml`, { marksFile: `${folder}marks.csv`, out });
  await writeResults(out, graded);
});

describe.skipIf(!requireTools("chromium"))("the pages of a class", () => {
  const { open } = browserForTests();

  it.each([
    ["index.html", "light", {}],
    ["index.html", "dark, 320 pixels wide", { colorScheme: "dark", width: 320 }],
    ["feedback/ben.html", "light, 320 pixels wide", { width: 320 }],
    ["feedback/ada.html", "dark", { colorScheme: "dark" }],
    ["feedback/hana.html", "light", {}],
    ["feedback/dana.html", "print", { media: "print" }],
  ] as const)("have nothing that axe complains about, load nothing and fit: %s, %s", async (name, _, view) => {
    const { page, noted } = await open(file(name), view);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(wide).toBeLessThanOrEqual(0);
    expect(noted).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it("links from the overview to a page for each student", async () => {
    const { page } = await open(file("index.html"));
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#students a')].map((a) => a.getAttribute('href'))",
    );
    expect(links).toHaveLength(9);
    for (const link of links) expect(existsSync(join(out, decodeURIComponent(link))), link).toBe(true);
    await page.close();
  });

  it("run nothing and show everything as text, whoever wrote it", async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u001b[31m';
    const base = await gradeWith(rubricOf([{ type: "answer", kind: "text", accept: ["a"] }]), {
      answers: { c0: evil },
    });
    const hostile: Result = { ...base, student: { id: evil, name: evil }, problems: [problemOf(evil)], reason: evil };
    const { page, noted } = await open(feedbackPage(hostile, null));
    expect(await page.locator("script, img").count()).toBe(0);
    expect(await page.locator("#checks dd").last().textContent()).toContain("<script>alert(1)</script>");
    expect(noted).toEqual([]);
    const results = [{ ...hostile, flags: [{ id: "x", title: evil, evidence: evil, packets: [1] }] }];
    const { summary } = graded;
    const names = new Map([[evil, evil]]);
    const { page: overview, noted: more } = await open(overviewPage({ results, summary, names }));
    expect(await overview.locator("script, img").count()).toBe(0);
    expect(more).toEqual([]);
    await Promise.all([page.close(), overview.close()]);
  });
});

const problemOf = (message: string): Result["problems"][number] => ({
  code: "FILE_MISSING",
  severity: "error",
  message,
  remedy: message,
});

describe("a student's page", () => {
  const RUBRIC = [
    { id: "mss", title: "The MSS", type: "answer", kind: "integer", fact: "handshake.syn.mss" },
    { id: "secret", title: "Not for students", type: "fact", fact: "handshake.state", is: "full", hidden: true },
  ];

  const pageFor = async (scoring: object): Promise<string> => {
    const rubric = rubricOf(RUBRIC, { scoring });
    return feedbackPage(await gradeWith(rubric, { answers: { mss: 1500 } }), await evidenceOf("loss-sharer.pcap"));
  };

  it("says what was expected, what was found, where to look and what to think about", async () => {
    const page = await pageFor({});
    const { hint, where } = (await gradeWith(rubricOf(RUBRIC), { answers: { mss: 1500 } })).checks[0] as CheckResult;
    expect(page).toContain("1,460 B");
    expect(page).toContain("tcp.flags.syn == 1");
    expect(where?.filter).toContain("tcp.flags.syn == 1");
    expect(page).toContain(hint ?? "no hint");
    expect(page).toContain("Your capture");
    expect(page.match(/<svg class="plot/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it("keeps hidden checks to itself, and says that there are some", async () => {
    const page = await pageFor({});
    expect(page).not.toContain("Not for students");
    expect(page).toContain("Some checks are not shown");
  });

  it("gives no right value away where the rubric keeps them, and so no plots either", async () => {
    const page = await pageFor({ show_expected: false });
    expect(page).not.toContain("Expected");
    expect(page).not.toContain("1,460");
    expect(page).not.toContain("tcp.flags.syn");
    expect(page).not.toContain("Your capture");
  });

  it("stands under the name of the student's other files", () => {
    const names = readdirSync(join(out, "feedback")).map((name) => name.replace(/\.html$/, ""));
    expect(names).toEqual(readdirSync(join(out, "results")).map((name) => name.replace(/\.json$/, "")));
  });

  it("shows no flags", () => {
    const result = {
      ...graded.results[0]!,
      flags: [{ id: "copied", title: "Same capture", evidence: "as ben", packets: [] }],
    };
    expect(feedbackPage(result, null)).not.toContain("Same capture");
  });
});
