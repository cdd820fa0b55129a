/** Chats in the report: who says what in which packet, and what of it is only inferred. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze/analyze.ts";
import { chatOf, GREETING, joining, lines, streamOf, talk, welcome, type Said } from "./talking.ts";

describe("a chat", () => {
  it("is told from its order and its words", async () => {
    const chat = await chatOf(
      talk(
        [
          ...joining("Ayşe"),
          ["client", "Merhaba 👋"],
          ["server", "Ayşe: Merhaba 👋"],
          ["server", "Bob has joined the chat!"],
          ["server", "Bob: hi: all"],
          ["server", "Carol is gone."],
          ["server", "The server will close at 5."],
          ["client", "{quit}"],
          ["server", "{quit}"],
        ],
        "fin",
      ),
    );
    expect(lines(chat)).toEqual([
      `server greeting: ${GREETING}`,
      "client name Ayşe: Ayşe",
      `server welcome Ayşe: ${welcome("Ayşe")}`,
      "client message Ayşe: Merhaba 👋",
      "server message Ayşe: Merhaba 👋",
      "server join Bob: Bob has joined the chat!",
      "server message Bob: hi: all",
      "server leave Carol: Carol is gone.",
      "server notice: The server will close at 5.",
      "client quit Ayşe: {quit}",
      "server quit: {quit}",
    ]);
    expect(chat).toMatchObject({ name: "Ayşe", name_packet: 6, sent: 1, heard: 2, passed_on: 1, joins: 1, leaves: 1 });
    expect(chat.people.map(({ name, told, messages }) => `${name} ${told} ${messages}`)).toEqual([
      "Ayşe name 1",
      "Bob join 1",
      "Carol leave 0",
    ]);
    expect(
      chat.list.every(
        ({ segments, begins, continues }) => segments === 1 && begins === "segment" && continues === null,
      ),
    ).toBe(true);
    expect(chat.list[3]?.broadcast).toEqual({ packet: 12, as: "one" });
    expect(chat.list.map(({ first_packet }) => first_packet)).toEqual([4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
  });

  it("has a message in two segments where the first ends inside a character, for certain", async () => {
    const text = Buffer.from("güle");
    const chat = await chatOf(
      talk([...joining("Bob"), ["client", text.subarray(0, 2)], ["client", text.subarray(2)], ["server", "Bob: güle"]]),
    );
    expect(chat.list[3]).toMatchObject({
      text: "güle",
      continues: "character",
      segments: 2,
      first_packet: 10,
      last_packet: 12,
    });
    expect(chat.list[3]?.broadcast).toEqual({ packet: 14, as: "one" });
    expect(chat.in_several_segments).toBe(1);
  });

  it("has one that goes on behind a segment of full size, which is likely", async () => {
    const long = "x".repeat(1460);
    const chat = await chatOf(talk([...joining("Bob"), ["client", long], ["client", "the end"]]));
    expect(chat.list[3]).toMatchObject({ continues: "full-segment", bytes: 1467, shortened: true, segments: 2 });
    expect(chat.list[3]?.text).toHaveLength(1024);
    // With timestamps, full segments are 12 bytes shorter.
    const other = await chatOf(
      talk([...joining("Bob"), ["client", long], ["client", "two"]], "fin", { timestamps: true }),
    );
    expect(other.list).toHaveLength(5);
  });

  it("has two in one segment where a known name, a notice or {quit} stands directly behind other text", async () => {
    const chat = await chatOf(
      talk([
        ...joining("Bob"),
        ["server", "Ann has joined the chat!"],
        ["server", "Ann: oneBob: twoAnn has left the chat."],
        ["client", "bye{quit}"],
      ]),
    );
    expect(chat.list.slice(4).map(({ who, text, begins, first_packet }) => [who, text, begins, first_packet])).toEqual([
      ["Ann", "one", "segment", 12],
      ["Bob", "two", "known-name", 12],
      ["Ann", "Ann has left the chat.", "notice", 12],
      ["Bob", "bye", "segment", 14],
      ["Bob", "{quit}", "quit-word", 14],
    ]);
    expect(chat.inside_a_segment).toBe(3);
  });

  it("splits nothing that is not told by a name: words with colons, names within names, names that were never seen", async () => {
    const texts = ["JoAnn: hello", "Ann: time: 10:30: late", "Ann: see Bob: he knows", "Ann: xCarol: y"];
    const chat = await chatOf(
      talk([...joining("Bob"), ["server", "Ann has joined the chat!"], ...texts.map((text): Said => ["server", text])]),
    );
    expect(chat.list.slice(4).map(({ text }) => text)).toEqual([
      "hello",
      "time: 10:30: late",
      "see Bob: he knows",
      "xCarol: y",
    ]);
    expect(chat.list[4]).toMatchObject({ who: "JoAnn", who_told: "pattern" });
  });

  it("tells a name that was never seen from the colon only, and says so", async () => {
    const chat = await chatOf(talk([...joining("Bob"), ["server", "Zoe: hi"], ["server", "Zoe: again"]]));
    expect(chat.list.slice(3).map(({ who, who_told: told }) => [who, told])).toEqual([
      ["Zoe", "pattern"],
      ["Zoe", "known-name"],
    ]);
  });

  it("sees how the server read what the client sent", async () => {
    const several = await chatOf(
      talk([...joining("Bob"), ["client", "abcdef"], ["server", "Bob: abc"], ["server", "Bob: def"]]),
    );
    expect(several.list[3]?.broadcast).toEqual({ packet: 12, as: "several" });
    const together = await chatOf(
      talk([...joining("Bob"), ["client", "abc"], ["client", "def"], ["server", "Bob: abcdef"]]),
    );
    expect(together.list.slice(3, 5).map(({ broadcast }) => broadcast)).toEqual([
      { packet: 14, as: "with-others" },
      { packet: 14, as: "with-others" },
    ]);
    const renamed = await chatOf(talk([...joining("Bob"), ["client", "abc"], ["server", "Bob (2): abc"]]));
    expect(renamed.list[3]?.broadcast).toEqual({ packet: 12, as: "one" });
  });

  it("takes no {quit} for the server's where the client has not said it, and sees that one which melted was passed on", async () => {
    const other = await chatOf(talk([...joining("Bob"), ["server", "Ann: bye{quit}"]]));
    expect(other.list.at(-1)).toMatchObject({ who: "Ann", text: "bye{quit}" });
    const own = await chatOf(talk([...joining("Bob"), ["client", "bye{quit}"], ["server", "Bob: bye{quit}"]]));
    expect(own.list.slice(3).map(({ text, broadcast }) => [text, broadcast?.as ?? null])).toEqual([
      ["bye", "with-others"],
      ["{quit}", "with-others"],
      ["bye{quit}", null],
    ]);
    const echoed = await chatOf(talk([...joining("Bob"), ["client", "{quit}"], ["server", "Ann: bye{quit}"]]));
    expect(echoed.list.slice(4).map(({ text }) => text)).toEqual(["bye", "{quit}"]);
  });

  it("goes on behind a hole, and says that a beginning may be missing", async () => {
    const s = talk([...joining("Bob"), ["server", "Ann: one"]]);
    const payload = Buffer.from("Ann: two");
    s.server.send(payload.length, { payload, unseen: true });
    s.client.ack();
    s.server.send(payload.length, { payload: Buffer.from("Ann: 333") });
    s.client.ack();
    const chat = await chatOf(s);
    expect(chat.list.slice(3).map(({ text, begins }) => [text, begins])).toEqual([
      ["one", "segment"],
      ["333", "hole"],
    ]);
  });

  it("has every message once and in order where segments come twice, late, or again", async () => {
    const s = talk(joining("Bob"));
    const texts = ["Ann: one", "Ann: two", "Ann: six"].map((text) => Buffer.from(text));
    const start = s.server.next;
    s.server.send(8, { payload: texts[1]!, seq: start + 8 });
    s.server.send(8, { payload: texts[0]!, seq: start });
    s.server.send(8, { payload: texts[1]!, seq: start + 8 });
    s.server.send(8, { payload: texts[2]!, seq: start + 16 });
    const chat = await chatOf(s);
    expect(chat.list.slice(3).map(({ text, first_packet: packet }) => [text, packet])).toEqual([
      ["two", 10],
      ["one", 11],
      ["six", 13],
    ]);
  });

  it("in mid-stream has no name, and takes nobody's message for one", async () => {
    const s = talk(
      [
        ["client", "hello"],
        ["server", "Bob: hello"],
        ["client", "{quit}"],
        ["server", "{quit}"],
      ],
      "fin",
      { seen: [] },
    );
    const { chat, unknown } = await streamOf(s);
    expect(chat).toMatchObject({ name: null, sent: 1, heard: 1 });
    expect(chat?.list[0]).toMatchObject({ kind: "message", who: null, begins: "mid-stream" });
    expect(unknown["chat.name"]).toMatch(/not in the capture/);
  });

  it("shortens a long message, and keeps its length; an endless one takes no more memory", async () => {
    const piece = "y".repeat(1460);
    const said: Said[] = [...joining("Bob"), ...Array.from({ length: 200 }, (): Said => ["client", piece])];
    const chat = await chatOf(talk(said));
    expect(chat.list).toHaveLength(4);
    expect(chat.list[3]).toMatchObject({ bytes: 292_000, segments: 200, shortened: true });
    expect(chat.list[3]?.text).toHaveLength(1024);
  });

  it("lists 20,000 messages, and counts the others", async () => {
    const s = new (await import("../support/scenario.ts")).Scenario({ server: "10.0.0.2:33000" }).handshake({
      mss: 1460,
    });
    for (const [who, text] of joining("Bob")) s[who].send(text.length, { payload: Buffer.from(text) });
    for (let n = 0; n < 20_100; n++) s.server.send(6, { payload: Buffer.from("Ann: x") });
    const chat = await chatOf(s);
    expect(chat.list).toHaveLength(20_000);
    expect(chat).toMatchObject({ heard: 20_100, list_omitted: 103 });
  });
});

describe("whether a stream is a chat", () => {
  const other = { server: "10.0.0.2:4444" };
  const detected = async (said: Said[], options = other): Promise<boolean> => {
    const { streams } = await analyze(talk(said, "fin", options).pcap(), { detect: true });
    return streams.some(({ chat, files }) => chat !== null || (files ?? []).length > 0);
  };

  it("is told by the protocol's words alone on another port", async () => {
    expect(await detected(joining("Bob"))).toBe(true);
    expect(
      await detected([
        ["client", "getFilea.txt"],
        ["server", "file-doesn't-exist"],
      ]),
    ).toBe(true);
    expect(
      await detected([
        ["client", "sendFilea.txt"],
        ["client", "abc"],
      ]),
    ).toBe(true);
    expect(
      await detected([
        ["server", GREETING],
        ["client", "Bob"],
      ]),
    ).toBe(false);
    expect(
      await detected([
        ["client", "GET / HTTP/1.1\r\n\r\n"],
        ["server", "HTTP/1.1 200 OK\r\n\r\n{quit}"],
      ]),
    ).toBe(false);
  });

  it("takes a client that only happens to have that port for none", async () => {
    const s = talk(
      [
        ["client", "GET / HTTP/1.1\r\n\r\n"],
        ["server", "HTTP/1.1 200 OK\r\n\r\nhello"],
      ],
      "fin",
      {
        server: "10.0.0.2:80",
      },
    );
    const { streams } = await analyze(s.pcap());
    expect(streams).toEqual([]);
  });

  it("leaves binary on its port to others", async () => {
    const pickle = Buffer.concat([Buffer.from([32, 3, 0, 0, 0, 0, 0, 0, 0x80, 4]), Buffer.alloc(800, 7)]);
    const { streams } = await analyze(talk([["server", pickle]], "fin").pcap());
    expect(streams.map(({ chat }) => chat)).toEqual(streams.map(() => null));
  });
});
