/**
 * The words of a file transfer. Nothing frames them: a word is directly followed by a name or by the bytes of a file, and
 * the end of the connection is the end of the file.
 */

export const USUAL_PORT = 33_000;

/** Client to server, each directly followed by the file's name. */
export const GET_FILE = "getFile";
export const SEND_FILE = "sendFile";

/** Server to client; directly followed by the file's bytes. */
export const FILE_EXISTS = "file-exists";
export const FILE_DOES_NOT_EXIST = "file-doesn't-exist";
/**
 * Words of ours, which other clients don't read: they have no answer to `sendFile`. Server to a client that sends a file,
 * followed by ": " and the reason, in UTF-8; then the end of the connection.
 */
export const FILE_REFUSED = "file-refused";
/**
 * Server to a client that has sent a file and ended its side, directly followed by the file's SHA-256 in hexadecimal and the
 * name that it was stored by; then the end of the connection. Never before the client's end: a client that closes with
 * unread bytes resets the connection (RFC 2525 section 2.17), and what it has sent may be lost with that.
 */
export const FILE_STORED = "file-stored";

/** What no file system's names go over, bytes. */
export const MAX_NAME_BYTES = 255;
