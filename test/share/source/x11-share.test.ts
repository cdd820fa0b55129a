/** A screen all the way: from an X server through a sharer to a Python viewer. */
import { describe, expect, it } from "vitest";
import { requireTools } from "../../support/tools.ts";
import { pythonViewer, sha256, startSharer, until } from "../peers.ts";
import { Painter } from "./painter.ts";
import { open } from "./x11.ts";
import { Xvfb } from "./xvfb.ts";

describe.skipIf(!requireTools("Xvfb", "import", "python3", "xrandr"))("the screen of an X server", () => {
  it("comes to a viewer pixel for pixel while it is drawn on", async () => {
    const server = await Xvfb.start("333x217x24");
    const [source, brush] = [await open(server), await Painter.on(server)];
    const running = await startSharer(source, { fps: 60 });
    const viewer = pythonViewer(running.port, ["--size", "333x217"]);
    await until(() => running.sharer.counters.sent > 0, "a viewer");
    for (let n = 0; n < 120; n++) {
      await brush.fill([(n * 37) % 300, (n * 53) % 200, 60, 40], Math.imul(n + 1, 2_654_435_761) & 0xffffff);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const last = sha256(await server.screenshot());
    const { taken } = running.sharer.counters;
    await until(() => running.sharer.counters.taken > taken + 2, "the last frame");
    await running.stop();
    const result = await viewer;
    expect(result).toMatchObject({ code: 0, end: "eof", stderr: "" });
    expect(result.frames.length).toBeGreaterThan(5);
    expect(result.frames.at(-1)!.sha256).toBe(last);
    await source.close();
    brush.close();
    await server.stop();
  });

  it("ends the share, with what to do, when it gets another size or its server is gone", async () => {
    const server = await Xvfb.start("400x300x24");
    await server.run("xrandr", ..."--newmode 320x200 10 320 330 340 350 200 210 220 230".split(" "));
    await server.run("xrandr", "--addmode", "screen", "320x200");
    for (const [end, message] of [
      [() => server.run("xrandr", "--output", "screen", "--mode", "320x200"), /from 400x300 to 320x200/],
      [() => server.stop(), /has closed the connection/],
    ] as const) {
      const source = await open(server);
      const running = await startSharer(source);
      const viewer = pythonViewer(running.port);
      const ended = expect(running.ended).rejects.toThrow(message);
      await until(() => running.sharer.counters.sent > 0, "a viewer");
      await end();
      await ended;
      expect((await viewer).end).toBe("eof");
      await source.close();
    }
  });
});
