/** `sendFile`: the bytes go to a temporary name, and get their own when the connection has ended in order. */
import type { Socket } from "node:net";
import { FileExistsError, FileWriteError } from "../errors.ts";
import type { FileRequest } from "../wire/file-transfer/request.ts";
import { FILE_STORED } from "../wire/file-transfer/words.ts";
import { closeInOrder, refuse, type Conversation } from "./conversation.ts";
import { receiveFile, type IncomingEnd } from "./incoming.ts";
import { write } from "./outgoing.ts";
import type { PartialFile } from "./partial-file.ts";
import type { Uploads } from "./uploads.ts";

type PutRequest = FileRequest & { readonly kind: "put" };
type UnclearRequest = FileRequest & { readonly kind: "put-unclear" };

const NO_UPLOADS = "can't be sent: uploads are not allowed";
const UNCLEAR = "can't be told from its name: pause between them, or use an ending such as .txt";

const BROKEN: Readonly<Record<Exclude<IncomingEnd, "fin">, string>> = {
  reset: "the connection broke",
  idle: "nothing came for too long",
  "too-large": "it is larger than uploads may be",
};

/** @param uploads null: none are taken */
export async function answerPut(
  request: PutRequest,
  uploads: Uploads | null,
  conversation: Conversation,
): Promise<void> {
  if (uploads === null) {
    await decline(request.name, NO_UPLOADS, conversation);
    return;
  }
  const { name } = request;
  const file = await uploads.begin(name);
  if (typeof file === "string") {
    await decline(name, file, conversation);
    return;
  }
  try {
    await takeFile(request, file, uploads, conversation);
  } finally {
    uploads.end(name);
  }
}

/** Nothing of it is stored. @param uploads null: none are taken */
export async function answerUnclearPut(
  { start }: UnclearRequest,
  uploads: Uploads | null,
  conversation: Conversation,
): Promise<void> {
  await decline(start, uploads === null ? NO_UPLOADS : UNCLEAR, conversation);
}

async function takeFile(
  { name, nameEnd, data }: PutRequest,
  file: PartialFile,
  uploads: Uploads,
  conversation: Conversation,
): Promise<void> {
  const { socket, tell, moved } = conversation;
  const begun = performance.now();
  let bytes = 0;
  let broken: string;
  try {
    tell({ kind: "started", verb: "put", name, size: null });
    const received = await receiveFile(socket, {
      first: data,
      maxBytes: uploads.maxBytes,
      write: async (piece) => {
        await uploads.write(file, piece);
        bytes += piece.length;
        moved("put", piece.length);
      },
    });
    // libuv tells a reset that comes together with the last bytes as an end in order; but then nothing can be sent any more.
    const end =
      received.end === "fin" && !(await canSend(socket, FILE_STORED + received.sha256)) ? "reset" : received.end;
    if (end === "fin") {
      await file.finish();
      const seconds = (performance.now() - begun) / 1000;
      tell({ kind: "done", verb: "put", name, bytes, sha256: received.sha256, seconds, nameEnd });
      // It is stored, whatever becomes of the connection: most clients have closed it by now.
      await closeInOrder(conversation, name).catch(() => undefined);
      return;
    }
    broken = BROKEN[end];
  } catch (error) {
    if (!(error instanceof FileWriteError || error instanceof FileExistsError)) throw error;
    broken = error.message;
  }
  tell({ kind: "broken", verb: "put", name, bytes, why: broken, partial: await file.leave() });
  await refuse(conversation, broken);
}

async function canSend(socket: Socket, words: string): Promise<boolean> {
  try {
    await write(socket, Buffer.from(words));
    return true;
  } catch {
    return false;
  }
}

async function decline(name: string, why: string, conversation: Conversation): Promise<void> {
  conversation.tell({ kind: "declined", verb: "put", name, why });
  await refuse(conversation, `it ${why}`);
}
