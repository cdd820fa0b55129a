/** X servers that can't be had, and the reasons that are told. */
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../src/share/errors.ts";
import { SOURCE_DEFAULTS } from "../../../src/share/source/types.ts";
import { openX11 } from "../../../src/share/source/x11/kind.ts";

describe("a display that can't be had", () => {
  const machine = (env: Record<string, string>): { platform: "linux"; env: Record<string, string> } => ({
    platform: "linux",
    env,
  });
  const failure = (env: Record<string, string>): Promise<SourceError> =>
    openX11(SOURCE_DEFAULTS, machine(env)).then(
      () => {
        throw new Error("it was opened");
      },
      (error: unknown) => error as SourceError,
    );

  it.each([
    [{}, "DISPLAY is not set"],
    [{ DISPLAY: "" }, "DISPLAY is not set"],
    [{ DISPLAY: "screen" }, "no name of an X display"],
    [{ DISPLAY: ":7654" }, "There is no X server at DISPLAY :7654"],
    [{ DISPLAY: "127.0.0.1:54321" }, "There is no X server"],
  ] as [Record<string, string>, string][])("says why: %j", async (env, message) => {
    const error = await failure(env);
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toContain(message);
    expect(error.remedy.length).toBeGreaterThan(10);
  });

  it("says who may, when the server lets nobody in", async () => {
    // As servers answer: failed, length of the reason, version 11.0, words that follow.
    const reason = "Authorization required, but no authorization protocol specified\n";
    const padded = Buffer.alloc(Math.ceil(reason.length / 4) * 4);
    padded.write(reason);
    const header = Buffer.from([0, reason.length, 11, 0, 0, 0, padded.length / 4, 0]);
    const server = createServer((socket) => socket.once("data", () => socket.end(Buffer.concat([header, padded]))));
    const display = await listenAsDisplay(server);
    const error = await failure({ DISPLAY: `127.0.0.1:${display}` });
    expect(error.message).toContain("doesn't let this user in: Authorization required");
    expect(error.remedy).toContain("XAUTHORITY");
    server.close();
  });

  it("does not take a server that hangs up for one", async () => {
    const server = createServer((socket) => socket.end());
    const display = await listenAsDisplay(server);
    expect((await failure({ DISPLAY: `127.0.0.1:${display}` })).message).toContain("can't be used");
    server.close();
  });
});

/** @returns the number of the display at a port that is free */
async function listenAsDisplay(server: ReturnType<typeof createServer>): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as { port: number }).port - 6000;
}
