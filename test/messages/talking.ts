/** Conversations written down for tests: who sends what, each a segment of its own unless it is cut up. */
import { analyze } from "../../src/analyze/analyze.ts";
import type { AnalyzeOptions } from "../../src/analyze/options.ts";
import type { ChatReport, FileReport, StreamReport } from "../../src/analyze/facts/report.ts";
import { Scenario, type HandshakeOptions } from "../support/scenario.ts";

export type Said = readonly ["client" | "server", string | Uint8Array];

export const bytesOf = (said: string | Uint8Array): Buffer => Buffer.from(said as Uint8Array);

export const GREETING = "Greetings! Please type your name and press enter.";
export const welcome = (name: string): string => `Hi ${name}! To leave the chat, type {quit}.`;

/** The beginning of a chat, up to the welcome. */
export const joining = (name: string): Said[] => [
  ["server", GREETING],
  ["client", name],
  ["server", welcome(name)],
];

/** @param end how the connection ends; left out: it stays open */
export function talk(
  said: readonly Said[],
  end?: "fin" | "reset",
  { server = "10.0.0.2:33000", ...handshake }: HandshakeOptions & { readonly server?: string } = {},
): Scenario {
  const s = new Scenario({ server }).handshake({ mss: 1460, ...handshake });
  for (const [who, text] of said) {
    const payload = bytesOf(text);
    s.wait(0.01)[who].send(payload.length, { payload });
    s.wait(0.001)[who === "client" ? "server" : "client"].ack();
  }
  s.wait(0.01);
  const last = said.at(-1)?.[0] ?? "server";
  const other = last === "client" ? "server" : "client";
  if (end === "reset") s[other].rst();
  if (end === "fin") {
    s[last].fin();
    s[other].fin();
    s[last].ack();
  }
  return s;
}

export async function streamOf(s: Scenario, options: AnalyzeOptions = {}): Promise<StreamReport> {
  const { streams } = await analyze(s.pcap(), options);
  if (streams.length !== 1) throw new Error(`${streams.length} streams`);
  return streams[0]!;
}

export async function chatOf(s: Scenario, options: AnalyzeOptions = {}): Promise<ChatReport> {
  const { chat, unknown } = await streamOf(s, options);
  if (chat === null) throw new Error(unknown["chat"]);
  return chat;
}

export async function fileOf(s: Scenario): Promise<FileReport> {
  const { files } = await streamOf(s);
  if (files?.length !== 1) throw new Error(`${String(files?.length)} files`);
  return files[0]!;
}

/** "server message Bob: hello", as the report has them. */
export function lines(chat: ChatReport): string[] {
  return chat.list.map(({ from, kind, who, text }) => `${from} ${kind}${who === null ? "" : ` ${who}`}: ${text}`);
}
