/**
 * A large file by `sharelab file get` and `put`, beside the plainest copy over a socket that Node can do and beside Python
 * programs of the usual kind: each end a process of its own, as people run them, every way once in each round.
 *
 *     npm run bench -- files [--megabytes 256] [--rounds 3]     needs python3
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "256" }, rounds: { type: "string", default: "3" } },
});
const megabytes = Number(values.megabytes);
const base = mkdtempSync(join(tmpdir(), "sharelab-bench-files-"));
const BIG = join(base, "big.bin");
const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SHARELAB = [process.execPath, root("dist/cli/sharelab.js"), "file"];
const PYTHON = ["/usr/bin/python3", root("test/peers/file_peer.py")];

const PLAIN_SERVER = `
  const server = require("net").createServer((socket) => require("fs").createReadStream(process.argv[1]).pipe(socket));
  server.listen(0, "127.0.0.1", () => console.log("listening 127.0.0.1 port " + server.address().port));`;
const PLAIN_CLIENT = `
  require("net").connect(+process.argv[1], "127.0.0.1").pipe(require("fs").createWriteStream(process.argv[2]));`;

interface Way {
  readonly server: readonly string[];
  readonly client: (port: string, to: string) => readonly string[];
}

const serve = [...SHARELAB, "serve", base, "--port", "0", "--write", "--overwrite"];
const WAYS: Readonly<Record<string, Way>> = {
  "plain socket copy": {
    server: [process.execPath, "-e", PLAIN_SERVER, BIG],
    client: (port, to) => [process.execPath, "-e", PLAIN_CLIENT, port, to],
  },
  "file get": {
    server: serve,
    client: (port, to) => [...SHARELAB, "get", "big.bin", "--port", port, "-o", to, "--overwrite"],
  },
  "file put": {
    server: serve,
    client: (port, to) => [...SHARELAB, "put", BIG, "--port", port, "--as", to.slice(base.length + 1)],
  },
  "Python server and get": {
    server: [...PYTHON, "serve", base, "--port", "0"],
    client: (port, to) => [...PYTHON, "get", "--port", port, "big.bin", to],
  },
};

function start([program = "", ...args]: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
}

async function portOf(server: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const read = (piece: Buffer): void => {
      said += piece.toString();
      const found = /(?:listening|serving) .*?(\d+)\n/.exec(said);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    server.stdout!.on("data", read);
    server.stderr!.on("data", read);
    server.once("close", () => {
      reject(new Error(`no server: ${said}`));
    });
  });
}

/** @returns MB/s, with the start of the client and its end in it */
async function measure({ server, client }: Way, to: string): Promise<number> {
  const serving = start(server);
  const ended = once(serving, "close");
  try {
    const port = await portOf(serving);
    const begun = performance.now();
    const asking = start(client(port, to));
    let said = "";
    asking.stdout!.resume();
    asking.stderr!.on("data", (piece: Buffer) => (said += piece.toString()));
    const [code] = (await once(asking, "close")) as [number | null];
    const seconds = (performance.now() - begun) / 1000;
    if (code !== 0 || statSync(to).size !== megabytes * 1e6) throw new Error(`exit code ${code}: ${said}`);
    return megabytes / seconds;
  } finally {
    serving.kill();
    await ended;
    rmSync(to, { force: true });
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

try {
  const big = openSync(BIG, "w");
  for (let written = 0; written < megabytes; written++) writeSync(big, randomBytes(1e6));
  closeSync(big);
  const rates = new Map<string, number[]>(Object.keys(WAYS).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, way] of Object.entries(WAYS)) rates.get(name)!.push(await measure(way, join(base, "copy.bin")));
  }
  console.log(`${megabytes} MB, MB/s of each round, two processes each; ours and Python's with SHA-256 at both ends`);
  const plain = rates.get("plain socket copy")!;
  for (const [name, own] of rates) {
    const ratio = median(own.map((rate, round) => rate / plain[round]!));
    const all = own.map((rate) => rate.toFixed(0).padStart(6)).join("");
    console.log(`  ${name.padEnd(24)}${all}   median of the ratios to the plain copy ${ratio.toFixed(2)}`);
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
