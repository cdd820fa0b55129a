/** The recorded chats and files, held against what the programs sent with each call. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { messagesText } from "../../src/lab/render/terminal/messages.ts";
import { capture } from "../support/fixtures.ts";

interface ChatTruth {
  /** By the client's port. */
  readonly clients: Readonly<Record<string, readonly string[]>>;
  readonly server: Readonly<Record<string, readonly string[]>>;
}

interface FilesTruth {
  readonly transfers: readonly {
    readonly port: number;
    readonly request: string;
    readonly bytes?: number;
    readonly sha256?: string;
    readonly reset?: boolean;
    readonly together?: boolean;
  }[];
}

const truthOf = (name: string): unknown => JSON.parse(readFileSync(capture(`${name}.truth.json`), "utf8"));

describe("chat.pcap", () => {
  it("is told on a screen in the singular where there is one of something", async () => {
    const { streams } = await analyze(capture("chat.pcap"));
    const told = streams
      .map((stream) => messagesText(stream, { color: false, unicode: true, width: 200 }, false))
      .join("\n");
    expect(told).toContain("1 begins inside of one");
    expect(told).not.toMatch(/\b1 (begin|messages)\b/);
  });

  it("has in each stream what was sent with each call, in order", async () => {
    const truth = truthOf("chat") as ChatTruth;
    const { streams } = await analyze(capture("chat.pcap"));
    expect(streams).toHaveLength(3);
    for (const { client, chat } of streams) {
      const port = String(client.port);
      const heard = chat!.list.filter(({ from }) => from === "server");
      const whole = heard.map(
        ({ kind, who, text, shortened }) => `${kind === "message" ? `${who}: ` : ""}${text}${shortened ? "…" : ""}`,
      );
      const told = truth.server[port]!;
      expect(whole.map((text) => text.replace("…", ""))).toEqual(
        told.map((text, at) => (whole[at]?.endsWith("…") === true ? text.slice(0, whole[at].length - 1) : text)),
      );
      // Two calls inside of one character are one message.
      const sent = chat!.list.filter(({ from }) => from === "client");
      const calls = truth.clients[port]!;
      expect(sent.map(({ bytes }) => bytes).reduce((a, b) => a + b)).toBeGreaterThan(0);
      expect(sent.length).toBe(calls.length - chat!.list.filter(({ continues }) => continues === "character").length);
      expect(chat!.name).toBe(calls[0]);
      expect(chat!.passed_on).toBe(chat!.sent);
    }
    const kinds = streams.flatMap(({ chat }) => chat!.list.map(({ begins, continues }) => continues ?? begins));
    expect([...new Set(kinds)].sort()).toEqual(["character", "full-segment", "known-name", "quit-word", "segment"]);
  });
});

describe.each(["file-get", "file-get-greeted", "file-put", "file-reset"])("%s.pcap", (name) => {
  it("has every file with its digest", async () => {
    const { transfers } = truthOf(name) as FilesTruth;
    const { streams } = await analyze(capture(`${name}.pcap`));
    expect(streams.length).toBe(transfers.length);
    for (const { client, files, close } of streams) {
      const file = files![0]!;
      const transfer = transfers.find(({ port }) => port === client.port)!;
      expect(`${file.direction === "get" ? "getFile" : "sendFile"}${file.name}`).toBe(transfer.request);
      if (transfer.bytes === undefined) {
        expect(file).toMatchObject({ answer: "does-not-exist", size: null });
      } else if (transfer.reset === true) {
        expect(close.how).toBe("reset");
        expect(file).toMatchObject({ whole: false, answer: "exists" });
        expect(file.size).toBeLessThan(transfer.bytes);
      } else {
        expect(file).toMatchObject({ whole: true, size: transfer.bytes, sha256: transfer.sha256 });
        expect(file.name_end).toBe(transfer.together === true ? "guess" : "segment");
      }
    }
  });
});
