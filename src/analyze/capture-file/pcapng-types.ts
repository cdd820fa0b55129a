/** Block types of pcapng (draft-ietf-opsawg-pcapng section 11.1) and how long each must be. */

export const INTERFACE_DESCRIPTION = 1;
export const PACKET = 2;
export const SIMPLE_PACKET = 3;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

/** Type, total length, and the total length once more at the end. */
export const BLOCK_OVERHEAD = 12;
/** Bytes before a block's body. */
export const BLOCK_HEADER_BYTES = 8;

/** Blocks with something in them for this reader, and their shortest total length, bytes. */
export const SHORTEST_BLOCK: ReadonlyMap<number, number> = new Map([
  [INTERFACE_DESCRIPTION, BLOCK_OVERHEAD + 8],
  [PACKET, BLOCK_OVERHEAD + 20],
  [SIMPLE_PACKET, BLOCK_OVERHEAD + 4],
  [INTERFACE_STATISTICS, BLOCK_OVERHEAD + 12],
  [ENHANCED_PACKET, BLOCK_OVERHEAD + 20],
]);

/** A Section Header Block without options. */
export const SHORTEST_SECTION_HEADER = BLOCK_OVERHEAD + 16;

/** Blocks the draft knows that hold nothing for an analysis of TCP: names of addresses, keys of encrypted sessions. */
export const SILENT_BLOCKS: ReadonlySet<number> = new Set([4, 0x0a]);

/**
 * Blocks without a packet that Wireshark shows as a numbered line all the same (seen with tshark 4.0.17). They take a
 * number here too, or every number behind them would be off by one.
 */
export const NUMBERED_BLOCKS: ReadonlyMap<number, string> = new Map([
  [0x00000009, "systemd-journal"],
  [0x00000204, "sysdig"],
  [0x00000216, "sysdig"],
  [0x00000221, "sysdig"],
  [0x00000bad, "custom block"],
  [0x40000bad, "custom block"],
]);
