/**
 * Every error the analyzer throws on purpose. Each class has a stable `code` that scripts and tests hold on to; the
 * message says what is wrong, where, and what to do about it.
 */

/** Where in the input something is wrong. Offsets are bytes from the start of the (decompressed) file. */
export interface Place {
  readonly offset?: number;
  /** Packet number as Wireshark counts, from 1. */
  readonly packet?: number;
  readonly line?: number;
}

export abstract class AnalyzeError extends Error {
  abstract readonly code: string;
  readonly place: Place;
  /** What the user can do, in one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, place: Place = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
    this.place = place;
  }
}

/** The bytes are of no capture kind that can be read. */
export class UnknownFormatError extends AnalyzeError {
  readonly code = "CAPTURE_UNKNOWN_FORMAT";
}

/** The file is of a known kind, but a length or a field in it can't be true. What stood before it has been read. */
export class CorruptCaptureError extends AnalyzeError {
  readonly code = "CAPTURE_CORRUPT";
}

/** The file holds nothing, or ends inside its own file header. */
export class EmptyCaptureError extends AnalyzeError {
  readonly code = "CAPTURE_EMPTY";
}

/** The operating system would not give the bytes: no such file, a folder, no permission. */
export class CaptureReadError extends AnalyzeError {
  readonly code = "CAPTURE_READ_FAILED";
}

/** The operating system refuses to let this user read the capture. */
export class CapturePermissionError extends AnalyzeError {
  readonly code = "CAPTURE_PERMISSION_DENIED";
}

/** The compressed data around the capture is damaged. */
export class DecompressionError extends AnalyzeError {
  readonly code = "CAPTURE_DECOMPRESSION_FAILED";
}

/** A recording would replace a file that is there. */
export class CaptureExistsError extends AnalyzeError {
  readonly code = "CAPTURE_FILE_EXISTS";
}

/** The operating system would not take a recording's bytes. */
export class CaptureWriteError extends AnalyzeError {
  readonly code = "CAPTURE_WRITE_FAILED";
}

/** No right to capture on this machine, or nothing here that can. */
export class CaptureEngineError extends AnalyzeError {
  readonly code = "CAPTURE_NOT_POSSIBLE";
}

/** There is no such network interface, or it can't be captured on now. */
export class CaptureInterfaceError extends AnalyzeError {
  readonly code = "CAPTURE_BAD_INTERFACE";
}

/** libpcap does not understand the capture filter. */
export class CaptureFilterError extends AnalyzeError {
  readonly code = "CAPTURE_BAD_FILTER";
}

/** The engine ended by itself while it was recording. */
export class CaptureEngineFailedError extends AnalyzeError {
  readonly code = "CAPTURE_ENGINE_FAILED";
}

/** An option's value is out of range or not understood. */
export class AnalyzeOptionError extends AnalyzeError {
  readonly code = "ANALYZE_BAD_OPTION";
}
