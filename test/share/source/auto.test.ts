/** The choice of a source for this machine's screen, and what is said where there is none. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceError, SourceUnavailableError } from "../../../src/share/errors.ts";
import { openFastest } from "../../../src/share/source/auto.ts";
import { openShaped, openSource } from "../../../src/share/source/open.ts";
import { PatternSource } from "../../../src/share/source/pattern/source.ts";
import { probeSources } from "../../../src/share/source/probe.ts";
import { SOURCES } from "../../../src/share/source/registry.ts";
import {
  SOURCE_DEFAULTS,
  type FrameSource,
  type Machine,
  type Obstacle,
  type SourceFrame,
  type SourceKind,
} from "../../../src/share/source/types.ts";
import { x11Kind } from "../../../src/share/source/x11/kind.ts";
import { requireTools } from "../../support/tools.ts";
import { Xvfb } from "./xvfb.ts";

const LINUX: Machine = { platform: "linux", env: { DISPLAY: ":0" } };
const SIZE = { width: 16, height: 8 };

interface Told {
  /** How long a frame takes, ms. */
  readonly takes?: number;
  readonly black?: boolean;
  /** It reads only what has changed. */
  readonly thrifty?: boolean;
  readonly obstacle?: Obstacle;
  readonly fails?: string;
}

/** A kind that shows a screen as it was told. */
class Screen implements SourceKind {
  readonly name: string;
  readonly description = "for tests";
  readonly showsScreen = true;
  readonly automatic = true;
  opened = 0;
  closed = 0;
  readonly #told: Told;

  constructor(name: string, told: Told = {}) {
    this.name = name;
    this.#told = told;
  }

  obstacle(): Promise<Obstacle | null> {
    return Promise.resolve(this.#told.obstacle ?? null);
  }

  open(): Promise<FrameSource> {
    const { takes = 0, black = false, thrifty = false, fails } = this.#told;
    if (fails !== undefined) return Promise.reject(new SourceError(fails, `Mend ${this.name}.`));
    this.opened++;
    const pixels = Buffer.alloc(16 * 8 * 3, black ? 0 : 9);
    const frame: SourceFrame = { ...SIZE, pixels, changed: null };
    return Promise.resolve({
      name: this.name,
      ...SIZE,
      ...(thrifty ? { readWhole: () => undefined } : {}),
      next: () => new Promise((resolve) => setTimeout(resolve, takes, frame)),
      close: () => {
        this.closed++;
        return Promise.resolve();
      },
    });
  }
}

const failure = (opening: Promise<unknown>): Promise<SourceError> =>
  opening.then(
    () => {
      throw new Error("it was opened");
    },
    (error: unknown) => error as SourceError,
  );

describe("auto", () => {
  it("takes the fastest, closes the others, and says what each has against it", async () => {
    const kinds = [
      new Screen("slow", { takes: 60 }),
      new Screen("fast", { takes: 1 }),
      new Screen("broken", { fails: "It is broken." }),
      new Screen("absent", { obstacle: { reason: "It is absent.", remedy: "Get it." } }),
      new Screen("middling", { takes: 20 }),
    ];
    const { source, chosen, measuredFps, passedOver } = await openFastest(SOURCE_DEFAULTS, kinds, LINUX);
    expect(chosen).toBe("fast");
    expect(measuredFps).toBeGreaterThan(50);
    expect(passedOver.map(({ name, reason }) => [name, reason.replace(/\d+\.\d/, "N")])).toEqual([
      ["slow", "Slower here: N frames/s."],
      ["middling", "Slower here: N frames/s."],
      ["broken", "It is broken."],
      ["absent", "It is absent."],
    ]);
    expect((await source.next())?.pixels.length).toBe(384);
    await source.close();
    expect(kinds.map(({ opened, closed }) => [opened, closed])).toEqual([[1, 1], [1, 1], [0, 0], [0, 0], [1, 1]]); // prettier-ignore
  });

  it("prefers one that reads only what has changed, unless another is much faster", async () => {
    const thrifty = new Screen("thrifty", { takes: 20, thrifty: true });
    const near = new Screen("near", { takes: 20 });
    const close = await openFastest(SOURCE_DEFAULTS, [near, thrifty], LINUX);
    expect(close.chosen).toBe("thrifty");
    await close.source.close();
    const far = await openFastest(SOURCE_DEFAULTS, [thrifty, new Screen("far", { takes: 1 })], LINUX);
    expect(far.chosen).toBe("far");
    await far.source.close();
  });

  it("waits for none that hangs", async () => {
    const hangs = new Screen("hangs", { takes: 60_000 });
    const works = new Screen("works");
    const { chosen, passedOver, source } = await openFastest(SOURCE_DEFAULTS, [works, hangs], LINUX);
    expect([chosen, passedOver]).toEqual(["works", [{ name: "hangs", reason: "It gave no picture in time." }]]);
    await source.close();
    expect(hangs.closed).toBe(1);
  });

  it("gives the picture the shape that was asked for", async () => {
    const options = { ...SOURCE_DEFAULTS, size: { width: 4, height: 4 }, region: { x: 1, y: 1, width: 6, height: 6 } };
    const { source } = await openFastest(options, [new Screen("works")], LINUX);
    expect([source.width, source.height, (await source.next())?.pixels.length]).toEqual([4, 4, 48]);
    const outside = { ...options, region: { x: 12, y: 0, width: 6, height: 6 } };
    const kind = new Screen("works");
    await expect(openFastest(outside, [kind], LINUX)).rejects.toThrow("which is 16x8");
    expect(kind.closed).toBe(1);
  });

  it("never takes the test pattern, a camera or a file", () => {
    expect(SOURCES.filter(({ automatic }) => automatic).map(({ name }) => name)).toEqual(["x11", "native", "desktop"]);
  });

  it("says every reason once where nothing works, and names the test pattern", async () => {
    const none = { reason: "There is no screen.", remedy: "Buy one." };
    const one = await failure(
      openFastest(SOURCE_DEFAULTS, [new Screen("a", { obstacle: none }), new Screen("b", { obstacle: none })], LINUX),
    );
    expect(one).toBeInstanceOf(SourceError);
    expect(one.message).toBe("There is no screen.");
    expect(one.remedy).toBe("Buy one. The source pattern needs no screen: --source pattern.");
    const two = await failure(
      openFastest(
        SOURCE_DEFAULTS,
        [new Screen("a", { obstacle: none }), new Screen("b", { fails: "It is broken." })],
        LINUX,
      ),
    );
    expect(two.message).toContain("a: There is no screen. b: It is broken.");
  });

  it("says it once where there is no X server: the others have nothing to show either", async () => {
    const machine: Machine = { platform: "linux", env: { DISPLAY: "127.0.0.1:7655" } };
    const blind = new Screen("blind", { fails: "It can't open the display." });
    const error = await failure(openFastest(SOURCE_DEFAULTS, [x11Kind, blind], machine));
    expect(error).toBeInstanceOf(SourceUnavailableError);
    expect(error.message).toBe("There is no X server at DISPLAY 127.0.0.1:7655.");
    expect(error.remedy).toMatch(/^Set DISPLAY to .* --source pattern\.$/);
    const { chosen, source } = await openFastest(SOURCE_DEFAULTS, [x11Kind, new Screen("works")], machine);
    expect(chosen).toBe("works");
    await source.close();
  });

  it("without a display ends in an error that says what to do", async () => {
    const error = await failure(openSource("auto", SOURCE_DEFAULTS, { platform: "linux", env: {} }));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toBe("There is no X display: DISPLAY is not set.");
    expect(error.remedy).toContain("--source pattern");
  });
});

describe("a black picture", () => {
  const black = new Screen("black", { black: true });
  const machines: [string, Machine, string | null][] = [
    ["X11", LINUX, null],
    ["FreeBSD", { platform: "freebsd", env: { DISPLAY: ":0" } }, null],
    ["Wayland", { platform: "linux", env: { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" } }, "Xorg session"],
    ["Wayland by its name", { platform: "linux", env: { DISPLAY: ":0", XDG_SESSION_TYPE: "wayland" } }, "Xorg session"],
    ["macOS", { platform: "darwin", env: {} }, "Screen & System Audio Recording"],
    ["Windows", { platform: "win32", env: {} }, "Unlock it"],
  ];

  it.each(machines)("on %s", async (_name, machine, remedy) => {
    if (remedy === null) {
      await (await openShaped(black, SOURCE_DEFAULTS, machine)).close();
      await (await openFastest(SOURCE_DEFAULTS, [black], machine)).source.close();
    } else {
      for (const opening of [
        openShaped(black, SOURCE_DEFAULTS, machine),
        openFastest(SOURCE_DEFAULTS, [black], machine),
      ]) {
        const error = await failure(opening);
        expect(error).toBeInstanceOf(SourceError);
        expect(error.remedy).toContain(remedy);
      }
    }
    expect(black.closed).toBe(black.opened);
  });

  it("is looked for in the first frame, which is shown all the same", async () => {
    const kind: SourceKind = {
      name: "x",
      description: "for tests",
      showsScreen: true,
      open: () => Promise.resolve(new PatternSource(SIZE)),
    };
    const [fresh, looked] = [new PatternSource(SIZE), await openShaped(kind, SOURCE_DEFAULTS, machines[2]![1])];
    for (let n = 0; n < 3; n++) expect(await looked.next()).toEqual(await fresh.next());
  });
});

describe("a probe of the sources", () => {
  it("says of each whether it works, and the command that helps", async () => {
    const missing = { reason: "It needs a program that is not installed: import.", remedy: "sudo apt-get install it" };
    const probes = await probeSources(LINUX, [
      new Screen("works"),
      new Screen("absent", { obstacle: missing }),
      new Screen("broken", { fails: "It is broken." }),
    ]);
    expect(probes.map(({ name, works, reason, remedy }) => [name, works, reason, remedy])).toEqual([
      ["works", true, null, null],
      ["absent", false, missing.reason, missing.remedy],
      ["broken", false, "It is broken.", "Mend broken."],
    ]);
  });

  it("has a line for every source, and a reason for each that doesn't work", async () => {
    const probes = await probeSources({ platform: "linux", env: {} });
    expect(probes.map(({ name }) => name)).toEqual(SOURCES.map(({ name }) => name));
    for (const { works, reason, remedy } of probes) expect([reason === null, remedy === null]).toEqual([works, works]);
    expect(probes.find(({ name }) => name === "x11")).toMatchObject({ works: false });
    expect(probes.find(({ name }) => name === "pattern")).toMatchObject({ works: true });
  });
});

describe.skipIf(!requireTools("Xvfb", "import", "xrandr"))("on an X server", () => {
  const before = process.env["DISPLAY"];
  let server: Xvfb;
  beforeAll(async () => {
    server = await Xvfb.start("1367x769x24");
    // Packages and programs look at the environment by themselves.
    process.env["DISPLAY"] = server.display;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env["DISPLAY"];
    else process.env["DISPLAY"] = before;
    await server.stop();
  });

  it("auto takes X11, with a frame rate of whole frames", async () => {
    const { source, chosen, measuredFps, passedOver } = await openSource("auto", SOURCE_DEFAULTS);
    expect(chosen).toBe("x11");
    expect(measuredFps).toBeGreaterThan(10);
    expect(passedOver.map(({ name }) => name)).toEqual(["native", "desktop"]);
    expect((await source.next())?.changed).toBeNull();
    expect((await source.next())?.changed).toEqual([]);
    await source.close();
  });

  it.each(["native", "desktop"])("%s shows every pixel of the screen", async (name) => {
    const painted = server.start("xterm", "-geometry", "20x5+30+40");
    const { source } = await openSource(name, SOURCE_DEFAULTS);
    expect([source.width, source.height]).toEqual([1367, 769]);
    await expect
      .poll(async () => Buffer.compare((await source.next())!.pixels, await server.screenshot()), { timeout: 10_000 })
      .toBe(0);
    await source.close();
    painted.kill();
  });

  it.each(["native", "desktop"])("%s knows the monitor by name and number, and no other", async (name) => {
    for (const display of ["screen", "1"]) {
      await (await openSource(name, { ...SOURCE_DEFAULTS, display })).source.close();
    }
    for (const display of ["2", "HDMI-9", "window:12345"]) {
      expect(await failure(openSource(name, { ...SOURCE_DEFAULTS, display }))).toBeInstanceOf(SourceError);
    }
  });

  it("all that show it are found to work", async () => {
    const probes = await probeSources();
    for (const name of ["x11", "native", "desktop"]) {
      expect(probes.find((probe) => probe.name === name)).toMatchObject({ works: true });
    }
  });

  // The last one, as node-screenshots holds on to the first server it has seen.
  it("all say so when the server is gone", async () => {
    const opened = await Promise.all(["native", "desktop"].map((name) => openSource(name, SOURCE_DEFAULTS)));
    for (const { source } of opened) await source.next();
    await server.stop();
    for (const { source } of opened) expect(await failure(source.next())).toBeInstanceOf(SourceError);
    expect(await failure(openSource("auto", SOURCE_DEFAULTS))).toBeInstanceOf(SourceError);
  });
});
