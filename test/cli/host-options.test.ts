/** Hosts and addresses of all commands: empty, as from a shell's variable that is not set, they are wrong usage. */
import { InvalidArgumentError, type Command } from "commander";
import { describe, expect, it } from "vitest";
import { callCommand } from "../../src/cli/call-command.ts";
import { chatCommand } from "../../src/cli/chat-command.ts";
import { fileCommand } from "../../src/cli/file-command.ts";
import { roomCommand } from "../../src/cli/room-command.ts";
import { sessionCommand } from "../../src/cli/session-command.ts";
import { shareCommand } from "../../src/cli/share-command.ts";
import { viewCommand } from "../../src/cli/view-command.ts";

const COMMANDS = [shareCommand, viewCommand, callCommand, chatCommand, fileCommand, roomCommand, sessionCommand];

type Parser = (value: string, before: unknown) => unknown;

/** @returns by what is typed, such as "view --host" */
function hostParsers(command: Command, path = command.name()): [name: string, parser: Parser | undefined][] {
  const options = command.options.filter(({ flags, long }) => /<(host|address)>/.test(flags) && long !== "--allow");
  const inside = command.commands.flatMap((one) => hostParsers(one, `${path} ${one.name()}`));
  return [
    ...options.map(({ long, parseArg }): [string, Parser | undefined] => [`${path} ${long}`, parseArg]),
    ...command.registeredArguments
      .filter((argument) => argument.name() === "host")
      .map(({ parseArg }): [string, Parser | undefined] => [`${path} HOST`, parseArg]),
    ...inside,
  ];
}

const PARSERS = COMMANDS.flatMap((command) => hostParsers(command()));

describe("a host", () => {
  it("is asked for by these", () => {
    expect(PARSERS.map(([name]) => name)).toEqual([
      "share --host",
      "share --push",
      "view --host",
      "view HOST",
      "call --host",
      "call HOST",
      "chat serve --host",
      "chat join --host",
      "file serve --host",
      "file get --host",
      "file put --host",
      "room --host",
      "room HOST",
      "session --viewer-host",
      "session --join",
    ]);
  });

  it.each(PARSERS)("of %s is not empty", (_, parser) => {
    for (const empty of ["", " "]) expect(() => parser?.(empty, []) ?? empty).toThrow(InvalidArgumentError);
    expect([parser?.("::1", [])].flat()).toEqual(["::1"]);
  });
});
