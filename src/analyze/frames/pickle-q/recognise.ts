/** Whether so few bytes, that no header can be read, can be the first ones of a pickle-q stream. */
import { LATEST_PROTOCOL, LEAST_PROTOCOL } from "../../../share/wire/pickle-q/machine.ts";
import { readSize, SIZE_FIELDS, type SizeField } from "../../../share/wire/pickle-q/size-field.ts";

const PROTO = 0x80;

/** @param limit largest size to believe */
export function canBegin(bytes: Buffer, limit: number): boolean {
  return SIZE_FIELDS.some((field) => canBeginWith(field, bytes, limit));
}

function canBeginWith(field: SizeField, bytes: Buffer, limit: number): boolean {
  // Bytes that are not there yet are taken for zeros: no size that they make is smaller.
  const smallest = Buffer.alloc(field.bytes);
  bytes.copy(smallest);
  const size = readSize(smallest, field);
  if (size > limit || (size === 0n && bytes.length >= field.bytes)) return false;
  const [proto = PROTO, protocol = LEAST_PROTOCOL] = bytes.subarray(field.bytes);
  return proto === PROTO && protocol >= LEAST_PROTOCOL && protocol <= LATEST_PROTOCOL;
}
