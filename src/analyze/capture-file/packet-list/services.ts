/**
 * Port names that Wireshark prints with "Resolve transport addresses" on (IANA's Service Name and Transport Protocol
 * Port Number Registry, under the names of Wireshark's own `services` file). Only names that lab captures are likely to
 * show, and none that stands for several ports, such as http-alt; Wireshark since 2.0 prints the number too:
 * `cslistener(9000)`.
 */
const PORTS: ReadonlyMap<string, number> = new Map([
  ["ftp-data", 20],
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["smtp", 25],
  ["domain", 53],
  ["http", 80],
  ["pop3", 110],
  ["epmap", 135],
  ["netbios-ssn", 139],
  ["imap", 143],
  ["https", 443],
  ["microsoft-ds", 445],
  ["rtsp", 554],
  ["imaps", 993],
  ["ms-sql-s", 1433],
  ["macromedia-fcs", 1935],
  ["mysql", 3306],
  ["ms-wbt-server", 3389],
  ["commplex-main", 5000],
  ["commplex-link", 5001],
  ["postgresql", 5432],
  ["rfb", 5900],
  ["irdmi", 8000],
  ["pcsync-https", 8443],
  ["ddi-tcp-1", 8888],
  ["cslistener", 9000],
  ["websm", 9090],
  ["distinct", 9999],
  ["ndmp", 10000],
  ["italk", 12345],
]);

/** A port as the Info column shows it: `9000`, `cslistener(9000)` or `cslistener`. Null: a name that isn't known here. */
export function parsePort(text: string): number | null {
  const digits = /^(?:\S*\()?(\d{1,5})\)?$/.exec(text)?.[1];
  if (digits === undefined) return PORTS.get(text) ?? null;
  const port = Number(digits);
  return port <= 65535 ? port : null;
}
