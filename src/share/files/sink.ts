/** Where a file goes that is got. */
export interface FileSink {
  /** The next bytes wait for it. @throws FileWriteError */
  write(bytes: Uint8Array): Promise<void>;
  /** All has come. @throws FileExistsError, FileWriteError */
  finish(): Promise<void>;
  /** No more will come. @returns what there is, is called so; null when nothing is kept */
  leave(): Promise<string | null>;
}

/** For a file whose digest is all that is wanted. */
export const NO_SINK: FileSink = {
  write: () => Promise.resolve(),
  finish: () => Promise.resolve(),
  leave: () => Promise.resolve(null),
};
