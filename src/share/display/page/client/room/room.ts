/** The page of a room: what comes from the program on this machine is shown, and what is done here is told to it. */
import type { ViewerState } from "../../../../viewer/state.ts";
import {
  readToRoomPage,
  type ChatState,
  type FromRoomPage,
  type Part,
  type RoomHello,
  type ToRoomPage,
} from "../../room-protocol.ts";
import { Connection } from "../connection.ts";
import { button, element, setText } from "../elements.ts";
import { Notice } from "../notice.ts";
import { Pane } from "../pane.ts";
import { SizeDialog } from "../size-dialog.ts";
import { heedSurroundings } from "../surroundings.ts";
import { sayBroken, type Said } from "../words.ts";
import { Chat } from "./chat.ts";
import { Files } from "./files.ts";
import {
  sayChat,
  sayOther,
  sayOwn,
  sayRoomAway,
  sayScreen,
  standingOf,
  standingOfChat,
  standingOfFiles,
  type Standing,
} from "./room-words.ts";
import { Tabs } from "./tabs.ts";

let hello: RoomHello | null = null;
let unread = 0;
/** Ended or broken: nothing that comes later matters. */
let final = false;
let screen: Pane | null = null;
let other: Pane | null = null;

function showTitle(): void {
  document.title = `${unread > 0 ? `(${unread}) ` : ""}${hello?.title ?? "Room"} · sharelab`;
}

function showBadge(id: string, count: number, what: string): void {
  const badge = element(id, HTMLElement);
  badge.hidden = count === 0;
  badge.setAttribute("aria-label", `${count} ${what}`);
  setText(badge, count === 0 ? "" : String(count));
}

function stand(part: Part, { phase, is }: Standing): void {
  element(`part-${part}`, HTMLElement).dataset["phase"] = phase;
  setText(element(`part-${part}-is`, HTMLElement), is);
}

function showScreen(said: Said, phase: string, retryIn: number | null): void {
  sizeDialog.live = phase === "live";
  element("pane", HTMLElement).dataset["phase"] = phase;
  setText(element("phase", HTMLElement), said.phase);
  notice.show(said, retryIn);
}

function broken(problem: string): void {
  if (final) return;
  final = true;
  showScreen(sayBroken(problem), "stuck", null);
}

function retry(): void {
  room.retry();
  screen?.retry();
  other?.retry();
  room.send({ type: "retry" });
}

const tabs = new Tabs((name) => {
  if (name === "chat") chat.shown();
});

const chat = new Chat({
  onSay: (text) => {
    room.send({ type: "say", text });
  },
  onUnread: (count) => {
    unread = count;
    showBadge("unread", count, "new");
    showTitle();
  },
  isShown: () => tabs.selected === "chat",
});

const files = new Files({
  onGet: (name) => {
    room.send({ type: "get", name });
  },
  onCancel: (id) => {
    room.send({ type: "cancel", id });
  },
  onMoving: (count) => {
    showBadge("moving", count, "under way");
  },
});

function useSize(size: string): void {
  screen?.useSize(size);
}

const notice = new Notice({ onRetry: retry, onSize: useSize });
const sizeDialog = new SizeDialog(useSize);

function showChat(state: ChatState): void {
  chat.show(state);
  stand("chat", standingOfChat(state));
  if (hello?.parts.includes("files") !== true) return;
  stand("files", standingOfFiles(state));
  const there = state.phase === "in" || state.phase === "joining";
  files.close(there ? "" : `Files come over the connection of the chat. ${sayChat(state)}`);
}

function away(): void {
  const said = sayRoomAway();
  const place = element("away", HTMLElement);
  place.hidden = false;
  setText(place, [said.title, said.text, said.remedy].join(" · "));
  for (const part of hello?.parts ?? []) stand(part, { phase: "bad", is: "no answer" });
}

function over(): void {
  if (final) return;
  final = true;
  const place = element("away", HTMLElement);
  place.hidden = false;
  setText(place, "The room has ended. What is here stays until this page is closed.");
  showChat({ phase: "over" });
  for (const part of hello?.parts ?? []) stand(part, { phase: "bad", is: "over" });
}

/** Opens what is there; once. */
function enter(first: RoomHello): void {
  const on = (part: Part): boolean => first.parts.includes(part);
  setText(element("title", HTMLElement), first.title);
  showTitle();
  document.body.classList.toggle("no-video", !on("video"));
  for (const part of ["screen", "video", "chat", "files"] as const) {
    if (!on(part)) stand(part, { phase: "off", is: "off" });
  }
  files.open(first.maxBytes);
  if (!on("files")) {
    const host = "Start the room with --files FOLDER, so that files can come and go.";
    files.close(first.role === "host" ? host : "This room was started without files.");
  }
  if (on("screen")) screen = screenPane(first);
  else {
    element("no-screen", HTMLElement).hidden = false;
    element("pane", HTMLElement).dataset["phase"] = "live";
  }
  if (on("video")) {
    other = tile("other-", "other", sayOther, (state) => {
      stand("video", standingOf(state));
    });
    tile("own-", "own", sayOwn, () => undefined);
  }
}

function screenPane({ role }: RoomHello): Pane {
  return new Pane("", "screen", {
    onState: (state, name) => {
      if (final && state.phase !== "over") return;
      showScreen(sayScreen(state, name, role === "host"), state.phase, waitOf(state));
      stand("screen", standingOf(state));
    },
    onDown: (retryIn) => {
      if (!final) showScreen(sayRoomAway(), "waiting", retryIn);
    },
    onProblem: broken,
    onSizes: (sizes) => {
      sizeDialog.know(sizes);
    },
    onPainted: (size) => {
      sizeDialog.paint(size);
    },
  });
}

function tile(
  prefix: string,
  socket: string,
  words: (state: ViewerState) => string,
  onState: (state: ViewerState) => void,
): Pane {
  const pane: Pane = new Pane(prefix, socket, {
    onState: (state, name) => {
      const label = element(`${prefix}name`, HTMLElement);
      setText(label, name);
      setText(element(`${prefix}empty`, HTMLElement), name.slice(0, 1).toUpperCase());
      element(`${prefix}pane`, HTMLElement).toggleAttribute("data-figures", state.phase === "live");
      pane.showPhase(state.phase, words(state));
      onState(state);
    },
    onDown: () => {
      pane.showPhase("waiting", "No answer");
    },
    onProblem: broken,
  });
  return pane;
}

/** @returns ms to the next attempt; null where there is none */
function waitOf(state: ViewerState): number | null {
  if (state.phase === "waiting") return state.retryIn;
  return state.phase === "connecting" && state.trouble !== null ? 0 : null;
}

function receive(message: ToRoomPage): void {
  switch (message.type) {
    case "hello":
      element("away", HTMLElement).hidden = true;
      if (hello === null) {
        hello = message;
        enter(message);
      }
      return;
    case "chat":
      showChat(message.state);
      return;
    case "lines":
      chat.add(message.lines);
      return;
    case "transfers":
      files.show(message.transfers);
  }
}

const url = new URL("room", document.baseURI);
url.protocol = "ws:";
const room = new Connection<FromRoomPage>(url.href, {
  onText: (text) => {
    const message = readToRoomPage(text);
    if (message === null) broken("the room sends what this page does not know");
    else receive(message);
  },
  onDown: () => {
    if (!final) away();
  },
  onOver: over,
});

function fit(fitting: "fit" | "exact"): void {
  if (screen !== null) screen.fitting = fitting;
  fitButton.setAttribute("aria-pressed", String(fitting === "fit"));
  exactButton.setAttribute("aria-pressed", String(fitting === "exact"));
}

const fitButton = button("fit", () => {
  fit("fit");
});
const exactButton = button("exact", () => {
  fit("exact");
});
heedSurroundings({
  "0": () => {
    fit("fit");
  },
  "1": () => {
    fit("exact");
  },
  c: () => {
    tabs.select("chat");
    chat.write();
  },
  t: () => {
    tabs.select("files");
    element("file-name", HTMLInputElement).focus();
  },
  r: retry,
  s: () => {
    sizeDialog.toggle();
  },
});

if (!("DecompressionStream" in window)) broken("it has no DecompressionStream");
