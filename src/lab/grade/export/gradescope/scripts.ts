/** The two scripts that Gradescope runs (gradescope-autograders.readthedocs.io, "Autograder Specifications"). */

/** Runs once, when the image is built, as root. */
export const SETUP = `#!/usr/bin/env bash
# Installs Node.js and what sharelab needs of npm.
set -euo pipefail
ROOT="\${AUTOGRADER_ROOT:-/autograder}"
# An image may have a Node.js that is new enough; Ubuntu's own is too old.
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates curl
  curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
  apt-get install -y --no-install-recommends nodejs
fi
cd "$ROOT/source/sharelab"
npm install --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
`;

/** Runs for each submission: /autograder/submission and submission_metadata.json in, results/results.json out. */
export const RUN = `#!/usr/bin/env bash
# Grades one submission. What goes wrong is told in results.json, too, and the log.
set -uo pipefail
ROOT="\${AUTOGRADER_ROOT:-/autograder}"
OUT="$(mktemp -d)"
trap 'rm -rf "$OUT"' EXIT
mkdir -p "$ROOT/results"
if node "$ROOT/source/sharelab/dist/cli/sharelab.js" grade "$ROOT" \\
    --rubric "$ROOT/source/RUBRIC" --out "$OUT" >"$OUT/log" 2>&1; then
  for result in "$OUT"/results/*.json; do
    cp "$result" "$ROOT/results/results.json"
    exit 0
  done
fi
cat "$OUT/log" >&2
cat >"$ROOT/results/results.json" <<'END'
{
  "score": 0,
  "output": "The autograder could not grade this submission. That is not your mistake: tell your instructor.",
  "visibility": "visible",
  "stdout_visibility": "hidden"
}
END
`;
