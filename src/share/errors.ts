/**
 * Every error a peer throws on purpose, but for those of the wire formats. Each has a stable `code` that scripts and
 * tests hold on to; the message says what is wrong, and the remedy what to do about it.
 */
import type { WireError, WireErrorCode } from "./wire/errors.ts";

export abstract class ShareError extends Error {
  abstract readonly code: string;
  /** What the user can do, in one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** An option's value is out of range or not understood. */
export class ShareOptionError extends ShareError {
  readonly code = "SHARE_BAD_OPTION";
}

/** The address can't be listened on. */
export class ListenError extends ShareError {
  readonly code = "SHARE_LISTEN_FAILED";
}

/** No frames can be had, or no more. */
export class SourceError extends ShareError {
  readonly code: string = "SHARE_SOURCE_FAILED";
}

/** This machine lacks what the source needs: a program, a device, a screen, a permission. */
export class SourceUnavailableError extends SourceError {
  override readonly code = "SHARE_SOURCE_UNAVAILABLE";
}

/** There is no X server to be had: whatever shows its screen has nothing to show. */
export class NoXServerError extends SourceUnavailableError {}

/** The sharer can't be reached. */
export class ConnectError extends ShareError {
  readonly code = "VIEW_CONNECT_FAILED";
}

/** The viewer that frames are to be pushed to can't be reached. */
export class PushError extends ShareError {
  readonly code = "SHARE_PUSH_FAILED";
}

/** The sharer closed the connection in order, but before its first picture. */
export class TurnedAwayError extends ShareError {
  readonly code = "VIEW_TURNED_AWAY";
}

/** The connection to the sharer broke. */
export class ConnectionLostError extends ShareError {
  readonly code = "VIEW_CONNECTION_LOST";
}

/** What came is no share, or not the one that was expected; the code is that of the wire format's error. */
export class BadStreamError extends ShareError {
  readonly code: WireErrorCode;
  /** Of a picture of another size than expected: sizes that would fit, such as ["1366x768"]. */
  readonly sizes: readonly string[];

  constructor(message: string, remedy: string, cause: WireError, sizes: readonly string[] = []) {
    super(message, remedy, { cause });
    this.code = cause.code;
    this.sizes = sizes;
  }
}

/** A frame can't be shown or saved. */
export class DisplayError extends ShareError {
  readonly code = "VIEW_DISPLAY_FAILED";
}

/** Frames are not to be saved there: it is no folder, or holds some already. */
export class SaveFolderError extends DisplayError {}

/** The chat server can't be reached. */
export class ChatConnectError extends ShareError {
  readonly code = "CHAT_CONNECT_FAILED";
}

/** The chat server closed the connection before it welcomed anybody. */
export class ChatTurnedAwayError extends ShareError {
  readonly code = "CHAT_TURNED_AWAY";
}

/** The connection to the chat server broke, or ended before all was sent. */
export class ChatLostError extends ShareError {
  readonly code = "CHAT_CONNECTION_LOST";
}

/** What came first is no text. */
export class NotChatError extends ShareError {
  readonly code = "CHAT_NOT_TEXT";
}

/** A name that can't be a file's here, or can't be asked for. */
export class FileNameError extends ShareError {
  readonly code = "FILE_BAD_NAME";
}

/** A file is there already, and was not to be replaced. */
export class FileExistsError extends ShareError {
  readonly code = "FILE_EXISTS";
}

/** A file of this machine, or a folder, can't be read. */
export class FileReadError extends ShareError {
  readonly code = "FILE_READ_FAILED";
}

/** A file of this machine can't be written. */
export class FileWriteError extends ShareError {
  readonly code = "FILE_WRITE_FAILED";
}

/** The file server can't be reached. */
export class FileConnectError extends ShareError {
  readonly code = "FILE_CONNECT_FAILED";
}

/** The server has no file of this name, or does not serve it. */
export class NoSuchFileError extends ShareError {
  readonly code = "FILE_NOT_THERE";
}

/** The server does not take the file. */
export class FileRefusedError extends ShareError {
  readonly code = "FILE_REFUSED";
}

/** What came is no answer of a file server. */
export class FileAnswerError extends ShareError {
  readonly code = "FILE_BAD_ANSWER";
}

/** The connection broke within a transfer, or nothing moved for too long. */
export class TransferLostError extends ShareError {
  readonly code = "FILE_TRANSFER_LOST";
}

/** What the server has of a file that was sent is another file. */
export class FileDiffersError extends ShareError {
  readonly code = "FILE_DIFFERS";
}
