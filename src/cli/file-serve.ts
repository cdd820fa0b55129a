/** `sharelab file serve` */
import { Command } from "commander";
import { ShareError } from "../share/errors.ts";
import { FileServer } from "../share/files/file-server.ts";
import { FileService } from "../share/files/file-service.ts";
import { Folder } from "../share/files/folder.ts";
import { USUAL_PORT } from "../share/wire/file-transfer/words.ts";
import { BottomLine } from "./bottom-line.ts";
import {
  addUploadOptions,
  failFile,
  MAX_FILE_CLIENTS,
  serviceOptions,
  uploadOptionsFit,
  type UploadOptions,
} from "./file-options.ts";
import { eventText, ServerStatus, serverSummary, servingLines } from "./file-texts.ts";
import { onInterrupt } from "./interrupt.ts";
import { collect, hostName, say, seconds, wholeNumber } from "./peer-options.ts";

interface Options extends UploadOptions {
  readonly host: string;
  readonly port: number;
  readonly allow: readonly string[];
  readonly maxClients: number;
  readonly idle: number;
}

const STATUS_EVERY = 500; // ms

export function fileServeCommand(): Command {
  const command = new Command("serve")
    .description("serve the files directly in a folder; there is no password and no encryption")
    .argument("<folder>", "nothing outside it is read or written")
    .option("--host <address>", "address to listen on; by default only this machine can connect", hostName, "127.0.0.1")
    .option("--port <port>", "TCP port; 0 is any free one", wholeNumber(0, 65_535), USUAL_PORT)
    .option("--allow <address>", "let in only this address or CIDR block; may be repeated", collect, [])
    .option("--max-clients <n>", "turn away more than this at once", wholeNumber(1), MAX_FILE_CLIENTS)
    .option("--hidden", "also files whose names begin with a dot")
    .option("--idle <seconds>", "give up a transfer when nothing moves for so long", seconds, 60)
    .optionsGroup("Files from others:");
  return addUploadOptions(command).action(run);
}

async function run(path: string, options: Options): Promise<void> {
  if (!uploadOptionsFit(options)) return;
  const interrupt = onInterrupt();
  let folder: Folder | null = null;
  try {
    folder = await Folder.open(path);
    await serve(folder, options, interrupt.signal);
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    failFile(error, interrupt.signal);
  } finally {
    interrupt.off();
    await folder?.close();
  }
}

async function serve(folder: Folder, options: Options, signal: AbortSignal): Promise<void> {
  const { write = false, overwrite = false, allow } = options;
  const line = new BottomLine();
  const timing = { idle: options.idle * 1000 };
  const service = new FileService(folder, { ...serviceOptions(options), timing }, (event) => {
    const text = eventText(event);
    if (text !== null) line.say(text);
  });
  const server = new FileServer(service, options);
  const lines = servingLines(await server.listen(), { folder: folder.path, write, overwrite, allow });
  for (const text of lines) say(text);
  const status = new ServerStatus();
  const timer = setInterval(() => {
    line.status = status.text(service.counters);
  }, STATUS_EVERY);
  try {
    await server.run(signal);
  } finally {
    clearInterval(timer);
    line.clear();
    say(serverSummary(service.counters));
  }
}
