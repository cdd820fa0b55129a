import { userInfo } from "node:os";
import { Command } from "commander";
import { CALL_PORTS } from "../share/call/call.ts";
import { ShareError, SourceError } from "../share/errors.ts";
import { addressesOf } from "../share/net/other-side.ts";
import type { RoomOptions } from "../share/room/options.ts";
import { Room } from "../share/room/room.ts";
import { openSource, type OpenedSource } from "../share/source/open.ts";
import { CHAT_PORT } from "../share/wire/chat/messages.ts";
import { pickleQ } from "../share/wire/pickle-q/format.ts";
import { DEFAULT_WIRE_FORMAT } from "../share/wire/registry.ts";
import type { PictureSize } from "../share/wire/types.ts";
import { BottomLine } from "./bottom-line.ts";
import { EXIT_USAGE } from "./exit.ts";
import { failFile, size as fileSize } from "./file-options.ts";
import { onInterrupt } from "./interrupt.ts";
import { Keyboard } from "./keyboard.ts";
import { openBrowser } from "./open-browser.ts";
import { collect, DEFAULT_SIZE, hostName, pictureSize, say, wholeNumber } from "./peer-options.ts";
import { guestLines, hostLines, roomStatus, roomSummary, RoomTexts } from "./room-texts.ts";
import { sourceLines } from "./share-texts.ts";

interface Options {
  readonly name: string;
  readonly host?: string;
  readonly allow: readonly string[];
  readonly screen: boolean;
  readonly video: boolean;
  readonly chat: boolean;
  readonly files?: string;
  readonly readOnly?: true;
  readonly maxBytes: number;
  readonly source?: string;
  readonly display?: string;
  readonly size?: PictureSize;
  readonly fps: number;
  readonly videoSource: string;
  readonly screenPort: number;
  readonly chatPort: number;
  readonly videoPort?: number;
  readonly peerVideoPort?: number;
  readonly open: boolean;
  readonly pagePort: number;
}

const STATUS_EVERY = 500; // ms
const VIDEO_FPS = 30;
const [HOST_PORT, GUEST_PORT] = CALL_PORTS;
const port = wholeNumber(0, 65_535);

export function roomCommand(): Command {
  return new Command("room")
    .description("screen, video, chat and files of one session in a page of the browser; there is no encryption")
    .argument("[host]", "whose room to join; without it this machine hosts one", hostName)
    .option("--name <name>", "your name in the chat", ownName())
    .option(
      "--host <address>",
      "address to listen on (default: this machine only; a guest lets only its host in)",
      hostName,
    )
    .option("--allow <address>", "let in only this address or CIDR block; may be repeated", collect, [])
    .option("--no-screen", "no screen")
    .option("--no-video", "no video")
    .option("--no-chat", "no chat, and no files, which come over it")
    .optionsGroup("Screen and video:")
    .option("--source <name|path>", "what a host shares, as for share (default: auto)")
    .option("--display <which>", "the monitor or window, where the source has several")
    .option(
      "--size <WxH>",
      `of the shared screen; a guest must be told it (default there: ${DEFAULT_SIZE})`,
      pictureSize,
    )
    .option("--fps <n>", "frames of the screen per second, at most", wholeNumber(1, 240), 30)
    .option("--video-source <name|path>", "what to send as video", "webcam")
    .optionsGroup("Files:")
    .option("--files <folder>", "of a host: others can get its files, and add to them")
    .option("--read-only", "with --files: others can't add files")
    .option("--max-bytes <size>", "largest file that comes or goes", fileSize, fileSize("1G"))
    .optionsGroup("Ports:")
    .option("--screen-port <port>", "TCP port of the screen", port, DEFAULT_WIRE_FORMAT.usualPort)
    .option("--chat-port <port>", "TCP port of chat and files", port, CHAT_PORT)
    .option("--video-port <port>", `TCP port to serve video on (default: ${HOST_PORT}, of a guest ${GUEST_PORT})`, port)
    .option(
      "--peer-video-port <port>",
      `TCP port of the other side's video (default: ${GUEST_PORT}, of a guest ${HOST_PORT})`,
      wholeNumber(1, 65_535),
    )
    .optionsGroup("The page:")
    .option("--no-open", "open no browser; the address of the page is printed")
    .option("--page-port <port>", "TCP port of the page on this machine; 0 is any free one", port, 0)
    .action(run);
}

async function run(host: string | undefined, options: Options): Promise<void> {
  const wrong = wrongUsage(host, options);
  if (wrong !== null) {
    say(wrong);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const line = new BottomLine();
  const interrupt = onInterrupt();
  const sources = new Sources(options, line);
  try {
    const room = await roomOptions(host, options, sources);
    await hold(room, options, line, interrupt.signal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    failFile(error, interrupt.signal);
  } finally {
    interrupt.off();
    await sources.close();
  }
}

/** @returns what is wrong with the options taken together, if anything */
function wrongUsage(host: string | undefined, options: Options): string | null {
  const { source, files, readOnly, screenPort, chatPort } = options;
  if (host !== undefined && (source !== undefined || files !== undefined)) {
    return "--source and --files are for the host of a room.\n  Leave them out, or host one: sharelab room without HOST.";
  }
  if (readOnly === true && files === undefined) return "--read-only is about a shared folder.\n  Use it with --files.";
  if (files !== undefined && !options.chat) return "Files come over the chat.\n  Leave out --no-chat or --files.";
  if (host !== undefined && (screenPort === 0 || chatPort === 0)) {
    return "A guest needs the ports that its host listens on.\n  Say them with --screen-port and --chat-port.";
  }
  return null;
}

async function roomOptions(host: string | undefined, options: Options, sources: Sources): Promise<RoomOptions> {
  const { name, allow, chat, chatPort, maxBytes, pagePort, fps, files, readOnly = false } = options;
  const hosts = host === undefined;
  const peer = hosts ? null : { host, addresses: await addressesOf(host) };
  const source = hosts && options.screen ? await sources.screen() : null;
  const camera = options.video ? await sources.camera() : null;
  const folder = hosts ? (files ?? null) : null;
  const withFiles = chat && (!hosts || folder !== null);
  return {
    ...{ peer, name, allow, maxBytes, pagePort },
    host: options.host ?? null,
    screen: options.screen
      ? { port: options.screenPort, source, fps, size: source ?? options.size ?? pictureSize(DEFAULT_SIZE) }
      : null,
    video:
      camera === null
        ? null
        : {
            ...camera,
            port: options.videoPort ?? (hosts ? HOST_PORT : GUEST_PORT),
            peerPort: options.peerVideoPort ?? (hosts ? GUEST_PORT : HOST_PORT),
            fps: VIDEO_FPS,
          },
    chat: chat ? { port: chatPort } : null,
    files: withFiles ? { folder, takes: !readOnly } : null,
  };
}

async function hold(
  roomOptions: RoomOptions,
  options: Options,
  line: BottomLine,
  interrupted: AbortSignal,
): Promise<void> {
  const quit = new AbortController();
  const texts = new RoomTexts();
  const signal = AbortSignal.any([interrupted, quit.signal]);
  const room = await Room.open(roomOptions, signal, (event) => {
    const text = signal.aborted ? null : texts.text(event);
    if (text !== null) line.say(text);
  });
  const { peer, screen, files, allow } = roomOptions;
  const folder = files?.folder ?? null;
  const lines =
    peer === null
      ? hostLines(room.listening, { allow, folder, size: screen?.source ?? null })
      : guestLines(room.listening, peer.host);
  for (const text of [...lines, `the page: ${room.page.url}`]) line.say(text);
  const browse = (): Promise<void> =>
    openBrowser(room.page, (text) => {
      line.say(text);
    });
  if (options.open) await browse();
  const keyboard = Keyboard.exists
    ? new Keyboard((key) => {
        if (key === "q") quit.abort();
        if (key === "o") void browse();
      })
    : null;
  const status = setInterval(() => {
    line.status = keyboard?.isActive === false ? "" : roomStatus(room, keyboard !== null);
  }, STATUS_EVERY);
  try {
    await room.run();
  } finally {
    clearInterval(status);
    keyboard?.close();
    line.clear();
  }
  say(roomSummary(room));
}

/** What is shown of this machine. */
class Sources {
  readonly #options: Options;
  readonly #line: BottomLine;
  readonly #opened: OpenedSource[] = [];

  constructor(options: Options, line: BottomLine) {
    this.#options = options;
    this.#line = line;
  }

  /** @throws SourceError, because without it there is not much of a room */
  async screen(): Promise<OpenedSource["source"]> {
    const { source = "auto", size = null, display = null, fps } = this.#options;
    return this.#open(source, { size, display, fps, width: null });
  }

  /** Many machines have no camera: the others' pictures are seen all the same. */
  async camera(): Promise<Pick<RoomOptions["video"] & object, "source" | "sourceTrouble">> {
    const { videoSource } = this.#options;
    const width = pickleQ.habits.serve.cameraWidth; // nothing is compressed, and a tile is small
    try {
      const source = await this.#open(videoSource, { width, size: null, display: null, fps: VIDEO_FPS });
      return { source, sourceTrouble: null };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const { code, message, remedy } = error;
      this.#line.say(`no video from here: ${message}\n  ${remedy} [${code}] The rest of the room goes on.`);
      return { source: null, sourceTrouble: { kind: "bad", code, message, remedy, sizes: [] } };
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map(({ source }) => source.close()));
  }

  async #open(
    name: string,
    shape: { size: PictureSize | null; width: number | null; display: string | null; fps: number },
  ): Promise<OpenedSource["source"]> {
    const onNotice = (sentence: string): void => {
      this.#line.say(sentence);
    };
    const opened = await openSource(name, { ...shape, region: null, path: null, onNotice });
    this.#opened.push(opened);
    this.#line.say(sourceLines(opened).join("\n"));
    return opened.source;
  }
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return "guest"; // a system without an entry for this user
  }
}
