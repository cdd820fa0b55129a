import { existsSync } from "node:fs";

/** The system's own, where there is one: version managers put a slow script in front. */
export const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
