import type { FormatVariant, Habits, WireFormat } from "../types.ts";
import { PickleDecoder } from "./decoder.ts";
import { looksLikePickles } from "./header.ts";
import { encodePickleFrame, PICKLE_PROTOCOLS, type PickleOptions } from "./encode.ts";
import { SIZE_FIELD_NAMES, sizeFieldByName, type SizeField } from "./size-field.ts";

export const PICKLE_Q_PORT = 33_000;
/** Of the pushed screen capture, whose viewers save each frame. */
const PUSH_PORT = 5000;

const VIDEO: Habits = { port: PICKLE_Q_PORT, shows: "camera", cameraWidth: 320, savedAs: "png" };
const PUSHED: Habits = { port: PUSH_PORT, shows: "screen", cameraWidth: null, savedAs: "jpg" };

export const pickleQ: WireFormat = withOptions({});

function withOptions(options: PickleOptions): WireFormat {
  return {
    name: "pickle-q",
    usualPort: PICKLE_Q_PORT,
    habits: { serve: VIDEO, push: PUSHED },
    sizeOnWire: true,
    variant: (choice) => withOptions({ ...options, ...optionsOf(choice) }),
    createDecoder: ({ maxBodyBytes }) =>
      new PickleDecoder({
        sizeField: options.sizeField ?? null,
        ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
      }),
    looksLike: looksLikePickles,
    encode: (size, pixels, _level, memory) => encodePickleFrame(size, pixels, { ...options, memory }),
  };
}

function optionsOf({ sizeField: fieldName, protocol: wanted }: FormatVariant): PickleOptions {
  const protocol = PICKLE_PROTOCOLS.find((known) => known === wanted);
  if (wanted !== undefined && protocol === undefined) {
    throw new RangeError(`there is no pickle protocol ${wanted} here: ${PICKLE_PROTOCOLS.join(", ")}`);
  }
  return {
    ...(fieldName === undefined ? {} : { sizeField: fieldOf(fieldName) }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

function fieldOf(name: string): SizeField {
  const field = sizeFieldByName(name);
  if (field === undefined) throw new RangeError(`there is no size field ${name}: ${SIZE_FIELD_NAMES.join(", ")}`);
  return field;
}
