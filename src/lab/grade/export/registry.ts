import { classroom50Exporter } from "./classroom50.ts";
import { gradescopeExporter } from "./gradescope/autograder.ts";
import { junitExporter } from "./junit.ts";
import { prairieLearnExporter } from "./prairielearn.ts";
import type { Exporter } from "./types.ts";

/** What `grade --emit` knows. */
export const EXPORTERS: readonly Exporter[] = [
  gradescopeExporter,
  prairieLearnExporter,
  classroom50Exporter,
  junitExporter,
];
