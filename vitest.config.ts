import { defineConfig } from "vitest/config";

// In CI the results are kept as data too, for the closing line of .ci/run.
const inCi = (process.env["CI"] ?? "") !== "";

/** Real peers, recordings, screens and browsers: they need the machine's cores, so one file runs at a time. */
const ALONE = ["call", "capture", "chat", "files", "room", "session", "share"].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: inCi ? ["default", ["json", { outputFile: "tmp/test-results.json" }]] : ["default"],
    projects: [
      {
        extends: true,
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: ALONE, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        // Kernels, browsers and other programs have their say in these: in CI one that failed is tried again, and named.
        test: {
          name: "alone",
          include: ALONE,
          fileParallelism: false,
          retry: inCi ? 2 : 0,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
