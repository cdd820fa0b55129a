/** What the page is made of. A request can name one of these files and nothing else. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DisplayError } from "../../errors.ts";
import { ICON } from "./icon.ts";
import { STYLE } from "./style.ts";

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const SCRIPT = "text/javascript; charset=utf-8";
/** The scripts are compiled by the build. Run from its source the program takes those that were built last. */
const BUILT = import.meta.url.endsWith(".ts") ? "../../../../dist/share/display/page/" : "./";
/** Outside of the client's folder, because the other side uses them as well. */
const SHARED = ["protocol.js", "room-protocol.js"];
const CLIENT = "client/";

/**
 * @param html of the page itself
 * @param styles it has beside page.css, by their names
 * @returns the files by their path below the page's address
 * @throws DisplayError when the scripts were not built
 */
export async function pageFiles(
  html: string,
  styles: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  const add = (path: string, type: string, text: string): unknown => files.set(path, { type, body: Buffer.from(text) });
  add("", "text/html; charset=utf-8", html);
  for (const [name, style] of Object.entries({ "page.css": STYLE, ...styles }))
    add(name, "text/css; charset=utf-8", style);
  add("icon.svg", "image/svg+xml", ICON);
  const folder = fileURLToPath(new URL(BUILT, import.meta.url));
  try {
    const names = (await readdir(folder + CLIENT, { recursive: true })).filter((name) => name.endsWith(".js"));
    for (const path of [...SHARED, ...names.map((name) => CLIENT + name.replaceAll("\\", "/"))]) {
      add(path, SCRIPT, await readFile(`${folder}${path}`, "utf8"));
    }
  } catch (cause) {
    throw new DisplayError("The page's scripts were not built.", "Build them with: npm run build", { cause });
  }
  return files;
}
