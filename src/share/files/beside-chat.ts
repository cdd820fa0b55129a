/** Files on a chat's port: a connection whose first message is about a file belongs to the files from then on. */
import type { FirstMessageHandler } from "../chat/options.ts";
import { fileRequestIn } from "../wire/chat/messages.ts";
import type { FileService } from "./file-service.ts";

export interface BesideChatOptions {
  /** That get or send a file at once; others are turned away. */
  readonly maxClients: number;
  /** A defect of ours while a file was served. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * For `ChatServerOptions.firstMessage`. The chat has greeted by then, so the answer is behind its greeting: a client that
 * reads the greeting before it asks, as one that chats does, has the answer alone.
 */
export function filesBesideChat(files: FileService, options: BesideChatOptions): FirstMessageHandler {
  return (bytes) => {
    if (fileRequestIn(bytes) === null) return null;
    return (socket) => {
      if (files.counters.clients >= options.maxClients) files.turnAway(socket, "full");
      else files.takeOver(socket, bytes).catch(options.onFailure);
    };
  };
}
