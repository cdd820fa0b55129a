/** The chat that a host serves, and the files of its folder on the same port. */
import type { AddressInfo } from "node:net";
import type { ChatEvent } from "../chat/events.ts";
import { ChatServer } from "../chat/server.ts";
import { filesBesideChat } from "../files/beside-chat.ts";
import type { FileEvent } from "../files/events.ts";
import { FileService } from "../files/file-service.ts";
import type { Folder } from "../files/folder.ts";
import { KEEP_FREE } from "./desk.ts";

/** Files that others may send, as long as the room lasts. */
const MOST_TAKEN = 1000;
/** Clients that get or send a file at once. */
const MOST_CLIENTS = 256;
/** Programs in the chat at once. */
const MOST_PEOPLE = 1000;

export interface ChatHostOptions {
  readonly host: string;
  readonly port: number;
  readonly allow: readonly string[];
  /** null: no files. */
  readonly folder: Folder | null;
  /** Whether others may send files. */
  readonly takesFiles: boolean;
  /** Of one file, bytes. */
  readonly maxBytes: number;
  readonly onChat: (event: ChatEvent) => void;
  readonly onFile: (event: FileEvent) => void;
  /** A defect of ours while a file was served. */
  readonly onFailure: (error: unknown) => void;
}

export class ChatHost {
  readonly chat: ChatServer;
  readonly files: FileService | null;

  /** @throws ShareOptionError */
  constructor(options: ChatHostOptions) {
    const { folder, onChat, ...address } = options;
    this.files = folder === null ? null : serviceOf(folder, options);
    const { files } = this;
    this.chat = new ChatServer(
      {
        ...{ host: address.host, port: address.port, allow: address.allow, maxClients: MOST_PEOPLE },
        firstMessage:
          files === null ? null : filesBesideChat(files, { maxClients: MOST_CLIENTS, onFailure: options.onFailure }),
      },
      onChat,
    );
  }

  /** @throws ListenError */
  listen(): Promise<AddressInfo> {
    return this.chat.listen();
  }

  async close(): Promise<void> {
    const closed = this.chat.close(); // first: nobody new comes while files end
    await this.files?.stop();
    await closed;
  }
}

function serviceOf(folder: Folder, { takesFiles, maxBytes, onFile }: ChatHostOptions): FileService {
  const uploads = { maxBytes, maxFiles: MOST_TAKEN, keepFree: KEEP_FREE, overwrite: false };
  return new FileService(folder, { hidden: false, uploads: takesFiles ? uploads : null }, onFile);
}
