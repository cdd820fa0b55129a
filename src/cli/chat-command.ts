import { Command, Option } from "commander";
import { CHAT_DEFAULTS } from "../share/chat/options.ts";
import { joinChat } from "./chat-join.ts";
import { serveChat } from "./chat-serve.ts";
import { addUploadOptions } from "./file-options.ts";
import { collect, hostName, wholeNumber } from "./peer-options.ts";

const MAX_PORT = 65_535;

export function chatCommand(): Command {
  return new Command("chat")
    .description("chat over TCP, with each other or with the Python programs; there is no password and no encryption")
    .addCommand(serveCommand())
    .addCommand(joinCommand());
}

function serveCommand(): Command {
  const { host, port, maxWaiting } = CHAT_DEFAULTS;
  const command = new Command("serve")
    .description("run a chat that others can join")
    .option("--host <address>", "address to listen on; by default only this machine can connect", hostName, host)
    .option("--port <port>", "TCP port; 0 is any free one", wholeNumber(0, MAX_PORT), port)
    .option("--allow <address>", "let in only this address or CIDR block; may be repeated", collect, [])
    .option("--max-clients <n>", "turn away more clients than this", wholeNumber(1))
    .option(
      "--max-waiting <kB>",
      "drop a client that does not read when so much waits for it",
      wholeNumber(1, 1_000_000),
      maxWaiting / 1024,
    )
    .optionsGroup("Files on the same port:")
    .option("--files <folder>", "serve the files directly in this folder, too")
    .option("--hidden", "also those whose names begin with a dot");
  return addUploadOptions(command).action(serveChat);
}

function joinCommand(): Command {
  const { host, port } = CHAT_DEFAULTS;
  return new Command("join")
    .description("join a chat; what is not typed on a terminal is sent line by line")
    .argument("[name]", "your name there; without it, the first line is")
    .option("--host <host>", "name or address of the server", hostName, host)
    .option("--port <port>", "TCP port of the server", wholeNumber(1, MAX_PORT), port)
    .addOption(
      new Option("--color <when>", "colours for names").choices(["auto", "always", "never"] as const).default("auto"),
    )
    .action(joinChat);
}
