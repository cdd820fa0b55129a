import { chosenMonitor } from "../monitor-choice.ts";
import type { XConnection } from "./connection.ts";
import type { RandR, Rectangle } from "./protocol.ts";

export interface XMonitor extends Rectangle {
  /** RandR's, as xrandr prints it, such as "HDMI-1". */
  readonly name: string;
  readonly main: boolean;
}

/** The whole desktop, all monitors. */
const ALL = "all";

/**
 * Where the monitor is that was asked for.
 *
 * @param screen the whole of it: what there is where the server knows of no monitors
 * @param display as in SourceOptions, or "all"
 * @throws SourceError when there is none of that name, with the names there are
 */
export async function monitorArea(
  connection: XConnection,
  screen: Rectangle,
  display: string | null,
): Promise<Rectangle> {
  if (display === ALL) return screen;
  return chosenMonitor(await monitorsOf(connection), display) ?? screen;
}

/** @returns from left to right, then from the top down; none when the server can't tell */
export async function monitorsOf(connection: XConnection): Promise<XMonitor[]> {
  const randr = await connection.extension("randr");
  if (randr === null || !hasMonitors(randr)) return [];
  const found = readMonitors(await connection.send(getMonitors(randr, connection.screen.root)));
  const monitors = await Promise.all(
    found.map(async ({ atom, ...monitor }) => ({
      ...monitor,
      name: readName(await connection.send(getAtomName(atom))),
    })),
  );
  return monitors.filter(({ width, height }) => width > 0 && height > 0).sort((a, b) => a.x - b.x || a.y - b.y);
}

/** Monitors came with RandR 1.5; before there were outputs only, whichever of them made up one screen. */
function hasMonitors({ major_version: major, minor_version: minor }: RandR): boolean {
  return major > 1 || (major === 1 && minor >= 5);
}

/** RRGetMonitors, which the package x11 lacks (RandR protocol 1.5, section 7.5). */
const GET_MONITORS = 42;
/** Of the reply without the first 8 bytes of its header. */
const COUNT_AT = 4;
const MONITORS_AT = 24;
/** Of a monitor, without the outputs that follow it. */
const MONITOR_BYTES = 24;
/** The package's own GetAtomName knows the answers of servers it was connected to before, for any server (4.2.2). */
const GET_ATOM_NAME = 17;
const NAME_AT = 24;

function getMonitors({ majorOpcode }: RandR, root: number): Buffer {
  const request = Buffer.alloc(12);
  request.writeUInt8(majorOpcode, 0);
  request.writeUInt8(GET_MONITORS, 1);
  request.writeUInt16LE(request.length / 4, 2);
  request.writeUInt32LE(root, 4);
  request.writeUInt8(1, 8); // only those that are on
  return request;
}

function readMonitors(reply: Buffer): (Omit<XMonitor, "name"> & { readonly atom: number })[] {
  const monitors = [];
  let at = MONITORS_AT;
  for (let left = reply.readUInt32LE(COUNT_AT); left > 0 && at + MONITOR_BYTES <= reply.length; left--) {
    monitors.push({
      atom: reply.readUInt32LE(at),
      main: reply.readUInt8(at + 4) !== 0,
      x: reply.readInt16LE(at + 8),
      y: reply.readInt16LE(at + 10),
      width: reply.readUInt16LE(at + 12),
      height: reply.readUInt16LE(at + 14),
    });
    at += MONITOR_BYTES + reply.readUInt16LE(at + 6) * 4;
  }
  return monitors;
}

function getAtomName(atom: number): Buffer {
  const request = Buffer.alloc(8);
  request.writeUInt8(GET_ATOM_NAME, 0);
  request.writeUInt16LE(request.length / 4, 2);
  request.writeUInt32LE(atom, 4);
  return request;
}

function readName(reply: Buffer): string {
  return reply.toString("latin1", NAME_AT, NAME_AT + reply.readUInt16LE(0));
}
