import { Command, Option } from "commander";
import { IMAGE_KINDS, USUAL_IMAGE_KIND, type ImageKind } from "../share/display/image-kinds.ts";
import { NO_DISPLAY } from "../share/display/nothing.ts";
import { SaveDisplay } from "../share/display/save.ts";
import type { Display } from "../share/display/types.ts";
import { ShareError } from "../share/errors.ts";
import { view, type ViewOptions, type ViewSummary } from "../share/viewer/viewer.ts";
import { DEFAULT_WIRE_FORMAT } from "../share/wire/registry.ts";
import type { PictureSize, WireFormat } from "../share/wire/types.ts";
import { EXIT_USAGE } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { untilQ } from "./keyboard.ts";
import { ProgressLine } from "./output.ts";
import {
  collect,
  DEFAULT_SIZE,
  fail,
  folderName,
  formatOf,
  formatOption,
  hostName,
  pictureSize,
  savedIn,
  say,
  seconds,
  sizeFieldOption,
  variantOf,
  wholeNumber,
} from "./peer-options.ts";
import { viewSharers, waitForSharers, type WaitingForSharers } from "./view-listen.ts";

interface Options {
  readonly listen?: boolean;
  readonly host: string;
  readonly allow: readonly string[];
  readonly port?: number;
  readonly size: PictureSize;
  readonly format?: WireFormat;
  readonly frames?: number;
  readonly seconds?: number;
  readonly retry?: number;
  readonly save?: string;
  readonly image?: string;
  readonly sizeField?: string;
  readonly open: boolean;
  readonly page?: boolean;
  readonly pagePort: number;
}

export function viewCommand(): Command {
  return new Command("view")
    .description("view a share in a page of the browser, save its frames as pictures, or check and count them")
    .argument("[host]", "name or address of the sharer; none with --listen", hostName)
    .option(
      "--port <port>",
      `TCP port of the sharer (default: ${DEFAULT_WIRE_FORMAT.usualPort}, or the format's usual one)`,
      wholeNumber(0, 65_535),
    )
    .option("--listen", "wait for a sharer that pushes, instead of connecting to one")
    .option(
      "--host <address>",
      "with --listen: address to listen on; by default for this machine only",
      hostName,
      "127.0.0.1",
    )
    .option("--allow <address>", "with --listen: only from this address or CIDR block; may be repeated", collect, [])
    .addOption(
      new Option("--size <WxH>", "size of the picture, where the format does not say it")
        .argParser(pictureSize)
        .default(pictureSize(DEFAULT_SIZE), DEFAULT_SIZE),
    )
    .addOption(formatOption("pickle-q with its ports: 33000, or 5000 with --listen"))
    .addOption(sizeFieldOption("found out by default"))
    .option("--frames <n>", "end after so many frames", wholeNumber(1))
    .option("--seconds <n>", "end so many seconds after connecting", seconds)
    .option("--retry <seconds>", "go on trying to connect for so long", seconds)
    .option("--save <folder>", "write frames as frame_0001.png, frame_0002.png, …", folderName)
    .addOption(
      new Option(
        "--image <kind>",
        "what to save frames as; png keeps every pixel as it is (default: png, or jpg for pickle-q with --listen)",
      ).choices(IMAGE_KINDS.map(({ name }) => name)),
    )
    .option("--no-open", "show nothing: only check and count frames")
    .option("--page", "serve the page, but open no browser; together with --save, too")
    .option("--page-port <port>", "TCP port of the page on this machine; 0 is any free one", wholeNumber(0, 65_535), 0)
    .action(run);
}

async function run(host: string | undefined, options: Options): Promise<void> {
  const wrong = wrongUsage(host, options);
  if (wrong !== null) {
    say(wrong);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const quit = new AbortController();
  let sharers: WaitingForSharers | null = null;
  let saving: SaveDisplay | null = null;
  try {
    const role = options.listen === true ? "push" : "serve";
    const chosen = formatOf(options.format, role, options.port);
    const { port: usualPort, savedAs } = chosen.habits[role];
    const format = variantOf(chosen, { sizeField: options.sizeField });
    const image = imageKind(options.image ?? savedAs);
    saving = options.save === undefined ? null : await SaveDisplay.open(options.save, image);
    const port = options.port ?? usualPort;
    if (options.listen === true) sharers = await waitForSharers({ ...options, port, format }, progress);
    const what = {
      host: host ?? `listening on ${options.host}`,
      ...(sharers === null ? {} : { accept: sharers.accept }),
      port,
      size: options.size,
      format,
      signal: AbortSignal.any([interrupt.signal, quit.signal]),
      ...(options.retry === undefined ? {} : { retryFor: options.retry }),
      ...(options.frames === undefined ? {} : { frames: options.frames }),
      ...(options.seconds === undefined ? {} : { seconds: options.seconds }),
    };
    const page = options.page === true || (saving === null && options.open);
    const result = page
      ? await viewPage(what, options, saving)
      : await (sharers === null ? viewHere : viewSharers)(what, saving ?? NO_DISPLAY, progress, quit);
    progress.clear();
    say(`${summary(result)}${savedIn(options.save, result)}`);
    if (result.error !== null) fail(result.error);
  } catch (error) {
    progress.clear();
    if (!(error instanceof ShareError)) throw error;
    fail(error);
  } finally {
    sharers?.close();
    await saving?.close();
    interrupt.off();
  }
}

function wrongUsage(host: string | undefined, { listen = false, allow, port }: Options): string | null {
  if (!listen && host === undefined) return "Say which host to view.\n  Or wait for a sharer that pushes: --listen.";
  if (listen && host !== undefined) {
    return "With --listen the sharer comes to this machine.\n  Leave its host out; --host is the address to listen on.";
  }
  if (!listen && allow.length > 0) return "--allow is about sharers that come here.\n  Use it with --listen.";
  if (!listen && port === 0) return "Port 0 can only be listened on.\n  Say the sharer's --port.";
  return null;
}

function imageKind(name: string): ImageKind {
  return IMAGE_KINDS.find((kind) => kind.name === name) ?? USUAL_IMAGE_KIND;
}

async function viewPage(
  view: ViewOptions & { readonly signal: AbortSignal },
  { page, pagePort }: Options,
  also: Display | null,
): Promise<ViewSummary> {
  // Loaded here, because every other command starts without it.
  const { viewInPage } = await import("./view-page.ts");
  return viewInPage(view, { port: pagePort, open: page !== true, also });
}

function viewHere(
  options: ViewOptions,
  display: Display,
  progress: ProgressLine,
  quit: AbortController,
): Promise<ViewSummary> {
  return untilQ(quit, (hint) =>
    view(
      {
        ...options,
        onConnected: (address, port) => {
          say(`connected to ${address} port ${port}`);
        },
        onFrame: ({ frames, bytes }) => {
          progress.update(() => `${frames} frames, ${(bytes / 1e6).toFixed(1)} MB${hint}`);
        },
      },
      display,
    ),
  );
}

function summary({ frames, bytes, end }: ViewSummary): string {
  const why = { enough: "", ended: "; the sharer has ended", stopped: "; stopped", failed: "; failed" }[end];
  return `${frames} ${frames === 1 ? "frame" : "frames"}, ${bytes} bytes${why}`;
}
