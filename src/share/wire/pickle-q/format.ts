import type { WireFormat } from "../types.ts";
import { PickleDecoder } from "./decoder.ts";
import { encodePickleFrame } from "./encode.ts";

export const PICKLE_Q_PORT = 33_000;

export const pickleQ: WireFormat = {
  name: "pickle-q",
  usualPort: PICKLE_Q_PORT,
  sizeOnWire: true,
  createDecoder: ({ maxBodyBytes }) => new PickleDecoder(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  encode: (size, pixels) => encodePickleFrame(size, pixels),
};
