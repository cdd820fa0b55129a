import type { Socket } from "node:net";
import { FileAnswerError, NoSuchFileError, TransferLostError } from "../errors.ts";
import { AnswerReader, type FileAnswer } from "../wire/file-transfer/answer.ts";

/** Of what a server says in its own words, shown at most, characters. */
const MAX_SHOWN = 200;

export interface Answered {
  /** Null: the server has ended its side without a word of the protocol. */
  readonly answer: FileAnswer | null;
  /** What it said instead, or before. */
  readonly said: Buffer;
}

/**
 * Reads up to the answer to `getFile`; then the socket is paused.
 *
 * @throws TransferLostError when the connection breaks before, or nothing comes
 */
export function awaitAnswer(socket: Socket): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader();
    const settle = (act: () => void): void => {
      socket.pause().off("data", onData).off("end", onEnd).off("close", onClose).off("timeout", onTimeout);
      act();
    };
    const onData = (piece: Buffer): void => {
      const answer = reader.read(piece);
      if (answer === null) return;
      const said = answer.kind === "unknown" ? answer.bytes : answer.greeting;
      settle(() => {
        resolve({ answer, said });
      });
    };
    const onEnd = (): void => {
      settle(() => {
        resolve({ answer: null, said: reader.bytes });
      });
    };
    const onClose = (): void => {
      settle(() => {
        reject(lost("The server broke the connection before it answered."));
      });
    };
    const onTimeout = (): void => {
      settle(() => {
        socket.destroy();
        reject(lost("The server does not answer."));
      });
    };
    socket.on("data", onData).on("end", onEnd).on("close", onClose).on("timeout", onTimeout);
    if (socket.destroyed) onClose();
    else socket.resume();
  });
}

/** @returns the answer that the file is there; throws for all others */
export function expectFile({ answer, said }: Answered, name: string): FileAnswer & { readonly kind: "exists" } {
  switch (answer?.kind) {
    case "exists":
      return answer;
    case "does-not-exist":
      throw new NoSuchFileError(
        `The server has no file ${name}.`,
        "Check the name, capitals too; hidden files and folders are not served.",
      );
    case undefined:
    case "unknown":
      throw new FileAnswerError(
        said.length === 0
          ? "The server closed the connection without an answer."
          : `The server's answer is none of a file server: ${shown(said)}`,
        "Check --host and --port: is it a file server?",
      );
  }
}

/** Text of a peer, short; whoever prints it makes it harmless. */
export function shown(said: Buffer | string): string {
  const text = typeof said === "string" ? said : said.toString("utf8");
  return text.slice(0, MAX_SHOWN).trim().replaceAll(/\s+/g, " ");
}

function lost(message: string): TransferLostError {
  return new TransferLostError(message, "Check the server, and try again.");
}
