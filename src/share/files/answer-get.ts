/** `getFile`: the word that the file is there, its bytes, and the end of the connection. */
import { setTimeout as sleep } from "node:timers/promises";
import { FileReadError } from "../errors.ts";
import { FILE_DOES_NOT_EXIST, FILE_EXISTS } from "../wire/file-transfer/words.ts";
import { closeInOrder, type Conversation } from "./conversation.ts";
import { Unavailable, type Folder } from "./folder.ts";
import { nameProblem, type NamePolicy } from "./names.ts";
import { sendFile, write } from "./outgoing.ts";

export async function answerGet(
  name: string,
  folder: Folder,
  policy: NamePolicy,
  conversation: Conversation,
): Promise<void> {
  const { socket, tell, moved } = conversation;
  const problem = nameProblem(name, policy);
  const file = problem === null ? await folder.openFile(name) : new Unavailable(problem);
  if (file instanceof Unavailable) {
    tell({ kind: "declined", verb: "get", name, why: file.why });
    // The word is the same for whatever is not served: a client learns nothing of what is there.
    await closeInOrder(conversation, FILE_DOES_NOT_EXIST).catch(() => undefined); // it was told above
    return;
  }
  let bytes = 0;
  let broken = "the connection broke";
  const onIdle = (): void => {
    broken = "the client took nothing for too long";
    socket.resetAndDestroy();
  };
  const begun = performance.now();
  socket.on("timeout", onIdle);
  try {
    tell({ kind: "started", verb: "get", name, size: file.size });
    await write(socket, Buffer.from(FILE_EXISTS));
    // A client that has ended its side reads to the end. Of others, some compare what their first recv() gives with the word.
    if (!socket.readableEnded) await sleep(conversation.timing.answerPause);
    const sent = await sendFile(file, socket, (count) => {
      bytes += count;
      moved("get", count);
    });
    await closeInOrder(conversation);
    const seconds = (performance.now() - begun) / 1000;
    tell({ kind: "done", verb: "get", name, ...sent, seconds, nameEnd: null });
  } catch (error) {
    const unreadable = error instanceof FileReadError;
    if (!unreadable && !socket.destroyed) throw error;
    socket.resetAndDestroy(); // an end in order would look like the end of the file
    tell({ kind: "broken", verb: "get", name, bytes, why: unreadable ? error.message : broken, partial: null });
  } finally {
    socket.off("timeout", onIdle);
    await file.handle.close();
  }
}
