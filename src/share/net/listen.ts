import type { AddressInfo, Server } from "node:net";
import { ListenError } from "../errors.ts";

/** @returns what is listened on */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new ListenError(`Can't listen on ${host} port ${port}: ${error.message}.`, remedy(error.code), {
          cause: error,
        }),
      );
    });
    server.listen({ host, port }, () => {
      resolve(server.address() as AddressInfo);
    });
  });
}

function remedy(code: string | undefined): string {
  switch (code) {
    case "EADDRINUSE":
      return "Another program uses this port: end it, or take another with --port.";
    case "EACCES":
      return "Ports below 1024 need special rights: take another with --port.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "The address must be one of this machine's: 127.0.0.1 for this machine only, 0.0.0.0 for all IPv4 networks.";
    default:
      return "Choose another --host or --port.";
  }
}
