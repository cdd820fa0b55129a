/** `sharelab file get` */
import { basename, dirname } from "node:path";
import { Command } from "commander";
import { FileExistsError, FileNameError, FileWriteError, ShareError } from "../share/errors.ts";
import { Folder } from "../share/files/folder.ts";
import { getFile, type GetOptions, type Got } from "../share/files/get-file.ts";
import { nameProblem } from "../share/files/names.ts";
import { PartialFile } from "../share/files/partial-file.ts";
import type { FileSink } from "../share/files/sink.ts";
import { BottomLine } from "./bottom-line.ts";
import { addServerOptions, failFile, size, type ServerOptions } from "./file-options.ts";
import { shortName, TransferStatus, withAmount } from "./file-texts.ts";
import { onInterrupt } from "./interrupt.ts";
import { say } from "./peer-options.ts";

interface Options extends ServerOptions {
  readonly output?: string;
  readonly overwrite?: true;
  readonly maxBytes?: number;
}

export function fileGetCommand(): Command {
  const command = new Command("get")
    .description("get a file; its SHA-256 goes to standard output, as sha256sum prints it")
    .argument("<name>", "the file's name on the server");
  return addServerOptions(command)
    .option("-o, --output <path>", "where to put it, - for standard output (default: its name, in this folder)")
    .option("--overwrite", "replace a file that is there")
    .option("--max-bytes <size>", "take no more", size)
    .action(run);
}

async function run(name: string, options: Options): Promise<void> {
  const line = new BottomLine();
  const interrupt = onInterrupt();
  const status = new TransferStatus(name, null);
  const { host, port, idle, maxBytes, overwrite = false } = options;
  try {
    const output = options.output ?? ownName(name);
    const asked: GetOptions = {
      ...{ host, port, name, signal: interrupt.signal, idle: idle * 1000 },
      ...(maxBytes === undefined ? {} : { maxBytes }),
      onGreeting: (text) => {
        line.say(`the server says: ${text}`);
      },
      onBytes: (bytes) => {
        line.status = status.text(bytes);
      },
    };
    const got =
      output === "-"
        ? await getFile(asked, () => Promise.resolve(STANDARD_OUTPUT))
        : await getTo(output, overwrite, asked);
    line.clear();
    if (got !== null) tell(name, output, got);
  } catch (error) {
    line.clear();
    if (!(error instanceof ShareError)) throw error;
    failFile(error, interrupt.signal);
  } finally {
    interrupt.off();
  }
}

/** A name that is harmless here, too. */
function ownName(name: string): string {
  const problem = nameProblem(name, { hidden: true });
  if (problem === null) return name;
  throw new FileNameError(`As a file's name here "${name}" won't do: it ${problem}.`, "Say where to put it: --output.");
}

async function getTo(output: string, overwrite: boolean, asked: GetOptions): Promise<Got | null> {
  const folder = await Folder.open(dirname(output));
  try {
    const name = basename(output);
    // It is asked again when the file gets its name; but then all of it has come for nothing.
    if (!overwrite && (await folder.look(name)) !== null) {
      throw new FileExistsError(`${output} is there already.`, "Say another --output, or replace it with --overwrite.");
    }
    return await getFile(asked, () => PartialFile.create(folder, name, overwrite));
  } finally {
    await folder.close();
  }
}

const STANDARD_OUTPUT: FileSink = {
  write: (bytes) =>
    new Promise((resolve, reject) => {
      process.stdout.write(bytes, (error) => {
        if (error) reject(new FileWriteError(`Standard output: ${error.message}.`, "", { cause: error }));
        else resolve();
      });
    }),
  finish: () => Promise.resolve(),
  leave: () => Promise.resolve(null),
};

function tell(name: string, output: string, { bytes, seconds, sha256 }: Got): void {
  const lines = [withAmount(`got ${shortName(name)}`, bytes, seconds)];
  if (output === "-") lines.push(`SHA-256 ${sha256}`);
  lines.push(
    "the protocol tells no length, so a lost connection can look like this, too:",
    "whole if the server has the same SHA-256",
  );
  say(lines.join("\n  "));
  if (output !== "-") process.stdout.write(`${sha256}  ${output}\n`);
}
