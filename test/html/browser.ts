/** A real browser for pages that were made: one for all tests of a file, with every request, dialog and complaint noted. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
/** Where Debian has it; playwright-core wants a path. */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface View {
  readonly colorScheme?: "light" | "dark";
  readonly media?: "print";
  readonly width?: number;
}

export interface Opened {
  readonly page: Page;
  /** Requests besides the one for the page itself, dialogs, and what the console says. */
  readonly noted: readonly string[];
}

/** Starts the browser before the tests of a file and ends it after them. */
export function browserForTests(): { open: (html: string, view?: View) => Promise<Opened> } {
  let browser: Browser | undefined;
  const folder = mkdtempSync(join(tmpdir(), "sharelab-html-"));
  let pages = 0;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    open: async (html, view = {}) => {
      const path = join(folder, `page-${pages++}.html`);
      writeFileSync(path, html);
      const url = pathToFileURL(path).href;
      const page = await browser!.newPage({
        viewport: { width: view.width ?? 1280, height: 900 },
        colorScheme: view.colorScheme ?? "light",
      });
      const noted: string[] = [];
      page.on("request", (request) => {
        if (request.url() !== url && !request.url().startsWith("data:image/png;"))
          noted.push(`request ${request.url()}`);
      });
      page.on("requestfailed", (request) =>
        noted.push(`failed ${request.url()} ${request.failure()?.errorText ?? ""}`),
      );
      page.on("dialog", (dialog) => {
        noted.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("console", (message) => noted.push(`console ${message.text()}`));
      page.on("pageerror", (error) => noted.push(`error ${error.message}`));
      if (view.media !== undefined) await page.emulateMedia({ media: view.media });
      await page.goto(url);
      return { page, noted };
    },
  };
}
