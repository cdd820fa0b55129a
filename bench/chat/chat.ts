/**
 * The chat server beside the course's Python one: the same crowd of clients, in turn.
 *
 *     npm run bench -- chat [--clients 1000] [--senders 50] [--messages 20] [--rounds 3]
 */
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installed } from "../measure.ts";
import { Program } from "../share/processes.ts";

const HERE = import.meta.dirname;
const node = process.execPath;
/** For a crowd to join and to say everything, ms. */
const PATIENCE = 600_000;

interface ServerKind {
  readonly name: string;
  readonly command: readonly string[];
  /** How it says the port. */
  readonly listening: RegExp;
}

const SERVERS: readonly ServerKind[] = [
  {
    name: "Python server",
    command: ["python3", join(HERE, "../../test/peers/chat_server.py"), "--port", "0", "--backlog", "100"],
    listening: /listening \S+ (\d+)/,
  },
  {
    name: "sharelab chat serve",
    command: [node, join(HERE, "../../dist/cli/sharelab.js"), "chat", "serve", "--port", "0"],
    listening: /listening on \S+ port (\d+)/,
  },
];

interface Seen {
  readonly seconds: number;
  readonly expected: number;
  readonly received: number;
  readonly wrong: number;
}

interface Result extends Seen {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

async function measure({ command, listening }: ServerKind, crowd: readonly string[]): Promise<Result> {
  const server = new Program(command);
  try {
    const port = (await server.says(listening))[1] ?? "";
    const clients = new Program([node, join(HERE, "crowd.js"), port, ...crowd]);
    try {
      await clients.says(/joined/, PATIENCE);
      const before = server.cpuSeconds;
      const [json = ""] = await clients.says(/\{.*\}/, PATIENCE);
      const cpuSeconds = server.cpuSeconds - before;
      return { ...(JSON.parse(json) as Seen), cpuSeconds, megabytes: server.megabytes };
    } finally {
      await clients.end();
    }
  } finally {
    await server.end("SIGKILL");
  }
}

function row(name: string, result: Result, first: Result): string {
  const { seconds, expected, received, wrong, cpuSeconds, megabytes } = result;
  const rate = received / seconds;
  const micros = (cpuSeconds / received) * 1e6;
  const cells = [
    rate.toFixed(0),
    micros.toFixed(1),
    megabytes.toFixed(0),
    String(expected - received),
    String(wrong),
    (rate / (first.received / first.seconds)).toFixed(2),
    (micros / ((first.cpuSeconds / first.received) * 1e6)).toFixed(2),
  ];
  return `  ${name.padEnd(20)}${cells.map((cell) => cell.padStart(13)).join("")}`;
}

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "1000" },
    senders: { type: "string", default: "50" },
    messages: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
  },
});
const { clients, senders, messages } = values;
if (!installed("python3") || process.platform !== "linux") {
  console.log("The chat is not measured: it needs Linux with python3.");
} else {
  console.log(
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`,
  );
  console.log(`${clients} clients; ${senders} of them say ${messages} messages each, the next when the last is back.`);
  const header = ["deliveries/s", "cpu us each", "MB", "missing", "out of order", "x rate", "x cpu"];
  console.log(`  ${"".padEnd(20)}${header.map((cell) => cell.padStart(13)).join("")}`);
  for (let round = 0; round < Number(values.rounds); round++) {
    let first: Result | null = null;
    for (const kind of SERVERS) {
      const result = await measure(kind, [clients, senders, messages]);
      first ??= result;
      console.log(row(kind.name, result, first));
      if (result.received !== result.expected || result.wrong > 0) process.exitCode = 1;
    }
  }
}
