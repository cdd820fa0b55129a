/** Names what is handed in instead of a capture, so that the error can say what to do about it. */
import { UnknownFormatError } from "../errors.ts";

interface ForeignKind {
  readonly name: string;
  readonly remedy: string;
  readonly matches: (head: Buffer) => boolean;
}

const SAVE_AS_PCAPNG = "Open it in Wireshark and save it as pcapng (File > Save As), then read that.";
const GIVE_A_CAPTURE =
  "Give a capture instead: pcap or pcapng from Wireshark or tcpdump, or Wireshark's packet list export.";

const magic =
  (...bytes: readonly number[]) =>
  (head: Buffer): boolean =>
    bytes.every((byte, index) => head[index] === byte);
const text = (start: string) => (head: Buffer) => head.toString("latin1", 0, start.length) === start;
const unpack = (command: string): string =>
  `Unpack it first (${command}), then read the capture inside. Only gzip is read without unpacking.`;

/** In the order they are tried; the first match names the file. */
const FOREIGN_KINDS: readonly ForeignKind[] = [
  { name: "a zstd-compressed file", remedy: unpack("zstd -d FILE"), matches: magic(0x28, 0xb5, 0x2f, 0xfd) },
  { name: "an lz4-compressed file", remedy: unpack("lz4 -d FILE"), matches: magic(0x04, 0x22, 0x4d, 0x18) },
  { name: "a bzip2-compressed file", remedy: unpack("bunzip2 FILE"), matches: isBzip2 },
  { name: "an xz-compressed file", remedy: unpack("unxz FILE"), matches: magic(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00) },
  { name: "a 7z archive", remedy: unpack("7z x FILE"), matches: magic(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c) },
  { name: "a RAR archive", remedy: unpack("unrar x FILE"), matches: text("Rar!\x1a\x07") },
  {
    name: "a gzip file inside a gzip file",
    remedy: "Unpack it once (gunzip FILE), then read the result.",
    matches: magic(0x1f, 0x8b, 0x08),
  },
  {
    name: "an office document (docx, xlsx, pptx, odt)",
    remedy: `A screenshot or a table in a document holds no packets. ${GIVE_A_CAPTURE}`,
    matches: (head) => isZip(head) && /\[Content_Types\]\.xml|_rels\/|mimetypeapplication\/vnd\./.test(latin(head)),
  },
  { name: "a zip archive", remedy: unpack("unzip FILE"), matches: isZip },
  {
    name: "a tar archive",
    remedy: unpack("tar xf FILE"),
    matches: (head) => head.toString("latin1", 257, 262) === "ustar",
  },
  { name: "a snoop capture (Solaris)", remedy: SAVE_AS_PCAPNG, matches: text("snoop\0\0\0") },
  { name: "a Microsoft Network Monitor 2 capture", remedy: SAVE_AS_PCAPNG, matches: text("GMBU") },
  { name: "a Microsoft Network Monitor 1 capture", remedy: SAVE_AS_PCAPNG, matches: text("RTSS") },
  { name: "an IXIA capture", remedy: SAVE_AS_PCAPNG, matches: isIxia },
  { name: "a pcap written by a Navtel or other uncommon tool", remedy: SAVE_AS_PCAPNG, matches: isOddPcap },
  {
    name: "a NetScaler trace",
    remedy: SAVE_AS_PCAPNG,
    matches: (head) => latin(head).includes("NetScaler Performance Data"),
  },
  { name: "a Sniffer (NetXRay) capture", remedy: SAVE_AS_PCAPNG, matches: text("XCP\0") },
  { name: "a Network General Sniffer capture", remedy: SAVE_AS_PCAPNG, matches: text("TRSNIFF data") },
  { name: "a btsnoop capture", remedy: SAVE_AS_PCAPNG, matches: text("btsnoop\0") },
  { name: "a Visual Networks capture", remedy: SAVE_AS_PCAPNG, matches: text("\x05VNF") },
  { name: "a PDF", remedy: GIVE_A_CAPTURE, matches: text("%PDF-") },
  { name: "a PNG image", remedy: GIVE_A_CAPTURE, matches: magic(0x89, 0x50, 0x4e, 0x47) },
  { name: "a JPEG image", remedy: GIVE_A_CAPTURE, matches: magic(0xff, 0xd8, 0xff) },
  { name: "a GIF image", remedy: GIVE_A_CAPTURE, matches: text("GIF8") },
  { name: "a WebP image or another RIFF file", remedy: GIVE_A_CAPTURE, matches: text("RIFF") },
  { name: "a program (ELF)", remedy: GIVE_A_CAPTURE, matches: magic(0x7f, 0x45, 0x4c, 0x46) },
  { name: "a Windows program", remedy: GIVE_A_CAPTURE, matches: (head) => text("MZ")(head) && head.includes(0) },
  {
    name: "packet details or bytes in XML (PDML or PSML)",
    remedy: SAVE_AS_PCAPNG,
    matches: (head) => /<(pdml|psml)\b/.test(latin(head)),
  },
  {
    name: "an HTML page",
    remedy: `A download may have given the page around the capture instead of the capture. ${GIVE_A_CAPTURE}`,
    matches: (head) => /^\s*(<!doctype html|<html)/i.test(unmarked(head)),
  },
  {
    name: "an XML document",
    remedy: GIVE_A_CAPTURE,
    matches: (head) => unmarked(head).startsWith("<?xml"),
  },
  {
    name: "JSON",
    remedy: `Wireshark's JSON export isn't read. ${GIVE_A_CAPTURE}`,
    matches: (head) => /^\s*(\{\s*("|\})|\[\s*(\{|\[|"|\]|\d))/.test(unmarked(head)),
  },
  { name: "an ERF capture", remedy: SAVE_AS_PCAPNG, matches: isErf },
];

/** Tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** The error for bytes of no kind that can be read. `head` is the front of the file, at least one byte. */
export function unknownFormat(head: Buffer): UnknownFormatError {
  const found = FOREIGN_KINDS.find((kind) => kind.matches(head));
  if (found !== undefined) return new UnknownFormatError(`This is ${found.name}, not a capture.`, found.remedy);
  if (head.every((byte) => byte >= 0x20 || TEXT_CONTROLS.has(byte))) {
    return new UnknownFormatError(
      "This is text, but not a packet list as Wireshark exports it.",
      "Export the list again with File > Export Packet Dissections > As Plain Text or As CSV, with the summary line and " +
        "column headings switched on; or give the capture itself (pcap or pcapng), which says more.",
    );
  }
  const first = head.toString("hex", 0, Math.min(8, head.length)).replace(/(..)(?=.)/g, "$1 ");
  return new UnknownFormatError(
    `This is of no capture kind that can be read (it begins with the bytes ${first}).`,
    `${SAVE_AS_PCAPNG} If Wireshark can't open it either, the file is damaged or no capture.`,
  );
}

function latin(head: Buffer): string {
  return head.toString("latin1");
}

/** As text, without a byte order mark. */
function unmarked(head: Buffer): string {
  return head.toString("utf8").replace(/^\ufeff/, "");
}

function isZip(head: Buffer): boolean {
  return magic(0x50, 0x4b, 0x03, 0x04)(head) || magic(0x50, 0x4b, 0x05, 0x06)(head);
}

/** After its four-byte header comes a block (the digits of pi), or, where nothing is packed, the end (of its root). */
function isBzip2(head: Buffer): boolean {
  const block = head.toString("hex", 4, 10);
  return text("BZh")(head) && (block === "314159265359" || block === "177245385090");
}

function isIxia(head: Buffer): boolean {
  const start = head.toString("hex", 0, 4);
  return ["ac01001c", "ab01001c", "1c0001ac", "1c0001ab"].includes(start);
}

function isOddPcap(head: Buffer): boolean {
  return magic(0xa1, 0x2b, 0x3c, 0x4d)(head) || magic(0x4d, 0x3c, 0x2b, 0xa1)(head);
}

const ERF_HEADER_BYTES = 16;
const ERF_MAX_TYPE = 48;

/**
 * ERF has no magic, only records of 16-byte headers: a little-endian time, a type, flags, the record's length. Two
 * headers that fit one another are taken for it.
 */
function isErf(head: Buffer): boolean {
  if (head.length < ERF_HEADER_BYTES) return false;
  const length = head.readUInt16BE(10);
  const next = length;
  const plausible = (at: number): boolean => {
    const type = head[at + 8]! & 0x7f;
    return type > 0 && type <= ERF_MAX_TYPE && head.readUInt16BE(at + 10) >= ERF_HEADER_BYTES;
  };
  if (!plausible(0) || head.length < next + ERF_HEADER_BYTES || !plausible(next)) return false;
  const gap = head.readUInt32LE(next + 4) - head.readUInt32LE(4);
  return gap >= 0 && gap < 86_400;
}
