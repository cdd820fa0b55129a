/** The page: frames and states come in, pictures and words go out. */
import type { ViewerState } from "../../../viewer/state.ts";
import type { Counters, FromPage, ToPage } from "../protocol.ts";
import { Connection } from "./connection.ts";
import { button, element, setText } from "./elements.ts";
import { Layout, toggleFullScreen, type Fitting } from "./layout.ts";
import { Notice } from "./notice.ts";
import { Painter } from "./painter.ts";
import { SizeDialog } from "./size-dialog.ts";
import { Status } from "./status.ts";
import { heedSurroundings } from "./surroundings.ts";
import { say, sayAway, sayBroken, type Said } from "./words.ts";

const canvas = element("picture", HTMLCanvasElement);
const stage = element("stage", HTMLElement);
const layout = new Layout(stage, canvas);
const status = new Status();

let sharer = "the sharer";
let state: ViewerState = { phase: "connecting", listening: false, trouble: null };
let counters: Counters | null = null;
/** Over or broken: nothing that comes later matters. */
let final = false;

function show(said: Said, phase: string, retryIn: number | null): void {
  document.body.dataset["phase"] = phase;
  setText(element("phase", HTMLElement), said.phase);
  document.title = `${said.phase} · ${sharer} · sharelab`;
  notice.show(said, retryIn);
  sizeDialog.live = phase === "live";
}

/** @returns ms; null where nothing will be tried */
function untilRetry(): number | null {
  if (state.phase === "waiting") return state.retryIn;
  return state.phase === "connecting" && state.trouble !== null ? 0 : null;
}

function showState(): void {
  if (final) return;
  show(say(state, sharer), state.phase, untilRetry());
  if (state.phase === "over") final = true;
}

function broken(problem: string): void {
  if (final) return;
  final = true;
  show(sayBroken(problem), "stuck", null);
}

function receive(message: ToPage): void {
  switch (message.type) {
    case "hello":
      sharer = message.sharer;
      setText(element("sharer", HTMLElement), sharer);
      sizeDialog.know(message.sizes);
      return;
    case "state":
      state = message.state;
      showState();
      return;
    case "counters":
      counters = message.counters;
      status.showCounters(counters, painter.painted, state.phase === "live");
  }
}

function retry(): void {
  connection.retry();
  connection.send({ type: "retry" });
}

function useSize(size: string): void {
  connection.send({ type: "size", size });
}

const notice = new Notice({ onRetry: retry, onSize: useSize });
const sizeDialog = new SizeDialog(useSize);

const painter = new Painter(canvas, {
  onReady: () => {
    connection.send({ type: "ready" });
  },
  onPainted: ({ width, height }) => {
    if (canvas.hidden || canvas.dataset["size"] !== `${width}x${height}`) {
      canvas.hidden = false;
      canvas.dataset["size"] = `${width}x${height}`;
      canvas.setAttribute("aria-label", `Screen of ${sharer}, ${width} by ${height} pixels`);
      status.showSize(width, height);
      sizeDialog.paint({ width, height });
      layout.apply();
    }
  },
  onProblem: broken,
});

const socketUrl = new URL("socket", document.baseURI);
socketUrl.protocol = "ws:";
const connection = new Connection<FromPage>(socketUrl.href, {
  onText: (text) => {
    receive(JSON.parse(text) as ToPage);
  },
  onFrame: (message) => {
    painter.take(message);
  },
  onDown: (retryIn) => {
    status.forgetRates();
    if (!final) show(sayAway(), "waiting", retryIn);
  },
  onOver: () => {
    status.forgetRates();
    if (state.phase !== "over") state = { phase: "over", trouble: null };
    showState();
  },
});

function fit(fitting: Fitting): void {
  layout.fitting = fitting;
  fitButton.setAttribute("aria-pressed", String(fitting === "fit"));
  exactButton.setAttribute("aria-pressed", String(fitting === "exact"));
}

const fitButton = button("fit", () => {
  fit("fit");
});
const exactButton = button("exact", () => {
  fit("exact");
});
canvas.addEventListener("dblclick", () => void toggleFullScreen());
heedSurroundings({
  "0": () => {
    fit("fit");
  },
  "1": () => {
    fit("exact");
  },
  r: retry,
  s: () => {
    sizeDialog.toggle();
  },
});

if (!("DecompressionStream" in window)) broken("it has no DecompressionStream");
