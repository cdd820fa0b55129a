/** `sharelab file`: a folder's files over TCP, to and from this machine. */
import { Command } from "commander";
import { fileGetCommand } from "./file-get.ts";
import { filePutCommand } from "./file-put.ts";
import { fileServeCommand } from "./file-serve.ts";

export function fileCommand(): Command {
  return new Command("file")
    .description("serve the files of one folder, get one, or send one, also with the Python programs of the chat")
    .addCommand(fileServeCommand())
    .addCommand(fileGetCommand())
    .addCommand(filePutCommand());
}
