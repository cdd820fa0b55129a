/**
 * A Wireshark dissector for zlib-rgb and pickle-q in Lua. It reads headers by the rules of the analyzer (`share/wire/zlib-rgb/header.ts`),
 * from which its constants are filled in; TCP's own reassembly puts the segments together.
 */
import { MAX_LENGTH_BYTES, MIN_ZLIB_BYTES, ZLIB_RGB_PORT } from "../../../share/wire/zlib-rgb/header.ts";
import { DEFAULT_MAX_FRAME_BYTES } from "../../../analyze/options.ts";
import { pickleQ } from "../../../analyze/frames/pickle-q/format.ts";
import { LUA_DISSECTION } from "./dissection.ts";
import { LUA_FIELDS } from "./fields.ts";
import { luaMessages } from "./messages.ts";
import { LUA_PICKLE, luaOpcodes } from "./pickle.ts";
import { LUA_REGISTRATION } from "./registration.ts";

/** Versions that it was tried with. */
const HEAD = `-- zlib-rgb screen share and pickle-q video: a Wireshark dissector, printed by "sharelab dissector".
--
-- Use it once:      wireshark -X lua_script:sharelab.lua session.pcap
-- Install it:       put it into the folder that Help > About Wireshark > Folders > Personal Lua Plugins names
-- On another port:  Edit > Preferences > Protocols > SHARELAB, or Analyze > Decode As... > SHARELAB, SHARELAB_PICKLE
-- After losses:     set Edit > Preferences > Protocols > TCP > "Reassemble out-of-order segments"
--
-- A zlib-rgb frame is one byte N; N bytes, the length L, unsigned, big-endian, in the fewest bytes that hold it; L bytes, one zlib
-- stream (RFC 1950) of width x height x 3 bytes of RGB. Neither width nor height is on the wire.
--
-- A pickle-q frame is a size (8 bytes, little-endian, or as the pickle behind it tells); and so many bytes of a pickle,
-- which holds a numpy array: uint8, height x width x 3, BGR. It is told by its first bytes, on whatever port: other
-- programs use the same ones.
`;

export function luaDissector(version: string): string {
  const constants = [
    `local VERSION = "${version}"`,
    'local tcp_port = DissectorTable.get("tcp.port")',
    `local DEFAULT_PORT = ${ZLIB_RGB_PORT}`,
    `local MAX_LENGTH_BYTES = ${MAX_LENGTH_BYTES}`,
    `local MIN_ZLIB_BYTES = ${MIN_ZLIB_BYTES}`,
    `local PICKLE_PORTS = { ${pickleQ.usualPorts.map((port) => `[${port}] = true`).join(", ")} }`,
    // Bounds of what is looked at, as the analyzer has them.
    "local MAX_OPCODES, MAX_NAME, MAX_BEGINNING, MAX_TAIL, MIN_PICKLE_BYTES = 200, 64, 512, 1024, 4",
    luaOpcodes(),
    `local MAX_FRAME_BYTES = ${DEFAULT_MAX_FRAME_BYTES}`,
  ].join("\n");
  // The port that video and chat share goes to video's last: it asks whoever had it before for what is no pickle.
  const parts = [LUA_FIELDS, LUA_DISSECTION, LUA_PICKLE, luaMessages(), LUA_REGISTRATION];
  return [HEAD, `${constants}\n`, ...parts].join("\n");
}
