import { Command } from "commander";
import { ShareError } from "../share/errors.ts";
import { SHARER_DEFAULTS, type Ask } from "../share/sharer/options.ts";
import { Sharer } from "../share/sharer/sharer.ts";
import { AUTO, openSource, type OpenedSource } from "../share/source/open.ts";
import { isCamera, SOURCES } from "../share/source/registry.ts";
import type { Region } from "../share/source/types.ts";
import { PICKLE_PROTOCOLS } from "../share/wire/pickle-q/encode.ts";
import type { Habits, PictureSize, WireFormat } from "../share/wire/types.ts";
import { BottomLine } from "./bottom-line.ts";
import { EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import {
  BOTH_SIZES,
  collect,
  collectHosts,
  fail,
  formatOf,
  formatOption,
  hostName,
  pictureSize,
  region,
  say,
  sizeFieldOption,
  variantOf,
  wholeNumber,
} from "./peer-options.ts";
import { Questions } from "./questions.ts";
import { describe, listeningLines, pushLine, sourceLines, Status, summary, type Announced } from "./share-texts.ts";

interface Given {
  readonly host: string;
  readonly port?: number;
  readonly push: readonly string[];
  readonly source?: string;
  readonly display?: string;
  readonly region?: Region;
  readonly size?: PictureSize;
  readonly width?: number;
  readonly format?: WireFormat;
  readonly fps: number;
  readonly level: number;
  readonly frames?: number;
  readonly allow: readonly string[];
  readonly ask?: boolean;
  readonly maxViewers?: number;
  readonly sizeField?: string;
  readonly pickleProtocol?: number;
}

interface Options extends Given {
  readonly format: WireFormat;
}

const STATUS_EVERY = 500; // ms

export function shareCommand(): Command {
  const { host, format, fps, level } = SHARER_DEFAULTS;
  const sources = SOURCES.map((kind) => `${kind.name}: ${kind.description}`).join("; ");
  return new Command("share")
    .description("share this screen with viewers over TCP; there is no password and no encryption")
    .option("--host <address>", "address to listen on; by default only this machine can connect", hostName, host)
    .option(
      "--port <port>",
      `TCP port; 0 is any free one (default: ${format.usualPort}, or the format's usual one)`,
      wholeNumber(0, 65_535),
    )
    .option(
      "--push <host>",
      "connect to a viewer that listens, instead of listening; may be repeated",
      collectHosts,
      [],
    )
    .option(
      "--source <name|path>",
      `auto: the fastest that shows this screen; a file or folder; ${sources} (default: auto, or webcam to serve pickle-q)`,
    )
    .option("--display <which>", "the monitor or window, where the source has several")
    .option("--region <WxH+X+Y>", "only this part of the picture", region)
    .option("--size <WxH>", "scale to this size, such as 1366x768; viewers must be told the same", pictureSize)
    .option("--width <pixels>", "scale to this width, at the picture's own shape", wholeNumber(1, 65_535))
    .addOption(formatOption("pickle-q with --push and --port 5000"))
    .addOption(sizeFieldOption("Q by default"))
    .option(
      "--pickle-protocol <n>",
      "pickle-q: 2 to 5; 4, the default, is read by Python 3.4 and later",
      wholeNumber(PICKLE_PROTOCOLS[0], PICKLE_PROTOCOLS.at(-1)),
    )
    .option("--fps <n>", "frames per second, at most", wholeNumber(1, 240), fps)
    .option("--level <n>", "compression, 0 (none) to 9", wholeNumber(0, 9), level)
    .option("--frames <n>", "end after so many frames, counted while there is a viewer", wholeNumber(1))
    .option("--allow <address>", "let in only this address or CIDR block; may be repeated", collect, [])
    .option("--ask", "ask before each viewer, on this terminal")
    .option("--max-viewers <n>", "turn away more viewers than this", wholeNumber(1))
    .action(run);
}

async function run(given: Given): Promise<void> {
  const wrong = wrongUsage(given);
  if (wrong !== null) {
    say(wrong);
    process.exitCode = EXIT_USAGE;
    return;
  }
  // Who serves on a port says with what: 33000 is the chat's as well, and its usual picture would be the camera's.
  const chosen = given.push.length > 0 ? formatOf(given.format, "push", given.port) : given.format;
  const options: Options = { ...given, format: chosen ?? SHARER_DEFAULTS.format };
  const line = new BottomLine();
  const interrupt = onInterrupt();
  let opened: OpenedSource | null = null;
  try {
    const format = variantOf(options.format, { sizeField: options.sizeField, protocol: options.pickleProtocol });
    const { shows, cameraWidth } = habitsOf(options);
    const source = options.source ?? (shows === "camera" ? "webcam" : AUTO);
    opened = await openSource(source, {
      size: options.size ?? null,
      width: options.width ?? (isCamera(source) ? cameraWidth : null),
      region: options.region ?? null,
      display: options.display ?? null,
      fps: options.fps,
      path: null,
      onNotice: (sentence) => {
        line.say(sentence);
      },
    });
    await share(opened, { ...options, format }, line, interrupt.signal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    interrupt.off();
    await opened?.source.close();
  }
}

function habitsOf({ format, push }: Options): Habits {
  return push.length > 0 ? format.habits.push : format.habits.serve;
}

/** @returns what is wrong with the options taken together, if anything */
function wrongUsage({ ask = false, allow, maxViewers, push, port, size, width }: Given): string | null {
  if (size !== undefined && width !== undefined) return BOTH_SIZES;
  if (push.length > 0 && (ask || allow.length > 0 || maxViewers !== undefined)) {
    return "With --push nobody connects: --ask, --allow and --max-viewers have no use.\n  Leave them out.";
  }
  if (push.length > 0 && port === 0) return "--push needs the port that the viewer listens on.\n  Say it with --port.";
  if (ask && !(Keyboard.exists && process.stderr.isTTY)) {
    return "--ask needs a terminal to ask on.\n  Say who may connect with --allow instead.";
  }
  return null;
}

async function share(
  opened: OpenedSource,
  options: Options,
  line: BottomLine,
  interrupted: AbortSignal,
): Promise<void> {
  const questions = new Questions(line);
  const sharer = createSharer(opened, options, line, options.ask === true ? questions.ask : null);
  const stop = (): void => {
    sharer.stop();
  };
  say(sourceLines(opened).join("\n"));
  await announce(sharer, opened, options);
  interrupted.addEventListener("abort", stop);
  if (interrupted.aborted) stop();
  const keyboard = Keyboard.exists
    ? new Keyboard((key) => {
        if (!questions.answer(key) && key === "q") stop();
      })
    : null;
  const status = new Status();
  const timer = setInterval(() => {
    const text = status.text(sharer.counters, keyboard !== null);
    line.status = keyboard?.isActive === false ? "" : text;
  }, STATUS_EVERY);
  try {
    await sharer.run();
  } finally {
    clearInterval(timer);
    keyboard?.close();
    interrupted.removeEventListener("abort", stop);
    line.clear();
    say(summary(sharer.counters));
  }
}

function createSharer({ source }: OpenedSource, options: Options, line: BottomLine, ask: Ask | null): Sharer {
  const { host, format, fps, level, allow } = options;
  const port = options.port ?? habitsOf(options).port;
  return new Sharer(
    source,
    {
      ...{ host, port, format, fps, level, allow, ask },
      frames: options.frames ?? null,
      maxViewers: options.maxViewers ?? null,
      push: options.push.map((target) => ({ host: target, port })),
    },
    (event) => {
      line.say(describe(event));
    },
  );
}

async function announce(sharer: Sharer, { source }: OpenedSource, options: Options): Promise<void> {
  const { allow, format, push } = options;
  const announced: Announced = { allow, format, asks: options.ask === true, size: source };
  if (push.length === 0) {
    for (const text of listeningLines(await sharer.listen(), announced)) say(text);
  }
  for (const host of push) say(pushLine(host, options.port ?? habitsOf(options).port, announced));
}
