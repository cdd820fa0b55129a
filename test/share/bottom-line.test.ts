/** The last line of the terminal: what of a question must be seen is seen, however long the rest is. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BottomLine } from "../../src/cli/bottom-line.ts";
import { Questions } from "../../src/cli/questions.ts";

const LONG = "2001:db8:1234:5678:9abc:def0:1234:5678";
const { isTTY, columns } = process.stderr;

describe("a question on the last line", () => {
  let written = "";
  beforeEach(() => {
    written = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
    process.stderr.isTTY = true;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    Object.assign(process.stderr, { isTTY, columns });
  });

  /** @returns the line as it stands there */
  function asked(width: number, address: string): string {
    process.stderr.columns = width;
    const questions = new Questions(new BottomLine());
    void questions.ask({ address, port: 35_712 }, new AbortController().signal);
    return written.slice(written.lastIndexOf("\x1b[K") + "\x1b[K".length);
  }

  it("is whole where there is room", () => {
    expect(asked(80, "192.0.2.7")).toBe("192.0.2.7 port 35712 wants to see this screen. Let it? [y/N] ");
  });

  it("keeps who it is and how to answer for an IPv6 viewer in 80 columns", () => {
    const line = asked(80, LONG);
    expect(line).toMatch(/^2001:db8:1234:5678:9abc:def0:1234:5678 port 35712 wants to see .*… \[y\/N\] $/);
    expect(line.length).toBe(79);
  });

  it.each([40, 10, 8, 7, 1])("keeps how to answer in %i columns", (width) => {
    expect(asked(width, LONG)).toMatch(/ \[y\/N\] $/);
  });
});
