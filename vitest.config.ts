import { defineConfig } from "vitest/config";

// In CI the results are kept as data too, for the closing line of .ci/run.
const inCi = (process.env["CI"] ?? "") !== "";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: inCi ? ["default", ["json", { outputFile: "tmp/test-results.json" }]] : ["default"],
  },
});
