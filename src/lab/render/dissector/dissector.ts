/**
 * A Wireshark dissector for zlib-rgb in Lua. It reads headers by the rules of the analyzer (`share/wire/zlib-rgb/header.ts`),
 * from which its constants are filled in; TCP's own reassembly puts the segments together.
 */
import { MAX_LENGTH_BYTES, MIN_ZLIB_BYTES, ZLIB_RGB_PORT } from "../../../share/wire/zlib-rgb/header.ts";
import { DEFAULT_MAX_FRAME_BYTES } from "../../../analyze/options.ts";
import { LUA_DISSECTION } from "./dissection.ts";
import { LUA_FIELDS } from "./fields.ts";
import { luaMessages } from "./messages.ts";
import { LUA_REGISTRATION } from "./registration.ts";

/** Versions that it was tried with. */
const HEAD = `-- zlib-rgb screen share: a Wireshark dissector, printed by "sharelab dissector".
--
-- Use it once:      wireshark -X lua_script:sharelab.lua session.pcap
-- Install it:       put it into the folder that Help > About Wireshark > Folders > Personal Lua Plugins names
-- On another port:  Edit > Preferences > Protocols > SHARELAB, or Analyze > Decode As... > SHARELAB
-- After losses:     set Edit > Preferences > Protocols > TCP > "Reassemble out-of-order segments"
--
-- A frame is one byte N; N bytes, the length L, unsigned, big-endian, in the fewest bytes that hold it; L bytes, one zlib
-- stream (RFC 1950) of width x height x 3 bytes of RGB. Neither width nor height is on the wire.
`;

export function luaDissector(version: string): string {
  const constants = [
    `local VERSION = "${version}"`,
    `local DEFAULT_PORT = ${ZLIB_RGB_PORT}`,
    `local MAX_LENGTH_BYTES = ${MAX_LENGTH_BYTES}`,
    `local MIN_ZLIB_BYTES = ${MIN_ZLIB_BYTES}`,
    `local MAX_FRAME_BYTES = ${DEFAULT_MAX_FRAME_BYTES}`,
  ].join("\n");
  return [HEAD, `${constants}\n`, LUA_FIELDS, LUA_DISSECTION, LUA_REGISTRATION, luaMessages()].join("\n");
}
