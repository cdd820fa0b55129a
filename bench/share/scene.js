/**
 * Changes an X11 screen in a scripted way, until it is ended:
 *
 *     DISPLAY=:5 node scene.js terminal|window|still|video
 *
 * Prints "ready" once the screen shows it. All but the still scene draw a clock into the top left corner at every change.
 */
import { spawn } from "node:child_process";
import x11 from "x11";
import { CLOCK_SQUARE, CLOCK_WIDTH, clockNow, drawClock } from "./clock-strip.js";

const Z_PIXMAP = 2;
const BYTES_PER_PIXEL = 4;
/** A PutImage request holds at most 256 KiB. */
const MOST_BYTES = 200_000;

/** Changes per second. */
const TERMINAL_RATE = 200;
const WINDOW_RATE = 60;
const VIDEO_RATE = 30;
const VIDEO = { width: 640, height: 360, frames: 30 };
const MOVING = { width: 500, height: 400 };

const scene = process.argv[2];
const { X, screen } = await connect();
const root = screen.root;
const [width, height] = [screen.pixel_width, screen.pixel_height];
const gc = X.AllocID();
X.CreateGC(gc, root, {});

const SCENES = { terminal, window: movingWindow, still, video };
if (!(scene in SCENES)) throw new Error(`scenes: ${Object.keys(SCENES).join(", ")}`);
await SCENES[scene]();
await settled();
console.log("ready");

function connect() {
  return new Promise((resolve, reject) => {
    const client = x11.createClient((error, display) => {
      if (error) reject(error);
      else resolve({ X: display.client, screen: display.screen[0] });
    });
    client.on("error", (error) => {
      console.error(error);
      process.exit(1);
    });
  });
}

/** All requests up to now are carried out. */
function settled() {
  return new Promise((resolve, reject) => {
    X.GetInputFocus((error) => (error ? reject(error) : resolve()));
  });
}

/** Lines of text in a real terminal that fills the screen, one after another. */
async function terminal() {
  const program = `
    let seed = 1, line = 0, due = performance.now();
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    const print = () => {
      for (; due <= performance.now(); due += ${1000 / TERMINAL_RATE}) {
        let text = String(line++).padStart(6) + " ";
        while (text.length < 60 + random() * 120) text += Math.floor(random() * 1e6).toString(36) + " ";
        console.log(text);
      }
      setTimeout(print, Math.max(due - performance.now(), 0));
    };
    print();`;
  const size = `${Math.ceil(width / 6)}x${Math.ceil(height / 13)}+0+0`;
  const child = spawn(
    "xterm",
    ["-fn", "6x13", "-b", "0", "+sb", "-geometry", size, "-e", process.execPath, "-e", program],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  process.on("exit", () => child.kill());
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
  await new Promise((resolve) => setTimeout(resolve, 1500)); // for it to fill the screen
  const tick = clock();
  every(TERMINAL_RATE, tick);
}

/** A window that moves over a still desktop. */
async function movingWindow() {
  wallpaper();
  const id = picture(MOVING.width, MOVING.height, 7);
  const tick = clock();
  let n = 0;
  every(WINDOW_RATE, () => {
    const phase = n++ / WINDOW_RATE;
    const x = Math.round(((Math.sin(phase * 1.3) + 1) / 2) * (width - MOVING.width));
    const y = Math.round(((Math.cos(phase * 0.9) + 1) / 2) * (height - MOVING.height));
    X.ConfigureWindow(id, { x, y });
    tick();
  });
}

async function still() {
  wallpaper();
}

/** An area whose every pixel changes from one picture to the next, as in a film. */
async function video() {
  wallpaper();
  const pixmaps = [];
  for (let n = 0; n < VIDEO.frames; n++) {
    const pixmap = X.AllocID();
    X.CreatePixmap(pixmap, root, screen.root_depth, VIDEO.width, VIDEO.height);
    put(pixmap, VIDEO.width, VIDEO.height, film(n));
    pixmaps.push(pixmap);
    await settled();
  }
  const id = window(Math.floor((width - VIDEO.width) / 2), 200, VIDEO.width, VIDEO.height);
  const tick = clock();
  let n = 0;
  every(VIDEO_RATE, () => {
    X.CopyArea(pixmaps[n++ % pixmaps.length], id, gc, 0, 0, 0, 0, VIDEO.width, VIDEO.height);
    tick();
  });
}

/** @returns draws the time it is */
function clock() {
  const id = window(0, 0, CLOCK_WIDTH, CLOCK_SQUARE);
  return () => {
    X.ConfigureWindow(id, { stackMode: 0 });
    put(id, CLOCK_WIDTH, CLOCK_SQUARE, drawClock(clockNow()));
  };
}

function every(rate, change) {
  let due = performance.now();
  const step = () => {
    change();
    due = Math.max(due + 1000 / rate, performance.now());
    setTimeout(step, due - performance.now());
  };
  step();
}

function wallpaper() {
  return picture(width, height, 3);
}

/** A window whose background is a picture of something like text, so that the server itself repaints it. */
function picture(w, h, seed) {
  const pixmap = X.AllocID();
  X.CreatePixmap(pixmap, root, screen.root_depth, w, h);
  put(pixmap, w, h, textLike(w, h, seed));
  return window(0, 0, w, h, pixmap);
}

function window(x, y, w, h, backgroundPixmap) {
  const id = X.AllocID();
  const values = { overrideRedirect: 1, ...(backgroundPixmap === undefined ? {} : { backgroundPixmap }) };
  X.CreateWindow(id, root, x, y, w, h, 0, 0, 0, 0, values);
  X.MapWindow(id);
  return id;
}

function put(drawable, w, h, pixels) {
  const rows = Math.max(Math.floor(MOST_BYTES / (w * BYTES_PER_PIXEL)), 1);
  for (let y = 0; y < h; y += rows) {
    const count = Math.min(rows, h - y);
    const from = y * w * BYTES_PER_PIXEL;
    const part = pixels.subarray(from, from + count * w * BYTES_PER_PIXEL);
    X.PutImage(Z_PIXMAP, drawable, gc, w, count, 0, y, 0, screen.root_depth, part);
  }
}

/** BGRX: dark marks in lines on a light ground. */
function textLike(w, h, seed) {
  const pixels = Buffer.alloc(w * h * BYTES_PER_PIXEL, 0xf0);
  const random = generator(seed);
  for (let line = 6; line + 10 < h; line += 14) {
    for (let x = 10; x + 6 < w * (0.4 + random() * 0.6); x += 6) {
      if (random() < 0.18) continue;
      const glyph = Math.floor(random() * 64);
      for (let dy = 0; dy < 9; dy++) {
        for (let dx = 0; dx < 5; dx++) {
          if ((((glyph * 2654435761) >>> ((dy * 5 + dx) % 27)) & 1) === 1) {
            pixels.writeUInt32LE(0x202020, ((line + dy) * w + x + dx) * BYTES_PER_PIXEL);
          }
        }
      }
    }
  }
  return pixels;
}

/** BGRX: soft moving shapes with a camera's noise. */
function film(n) {
  const { width: w, height: h, frames } = VIDEO;
  const pixels = Buffer.alloc(w * h * BYTES_PER_PIXEL);
  const random = generator(n + 1);
  const phase = (n / frames) * 2 * Math.PI;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = (y * w + x) * BYTES_PER_PIXEL;
      const noise = random() * 6;
      pixels[at] = 120 + 100 * Math.sin(x / 90 + phase) + noise;
      pixels[at + 1] = 120 + 100 * Math.sin(y / 60 - phase) + noise;
      pixels[at + 2] = 120 + 100 * Math.cos((x + y) / 130 + phase) + noise;
    }
  }
  return pixels;
}

function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
