/** Python's zlib as a second opinion. */
import { execFileSync } from "node:child_process";

/** Runs a program that reads JSON from its input as `given` and prints JSON. */
export function python(program: string, given: unknown): unknown {
  const output = execFileSync("python3", ["-c", `import json, sys, zlib\ngiven = json.load(sys.stdin)\n${program}`], {
    input: JSON.stringify(given),
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output.toString());
}

/** Takes frames (hex) by the format's description; says how each reads: [header bytes, body bytes, raw bytes] or a problem. */
export const READ_FRAMES = `
def read(frame, limit):
    n = frame[0]
    if not 1 <= n <= 8:
        return "header"
    length = int.from_bytes(frame[1 : 1 + n], "big")
    if length.to_bytes(max(1, (length.bit_length() + 7) // 8), "big") != frame[1 : 1 + n] or length > limit:
        return "header"
    body = frame[1 + n : 1 + n + length]
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        return "dictionary" if "Error 2" in str(error) else "does not inflate"
    if len(raw) > limit:
        return "too large"
    if inflater.unused_data:
        return "trailing bytes"
    if not inflater.eof:
        return "unfinished"
    return [1 + n, length, len(raw)]

print(json.dumps([read(bytes.fromhex(one), given["limit"]) for one in given["frames"]]))
`;
