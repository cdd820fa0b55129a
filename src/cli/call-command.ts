import { Command, Option } from "commander";
import { Call, CALL_PORTS } from "../share/call/call.ts";
import { IMAGE_KINDS, USUAL_IMAGE_KIND } from "../share/display/image-kinds.ts";
import { NO_DISPLAY } from "../share/display/nothing.ts";
import { SaveDisplay } from "../share/display/save.ts";
import { SeveralDisplays } from "../share/display/several.ts";
import { ShareError } from "../share/errors.ts";
import { addressesOf, facing } from "../share/net/other-side.ts";
import { isOwnAddress } from "../share/net/own-addresses.ts";
import { openSource, type OpenedSource } from "../share/source/open.ts";
import { isCamera } from "../share/source/registry.ts";
import { pickleQ } from "../share/wire/pickle-q/format.ts";
import type { PictureSize } from "../share/wire/types.ts";
import { BottomLine } from "./bottom-line.ts";
import { CallTerminal, summary } from "./call-texts.ts";
import { EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import { openBrowser } from "./open-browser.ts";
import {
  BOTH_SIZES,
  collect,
  fail,
  folderName,
  hostName,
  pictureSize,
  say,
  seconds,
  sizeFieldOption,
  variantOf,
  wholeNumber,
} from "./peer-options.ts";
import { sourceLines } from "./share-texts.ts";

interface Options {
  readonly host?: string;
  readonly port?: number;
  readonly peerPort?: number;
  readonly allow: readonly string[];
  readonly source: string;
  readonly display?: string;
  readonly size?: PictureSize;
  readonly width?: number;
  readonly fps: number;
  readonly sizeField?: string;
  readonly frames?: number;
  readonly seconds?: number;
  readonly retry?: number;
  readonly save?: string;
  readonly image: string;
  readonly open: boolean;
  readonly page?: boolean;
  readonly pagePort: number;
}

const STATUS_EVERY = 500; // ms
/** Of a port to connect to. */
const port = wholeNumber(1, 65_535);

export function callCommand(): Command {
  const [first, second] = CALL_PORTS;
  return new Command("call")
    .description("a two-way video call: each side serves its pictures and views the other's; there is no encryption")
    .argument("<host>", "name or address of the other side", hostName)
    .option("--port <port>", `TCP port to serve on (default: ${first}, or ${second} where that is taken)`, port)
    .option("--peer-port <port>", `TCP port of the other side (default: ${second} or ${first}, where it is)`, port)
    .option("--host <address>", "address to listen on (default: any; only the other side is let in)", hostName)
    .option("--allow <address>", "let in this address or CIDR block as well; may be repeated", collect, [])
    .option("--source <name|path>", "what to send, as for share", "webcam")
    .option("--display <which>", "the camera, monitor or window, where the source has several")
    .option("--size <WxH>", "scale to this size", pictureSize)
    .option("--width <pixels>", "scale to this width, at the picture's own shape; cameras: 320", wholeNumber(1, 65_535))
    .option("--fps <n>", "frames per second, at most", wholeNumber(1, 240), 30)
    .addOption(sizeFieldOption("Q by default; the other side's is found out"))
    .option("--frames <n>", "hang up after so many frames of the other side", wholeNumber(1))
    .option("--seconds <n>", "hang up so many seconds after reaching the other side", seconds)
    .option("--retry <seconds>", "give up when the other side is not there for so long (default: never)", seconds)
    .option("--save <folder>", "write the other side's frames as frame_0001.png, frame_0002.png, …", folderName)
    .addOption(
      new Option("--image <kind>", "what to save frames as; png keeps every pixel as it is")
        .choices(IMAGE_KINDS.map(({ name }) => name))
        .default(USUAL_IMAGE_KIND.name),
    )
    .option("--no-open", "no page: send, and check, count and save what comes")
    .option("--page", "serve the page, but open no browser; together with --save, too")
    .option("--page-port <port>", "TCP port of the page on this machine; 0 is any free one", wholeNumber(0, 65_535), 0)
    .action(run);
}

async function run(host: string, options: Options): Promise<void> {
  if (options.size !== undefined && options.width !== undefined) {
    say(BOTH_SIZES);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const line = new BottomLine();
  const interrupt = onInterrupt();
  let opened: OpenedSource | null = null;
  try {
    const addresses = await addressesOf(host);
    const { source, width, size, display, fps } = options;
    opened = await openSource(source, {
      size: size ?? null,
      width: width ?? (isCamera(source) ? pickleQ.habits.serve.cameraWidth : null),
      region: null,
      display: display ?? null,
      fps,
      path: null,
      onNotice: (sentence) => {
        line.say(sentence);
      },
    });
    say(sourceLines(opened).join("\n"));
    await call({ host, addresses }, opened, options, line, interrupt.signal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    interrupt.off();
    await opened?.source.close();
  }
}

interface OtherSide {
  readonly host: string;
  readonly addresses: readonly string[];
}

async function call(
  { host, addresses }: OtherSide,
  { source }: OpenedSource,
  options: Options,
  line: BottomLine,
  interrupted: AbortSignal,
): Promise<void> {
  const { save, frames, seconds: duration, retry: retryFor } = options;
  const sameMachine = addresses.every((address) => isOwnAddress(address));
  const saving = save === undefined ? null : await SaveDisplay.open(save, imageKind(options.image));
  const paged = options.page === true || (options.open && saving === null);
  // Loaded here, because a call without a page starts without it.
  const pages = paged ? await import("../share/display/page/call-page.ts") : null;
  const quit = new AbortController();
  const terminal = new CallTerminal(line, host);
  const page = await pages?.CallPage.open({
    port: options.pagePort,
    other: host,
    size: source,
    onRetry: () => {
      calling.retry();
    },
  });
  const display = [...(page === undefined ? [] : [page.other]), ...(saving === null ? [] : [saving])];
  const calling = new Call(
    source,
    {
      own: {
        host: options.host ?? facing(addresses),
        allow: [...addresses, ...options.allow],
        format: variantOf(pickleQ, { sizeField: options.sizeField }),
        fps: options.fps,
        preview:
          page === undefined
            ? null
            : (frame) => {
                page.showOwn(frame, calling.sharer.counters.bytes);
              },
      },
      port: options.port ?? null,
      onOwn: (event) => {
        terminal.own(event);
        page?.tellOwn(event);
      },
      other: {
        host,
        format: pickleQ,
        size: source, // the format says it: this is none of the other side's
        ...(frames === undefined ? {} : { frames }),
        ...(duration === undefined ? {} : { seconds: duration }),
        ...(retryFor === undefined ? {} : { retryFor }),
        onState: (state) => {
          terminal.other(state);
          page?.other.tell(state);
        },
        onFrame: (progress) => {
          terminal.progress(progress);
          page?.other.received(progress.bytes);
        },
      },
      peerPort: options.peerPort ?? null,
      sameMachine,
      signal: AbortSignal.any([interrupted, quit.signal]),
    },
    display.length === 0 ? NO_DISPLAY : new SeveralDisplays(display),
  );
  let keyboard: Keyboard | null = null;
  let status: NodeJS.Timeout | undefined;
  try {
    terminal.listening(await calling.listen(), options.peerPort ?? null);
    if (page !== undefined) line.say(`the page: ${page.url}`);
    const browse = async (): Promise<void> => {
      if (page === undefined) return;
      await openBrowser(page, (text) => {
        line.say(text);
      });
    };
    if (options.page !== true) await browse();
    if (Keyboard.exists) {
      keyboard = new Keyboard((key) => {
        if (key === "q") quit.abort();
        if (key === "o") void browse();
      });
    }
    const keys = keyboard === null ? "" : page === undefined ? "  (q: hang up)" : "  (q: hang up, o: page)";
    status = setInterval(() => {
      line.status = keyboard?.isActive === false ? "" : terminal.status(calling.sharer.counters) + keys;
    }, STATUS_EVERY);
    const result = await calling.run();
    line.clear();
    say(summary(result, calling.sharer.counters, save));
    if (result.error !== null) fail(result.error);
  } finally {
    clearInterval(status);
    keyboard?.close();
    line.clear();
    await page?.close();
    await saving?.close();
  }
}

function imageKind(name: string): (typeof IMAGE_KINDS)[number] {
  return IMAGE_KINDS.find((kind) => kind.name === name) ?? IMAGE_KINDS[0];
}
