/**
 * A large file by `sharelab file get` and `put`, beside the plainest copy over a socket that Node can do, in the same run.
 *
 *     npm run bench -- files [--megabytes 256] [--rounds 3]
 */
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { FileServer } from "../../src/share/files/file-server.ts";
import { FileService } from "../../src/share/files/file-service.ts";
import { Folder, type OpenedFile } from "../../src/share/files/folder.ts";
import { getFile } from "../../src/share/files/get-file.ts";
import { PartialFile } from "../../src/share/files/partial-file.ts";
import { putFile } from "../../src/share/files/put-file.ts";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "256" }, rounds: { type: "string", default: "3" } },
});
const bytes = Number(values.megabytes) * 1e6;
const base = mkdtempSync(join(tmpdir(), "sharelab-bench-files-"));
const { signal } = new AbortController();
const host = "127.0.0.1";

async function plainCopy(to: string): Promise<void> {
  const server = createServer((socket) => createReadStream(join(base, "big.bin")).pipe(socket)).listen(0, host);
  await once(server, "listening");
  await finished(connect((server.address() as AddressInfo).port, host).pipe(createWriteStream(join(base, to))));
  server.close();
}

const ended = new AbortController();
try {
  writeFileSync(join(base, "big.bin"), randomBytes(bytes));
  const folder = await Folder.open(base);
  const uploads = { maxBytes: Infinity, maxFiles: Infinity, keepFree: 0, overwrite: true };
  const server = new FileServer(new FileService(folder, { hidden: false, uploads }), {
    ...{ host, port: 0, allow: [], maxClients: 10 },
  });
  const { port } = await server.listen();
  const running = server.run(ended.signal);
  const file = (await folder.openFile("big.bin")) as OpenedFile;
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    "plain socket copy": () => plainCopy("plain.bin"),
    "file get": () =>
      getFile({ host, port, name: "big.bin", signal }, () => PartialFile.create(folder, "got.bin", true)),
  };
  console.log(`${values.megabytes} MB, MB/s of each round, both ends in one process; ours with SHA-256 at both ends`);
  for (const [way, run] of Object.entries(ways)) {
    const rates: string[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const begun = performance.now();
      await run();
      rates.push((bytes / 1e3 / (performance.now() - begun)).toFixed(0));
    }
    console.log(`  ${way.padEnd(20)}${rates.map((rate) => rate.padStart(8)).join("")}`);
  }
  const begun = performance.now();
  // A file is read once from where its handle stands, so it is put once.
  await putFile(file, { host, port, name: "put.bin", signal });
  console.log(`  ${"file put".padEnd(20)}${(bytes / 1e3 / (performance.now() - begun)).toFixed(0).padStart(8)}`);
  await file.handle.close();
  ended.abort();
  await running;
  await folder.close();
} finally {
  rmSync(base, { recursive: true, force: true });
}
