/** Names that are no part of what was handed in. */

/** Left behind by systems and editors, or hidden by a dot: never looked at. */
export const LITTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|~\$)/;

const SYSTEMS = String.raw`__MACOSX|Thumbs\.db|desktop\.ini|~\$.*|\.(?:DS_Store|localized|directory|AppleDouble|apdisk|fseventsd|Spotlight-V100|TemporaryItems|DocumentRevisions-V100|Trash.*|nfs[0-9a-f]+|fuse_hidden.*|_.*)`;
const EDITORS = String.raw`\.(?:idea|vscode|vs|editorconfig|ipynb_checkpoints|~lock\..*|#.*|.*\.sw[a-p])`;
const TOOLS = String.raw`\.(?:git(?:|hub|ignore|attributes|modules|keep)|svn|hg|keep|cache|venv|dropbox(?:\.cache)?|stfolder|stversions|unfinished-\d+-.*)`;
/** Of those, what everybody knows and nobody handed in. */
const WELL_KNOWN = new RegExp(`^(?:${SYSTEMS}|${EDITORS}|${TOOLS})$`, "i");

/** Whether the instructor need not be told that it was left out: ".hidden student" may be a person. */
export function isWellKnown(name: string): boolean {
  return LITTER.test(name) && WELL_KNOWN.test(name);
}
