/**
 * The report's model, as `analyze --json` prints it (docs/report.schema.json). Names are snake_case because they are the
 * JSON's. Absent knowledge is null, with the reason under `unknown` of the object that lacks it, by its path there.
 */
import type { ChatReport, FileReport } from "./messages-model.ts";
export type { ChatMessageReport, ChatReport, FileReport } from "./messages-model.ts";
import type { EvidenceName } from "../tcp/flow.ts";
import type { MarkName } from "../tcp/marks.ts";
import type { CaptureFormatName, CaptureWarning, ListConventions } from "../capture-file/types.ts";

export const REPORT_SCHEMA = "sharelab/report/v1";

/** Path of a null value, from the object that has the `unknown`, to the reason why it is null. */
export type Unknown = Record<string, string>;

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly capture: CaptureReport;
  readonly streams: readonly StreamReport[];
}

export interface CaptureReport {
  readonly format: CaptureFormatName;
  readonly packets: number;
  /** Size of the file as stored. */
  readonly bytes: number;
  readonly compressed: boolean;
  readonly truncated_file: boolean;
  /** Addresses are replaced by others, and free text is left out. */
  readonly redacted: boolean;
  /** Packets of which the capture holds fewer bytes than there were on the wire. */
  readonly cut_packets: number;
  /** Earliest and latest packet: seconds since the epoch with the file's own digits. */
  readonly first_time: string | null;
  readonly last_time: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly interfaces: readonly {
    readonly name: string | null;
    readonly description: string | null;
    readonly link_type: string | null;
    readonly snaplen: number | null;
    /** Packets the capturing machine dropped, by its own count; null when the file doesn't say. */
    readonly dropped: number | null;
  }[];
  /** Conventions of a printed packet list; null for captures of packets. */
  readonly list: {
    readonly sequence_numbers: ListConventions["sequenceNumbers"];
    readonly windows: ListConventions["windows"];
    readonly time: ListConventions["time"];
  } | null;
  readonly comments: readonly { readonly packet: number | null; readonly text: string }[];
  readonly warnings: readonly CaptureWarning[];
  /** The damage at which reading had to stop; null when the whole file was read. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly offset?: number;
    readonly packet?: number;
  } | null;
  /** Packets that hold no TCP that could be read, by name. */
  readonly undecoded: readonly { readonly name: string; readonly packets: number; readonly first_packet: number }[];
  /** All TCP streams in the file, reported or not. */
  readonly tcp_streams: number;
  /** Streams on ports that were not asked for (at most 100 of them). */
  readonly other_streams: readonly {
    readonly stream: number;
    readonly a: EndpointReport;
    readonly b: EndpointReport;
    readonly packets: number;
    readonly first_packet: number;
  }[];
  readonly unknown: Unknown;
}

export interface EndpointReport {
  readonly ip: string;
  readonly port: number;
}

export interface SynReport {
  readonly packet: number;
  readonly seq: number | null;
  readonly window: number;
  readonly mss: number | null;
  readonly window_shift: number | null;
  readonly sack_permitted: boolean | null;
  readonly timestamps: boolean | null;
}

export interface StreamReport {
  readonly stream: number;
  readonly client: EndpointReport;
  readonly server: EndpointReport;
  readonly packets: number;
  readonly first_packet: number;
  readonly last_packet: number;
  /** Seconds since the epoch of the first packet. */
  readonly first_time: string | null;
  readonly duration: number | null;
  readonly completeness: number;
  readonly handshake: {
    readonly state: "full" | "partial" | "missing";
    readonly syn: SynReport | null;
    readonly syn_ack: (SynReport & { readonly ack: number | null }) | null;
    readonly ack: { readonly packet: number } | null;
    /** Seconds from the SYN to the first segment with ACK and without SYN. */
    readonly initial_rtt: number | null;
  };
  readonly close: { readonly how: "fin" | "reset" | "open"; readonly packets: readonly number[] };
  readonly directions: readonly [DirectionReport, DirectionReport];
  readonly frames: FramesReport | null;
  readonly chat: ChatReport | null;
  /** Fetched and sent over the connection of a chat; null where its format has none. */
  readonly files: readonly FileReport[] | null;
  /** What really happened, packet by packet, where a mark states a conclusion or would mislead. */
  readonly verdicts: readonly VerdictReport[];
  readonly verdicts_omitted: number;
  readonly notes: readonly { readonly code: string; readonly message: string; readonly packet: number }[];
  readonly unknown: Unknown;
}

export interface DirectionReport {
  readonly from: "client" | "server";
  readonly packets: number;
  readonly data_segments: number;
  readonly payload_bytes: number;
  readonly unique_bytes: number;
  /** Stream bytes known to be missing from the capture. */
  readonly missing_bytes: number;
  /** The raw sequence number that is 0 in relative ones. */
  readonly initial_seq: number | null;
  readonly segment_size: {
    readonly min: number | null;
    readonly median: number | null;
    readonly max: number | null;
    /** First packets with the smallest and the largest payload. */
    readonly min_packet: number | null;
    readonly max_packet: number | null;
    /** Segments larger than the MSS the other side announced; null where its SYN does not show it. */
    readonly over_mss: number | null;
    readonly histogram: readonly { readonly size: number; readonly count: number }[];
  };
  readonly acks: {
    readonly pure: number;
    readonly of_data: number;
    readonly data_segments_per_ack: number | null;
    readonly bytes_per_ack: {
      readonly min: number | null;
      readonly median: number | null;
      readonly max: number | null;
      /** First packets with the smallest and the largest. */
      readonly min_packet: number | null;
      readonly max_packet: number | null;
    };
    readonly every_second: number;
    readonly delayed: number;
    /** The first 20 of them. */
    readonly delayed_packets: readonly number[];
    readonly duplicate: number;
    readonly sack: number;
    readonly dsack: number;
    readonly stretch: number;
    readonly stretch_packets: readonly number[];
  };
  readonly window: {
    /** Multiplier, a power of two. */
    readonly scale: number | null;
    /** Bytes. */
    readonly min: number | null;
    readonly median: number | null;
    readonly max: number | null;
    /** First packets with the smallest and the largest window. */
    readonly min_packet: number | null;
    readonly max_packet: number | null;
    /** As in the header, before scaling. */
    readonly raw: { readonly min: number | null; readonly median: number | null; readonly max: number | null };
    readonly zero: number;
    readonly full: number;
  };
  /** Of the data this side sent, seconds. */
  readonly rtt: {
    readonly samples: number;
    readonly min: number | null;
    readonly median: number | null;
    readonly p95: number | null;
    readonly max: number | null;
    /** Exponentially weighted moving average behind the last one: (1 - 0.125) x average + 0.125 x round trip. */
    readonly ewma: number | null;
    /** ACKs that end exactly with a segment, but cover one that was sent twice: left out. */
    readonly ambiguous: number;
    /** The ACKs that end the shortest and the longest round trip. */
    readonly min_packet: number | null;
    readonly max_packet: number | null;
  };
  readonly bytes_in_flight: { readonly max: number | null; readonly packet: number | null };
  readonly throughput: {
    readonly mean_bits_per_second: number | null;
    readonly peak_bits_per_second: number | null;
    readonly goodput_bits_per_second: number | null;
    /** From the first to the last data segment, over which the means are taken, seconds. */
    readonly window_seconds: number | null;
    readonly peak_window_seconds: number;
    /** First packet of the busiest interval. */
    readonly peak_packet: number | null;
    readonly first_packet: number | null;
    readonly last_packet: number | null;
  };
  /** The first data segments with new bytes, at most six. */
  readonly first_segments: readonly FirstSegmentReport[];
  /** The first 20 packets of each kind. `round_trips`: the other side's ACKs that end one. */
  readonly evidence: Readonly<Record<EvidenceName, readonly number[]>>;
  readonly analysis: Partial<Record<MarkName, readonly number[]>>;
  /** "Dup ACK of#number" of Wireshark's Info column, for the packets of `analysis.duplicate_ack` (at most 100,000). */
  readonly duplicate_acks: readonly { readonly packet: number; readonly number: number; readonly of: number }[];
}

export interface FirstSegmentReport {
  readonly packet: number;
  /** Raw; null in a packet list with relative numbers. */
  readonly seq: number | null;
  readonly relative_seq: number;
  readonly length: number;
  /** Seconds from the stream's first packet. */
  readonly time: number | null;
  /** The first packet that acknowledges its last byte; null: none was captured. */
  readonly ack_packet: number | null;
  readonly ack_time: number | null;
  /** Seconds; null: the ACK measures no round trip of this segment, because it covers later ones too or one sent twice. */
  readonly rtt: number | null;
  /** Average of the round trips in front of this one and behind it, seconds; null: none. */
  readonly ewma_before: number | null;
  readonly ewma: number | null;
}

export interface FramesReport {
  readonly format: string;
  readonly from: "client" | "server";
  readonly count: number;
  readonly incomplete: number;
  readonly lost_bytes: number;
  readonly fps: number | null;
  readonly ratio: {
    readonly min: number | null;
    readonly median: number | null;
    readonly mean: number | null;
    readonly max: number | null;
  };
  /** Of the whole frames. */
  readonly compressed_bytes: {
    readonly min: number | null;
    readonly median: number | null;
    readonly max: number | null;
  };
  readonly segments_per_frame: {
    readonly min: number | null;
    readonly median: number | null;
    readonly max: number | null;
  };
  /** How the frames' length is written, of the most frames: "Q", ">Q", "<L" or ">L"; null where there is one way only. */
  readonly size_field: string | null;
  /** What the frames' contents say about the picture; null when none could be read. */
  readonly picture: {
    readonly raw_bytes: number;
    /** "1366x768": given with --size, or as the frames say, or common sizes with this many bytes. */
    readonly sizes: readonly string[];
    readonly given: boolean;
    /** The frames themselves say how large they are: nothing is guessed. */
    readonly exact: boolean;
    /** Frames whose raw size, or shape where they have one, is another. */
    readonly mismatches: number;
  } | null;
  readonly list: readonly FrameReport[];
  readonly list_omitted: number;
}

export interface FrameReport {
  readonly index: number;
  readonly offset: number;
  readonly header_bytes: number;
  readonly compressed_bytes: number | null;
  readonly raw_bytes: number | null;
  readonly ratio: number | null;
  /** Height, width, channels; null where the format does not say. */
  readonly shape: readonly [number, number, number] | null;
  readonly dtype: string | null;
  readonly first_packet: number;
  readonly last_packet: number;
  readonly complete_packet: number;
  readonly segments: number;
  readonly start_time: string | null;
  readonly complete_time: string | null;
  /** null under --no-inflate. */
  readonly intact: boolean | null;
  readonly missing_bytes: number;
  readonly problem: string | null;
}

export interface VerdictReport {
  readonly packet: number;
  /** An id of docs/verdicts.md. */
  readonly verdict: string;
  /** Wireshark's marks on the packet. */
  readonly marks: readonly MarkName[];
  /** The marks say the same. */
  readonly agrees: boolean;
  /** The packet or the number of bytes that the verdict is about, as its rule says; null for none. */
  readonly about: number | null;
}
