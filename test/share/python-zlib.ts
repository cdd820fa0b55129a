/** Python's zlib as a judge: does this zlib stream hold exactly these bytes? One process answers many questions. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const SCRIPT = `
import struct, sys, zlib
read = sys.stdin.buffer.read
while True:
    header = read(8)
    if not header:
        break
    body, raw = (read(length) for length in struct.unpack(">II", header))
    try:
        inflated = zlib.decompress(body)
        if inflated == raw:
            answer = "same"
        elif len(inflated) != len(raw):
            answer = f"{len(inflated)} bytes, not {len(raw)}"
        else:
            answer = "differs at " + str(next(i for i in range(len(raw)) if raw[i] != inflated[i]))
    except zlib.error as error:
        answer = str(error)
    print(answer, flush=True)
`;

export class PythonZlib {
  readonly #child = spawn("python3", ["-c", SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  readonly #answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  /** @returns "same", or what is wrong */
  async judge(body: Uint8Array, raw: Uint8Array): Promise<string> {
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(body.length, 0);
    lengths.writeUInt32BE(raw.length, 4);
    this.#child.stdin.write(Buffer.concat([lengths, body, raw]));
    const answer = await this.#answers.next();
    return answer.done === true ? "Python has ended" : answer.value;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
