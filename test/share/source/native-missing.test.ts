/** An installation without the optional package node-screenshots. */
import { describe, expect, it, vi } from "vitest";
import { SourceUnavailableError } from "../../../src/share/errors.ts";
import { nativeKind } from "../../../src/share/source/native/kind.ts";
import { SOURCE_DEFAULTS } from "../../../src/share/source/types.ts";

vi.mock("node-screenshots", () => {
  throw new Error("Cannot find module 'node-screenshots-freebsd-x64'");
});

const MACHINE = { platform: "linux", env: { DISPLAY: ":0" } } as const;

describe("without node-screenshots", () => {
  it("the source says how it is had", async () => {
    const error = await nativeKind.open(SOURCE_DEFAULTS, MACHINE).then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(SourceUnavailableError);
    expect((error as SourceUnavailableError).remedy).toContain("npm install node-screenshots");
    expect((await nativeKind.obstacle?.(MACHINE))?.remedy).toContain("npm install node-screenshots");
  });
});
