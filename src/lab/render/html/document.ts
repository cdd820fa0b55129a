/** An HTML document that loads nothing and runs nothing, whoever its content comes from. */
import { createHash } from "node:crypto";
import { html, trusted, type Html } from "./markup.ts";

export interface DocumentParts {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  /** The style sheet, a constant of the project. */
  readonly style: string;
  readonly body: Html;
}

/**
 * A whole page. Its Content-Security-Policy allows the one style sheet by its hash, and pictures that stand in the page;
 * everything else (scripts, frames, forms, any request) is forbidden.
 */
export function htmlDocument({ language, title, style, body }: DocumentParts): Html {
  const hash = createHash("sha256").update(style, "utf8").digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  // The policy is ours and needs its quotes; everything that was read is escaped.
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${trusted(`<meta http-equiv="Content-Security-Policy" content="${policy}">`)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
