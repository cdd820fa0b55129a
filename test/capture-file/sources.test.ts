import { execFileSync, spawn } from "node:child_process";
import { chmodSync, createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readCapture } from "../../src/analyze/capture-file/feed.ts";
import { CaptureReadError } from "../../src/analyze/errors.ts";
import { hasTool } from "../support/tools.ts";
import { cutInto, pushAll, read, Recording, streamOf } from "./recording.ts";
import { somePcap } from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "sharelab-sources-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** More than two blocks, so that both buffers are used again. */
const bytes = somePcap(60_000);
const expected = pushAll([bytes]);
const path = join(folder, "a.txt");
writeFileSync(path, bytes);

/** Root may read everything, so tests that run as root (in CI) step down for it. The folder must let others in. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const { getuid, seteuid } = process;
  if (getuid?.() !== 0 || seteuid === undefined) return work();
  chmodSync(folder, 0o755);
  seteuid(65_534);
  try {
    await work();
  } finally {
    seteuid(0);
  }
}

describe("a capture comes from", () => {
  it("a file, whatever its name", async () => {
    expect(await read(path)).toEqual(expected);
  });

  it("memory", async () => {
    expect(await read(new Uint8Array(bytes))).toEqual(expected);
  });

  it("a stream", async () => {
    expect(await read(createReadStream(path))).toEqual(expected);
    expect(await read(streamOf(cutInto(bytes, 1000)))).toEqual(expected);
  });

  it.skipIf(!hasTool("mkfifo"))("a named pipe", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = spawn("sh", ["-c", `cat '${path}' > '${pipe}'`]);
    expect(await read(pipe)).toEqual(expected);
    writer.kill();
  });

  it.each([
    { what: "a pipe", command: 'cat "$1" | "$2" --import tsx "$3"' },
    { what: "a file", command: '"$2" --import tsx "$3" < "$1"' },
    { what: "a gzip pipe", command: 'gzip -c "$1" | "$2" --import tsx "$3"' },
  ])("standard input that is $what", ({ command }) => {
    const script = join(import.meta.dirname, "count-stdin.ts");
    const output = execFileSync("sh", ["-c", command, "sh", path, process.execPath, script], { encoding: "utf8" });
    expect(JSON.parse(output)).toEqual({ packets: 60_000, truncated: false });
  });
});

describe("bytes that the operating system won't give", () => {
  it.each([
    { what: "no such file", input: join(folder, "nothing.pcap"), says: /no such file/ },
    { what: "a folder", input: folder, says: /is a folder/ },
    { what: "a file used as a folder", input: join(path, "x.pcap"), says: /not a folder/ },
  ])("$what", async ({ input, says }) => {
    const error: unknown = await read(input).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CaptureReadError);
    expect(error).toMatchObject({ code: "CAPTURE_READ_FAILED", message: expect.stringMatching(says) as string });
    expect((error as CaptureReadError).remedy).not.toBe("");
  });

  it("no permission", async () => {
    const secret = join(folder, "secret.pcap");
    writeFileSync(secret, bytes);
    chmodSync(secret, 0);
    await asNobody(async () => {
      await expect(read(secret)).rejects.toMatchObject({ code: "CAPTURE_PERMISSION_DENIED" });
    });
  });

  it("a stream of text", async () => {
    const text = createReadStream(path, { encoding: "utf8" });
    await expect(read(text)).rejects.toThrow(/gives text instead of bytes/);
  });

  it("a stream that breaks: what came before it stands", async () => {
    const stream = new PassThrough();
    stream.write(bytes.subarray(0, 1000));
    const reading = read(stream, {
      onProgress: () => {
        stream.destroy(new Error("cable pulled"));
      },
    });
    const { result, sink } = await reading;
    expect(result.error).toBeInstanceOf(CaptureReadError);
    expect(result.error!.message).toContain("cable pulled");
    expect(sink.packets).toEqual(pushAll([bytes.subarray(0, 1000)]).sink.packets);
  });

  it("a stream that breaks before anything came", async () => {
    const stream = new PassThrough();
    stream.destroy(new Error("cable pulled"));
    await expect(read(stream)).rejects.toThrow(CaptureReadError);
  });
});

describe("while reading", () => {
  it("progress goes up to the size, in stored bytes", async () => {
    const packed = gzipSync(bytes, { level: 0 });
    for (const input of [bytes, packed]) {
      const seen: [number, number | null][] = [];
      await read(input, { onProgress: (done, total) => seen.push([done, total]) });
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.at(-1)).toEqual([input.length, input.length]);
      expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    }
  });

  it("the total of a stream is unknown", async () => {
    const totals = new Set<number | null>();
    await read(createReadStream(path), { onProgress: (_, total) => totals.add(total) });
    expect([...totals]).toEqual([null]);
  });

  it("no block is read into the sink while the caller asks for a pause", async () => {
    const sink = new Recording();
    let open = true;
    sink.packet = () => {
      expect(open).toBe(true);
    };
    let pauses = 0;
    await readCapture(path, sink, {
      pause: async () => {
        open = false;
        pauses++;
        await new Promise((resolve) => setImmediate(resolve));
        open = true;
      },
    });
    expect(pauses).toBeGreaterThan(1);
  });

  it("an abort ends it with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the user pressed Ctrl+C");
    const onProgress = (): void => {
      controller.abort(reason);
    };
    await expect(read(path, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    await expect(read(path, { signal: controller.signal })).rejects.toBe(reason);
  });

  it("an abort ends the waiting for a stream that gives nothing more", async () => {
    const controller = new AbortController();
    const stream = new PassThrough();
    stream.write(bytes.subarray(0, 1000));
    const reading = read(stream, { signal: controller.signal });
    setImmediate(() => {
      controller.abort();
    });
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(stream.destroyed).toBe(true);
  });

  it("a live capture's packets come as they arrive, from the first on", async () => {
    const stream = new PassThrough();
    const sink = new Recording();
    const reading = readCapture(stream, sink);
    stream.write(bytes.subarray(0, 24 + 16 + 60));
    await expect.poll(() => sink.packets.length).toBe(1);
    stream.end();
    expect(await reading).toMatchObject({ truncated: false, error: null });
  });
});
