/** Which network interface a session passes. */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { listInterfaces } from "../../analyze/capture/interfaces.ts";
import { LabOptionError } from "../errors.ts";

/** Where the loopback can't be told from the others. */
const USUAL_LOOPBACK: Readonly<Record<string, string>> = {
  linux: "lo",
  android: "lo",
  darwin: "lo0",
  freebsd: "lo0",
  openbsd: "lo0",
  win32: "\\Device\\NPF_Loopback",
};

export async function loopbackInterface(platform: string = process.platform): Promise<string> {
  if (platform === "linux") return "lo";
  const found = (await listInterfaces()).find(({ loopback, engines }) => loopback && engines.length > 0);
  return found?.name ?? USUAL_LOOPBACK[platform] ?? "lo";
}

export interface Route {
  /** Of the other machine. */
  readonly peer: string;
  /** Of this one, as the other one sees it. */
  readonly own: string;
  /** That packets to it leave by; null: not known, as on systems that name interfaces otherwise than capture engines do. */
  readonly interface: string | null;
}

/**
 * How this machine reaches another one. Nothing is sent.
 *
 * @throws LabOptionError when the name is not known, or there is no way to it
 */
export async function routeTo(host: string): Promise<Route> {
  const remedy = "Give the name or the address of the other machine, as it is known here.";
  const { address: peer, family } = await lookup(host).catch((error: unknown) => {
    throw new LabOptionError(`No machine is known by the name ${host}.`, remedy, { cause: error });
  });
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  try {
    const own = await new Promise<string>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(9, peer, () => {
        resolve(socket.address().address);
      });
    });
    const [name = null] =
      Object.entries(networkInterfaces()).find(([, all = []]) => all.some(({ address }) => address === own)) ?? [];
    return { peer, own, interface: process.platform === "win32" ? null : name };
  } catch (error) {
    throw new LabOptionError(`There is no way from here to ${host} (${peer}).`, remedy, { cause: error });
  } finally {
    socket.close();
  }
}
