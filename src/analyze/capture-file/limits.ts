/** No packet of any real capture is longer: Wireshark's largest snapshot length for a few link types is 128 MiB, for
 * Ethernet and IP it is 256 KiB. A field that says more is damage, and is never believed. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** libpcap's MAXIMUM_SNAPLEN. Records up to here are believed even where the file header names a smaller snaplen. */
export const USUAL_SNAPLEN = 262_144;

/** What to do about a damaged file; the same for every kind. */
export const DAMAGE_REMEDY =
  "The packets before it have been read. If the file was copied or transferred, copy it again in binary mode; " +
  "otherwise open it in Wireshark, export the packets it still shows (File > Export Specified Packets), and read that.";
