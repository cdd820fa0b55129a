/** `sharelab file put` */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import { FileReadError, ShareError } from "../share/errors.ts";
import type { OpenedFile } from "../share/files/folder.ts";
import { putFile, type Put, type PutEnd } from "../share/files/put-file.ts";
import { BottomLine } from "./bottom-line.ts";
import { addServerOptions, failFile, type ServerOptions } from "./file-options.ts";
import { shortName, TransferStatus, withAmount } from "./file-texts.ts";
import { onInterrupt } from "./interrupt.ts";
import { say } from "./peer-options.ts";

interface Options extends ServerOptions {
  readonly as?: string;
}

export function filePutCommand(): Command {
  const command = new Command("put")
    .description("send a file; its SHA-256 goes to standard output, as sha256sum prints it")
    .argument("<file>", "the file to send");
  return addServerOptions(command).option("--as <name>", "its name on the server (default: its own)").action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const line = new BottomLine();
  const interrupt = onInterrupt();
  let file: OpenedFile | null = null;
  try {
    file = await openFile(path);
    const { host, port, idle } = options;
    const name = options.as ?? basename(path);
    const status = new TransferStatus(name, file.size);
    const put = await putFile(file, {
      ...{ host, port, name, signal: interrupt.signal, idle: idle * 1000 },
      onGreeting: (text) => {
        line.say(`the server says: ${text}`);
      },
      onBytes: (bytes) => {
        line.status = status.text(bytes);
      },
    });
    line.clear();
    if (put !== null) tell(path, name, put);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    failFile(error, interrupt.signal);
  } finally {
    interrupt.off();
    await file?.handle.close();
  }
}

/** @throws FileReadError */
async function openFile(path: string): Promise<OpenedFile> {
  try {
    const handle = await open(path);
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, size: stats.size };
    await handle.close();
  } catch (error) {
    throw new FileReadError(`The file can't be read: ${(error as Error).message}.`, "Check its path.", {
      cause: error,
    });
  }
  throw new FileReadError(`${path} is no file.`, "Pack a folder into one file first.");
}

const ENDS: Readonly<Record<PutEnd, string>> = {
  stored: "the server has stored it, with the same SHA-256",
  closed: "the server closed in order, but does not say what it has stored:\n  compare its file's SHA-256",
  open: "the server did not close the connection; whether it has stored it is not known:\n  compare its file's SHA-256",
};

function tell(path: string, name: string, { bytes, seconds, sha256, end }: Put): void {
  say(`${withAmount(`sent ${shortName(name)}`, bytes, seconds)}\n  ${ENDS[end]}`);
  process.stdout.write(`${sha256}  ${path}\n`);
}
