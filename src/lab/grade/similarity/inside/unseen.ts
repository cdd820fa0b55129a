import type { Detector } from "./types.ts";

const TITLE = "ACKs for data that is not in the capture";

/** More packets than this are not named. */
const MAX_PACKETS = 20;

/**
 * Data that was acknowledged but is not in the capture (tcp.analysis.ack_lost_segment): the packets were there, and are
 * gone. A machine that can't keep up loses some as well; where it says that it did, nothing is flagged.
 */
export const unseen: Detector = {
  id: "acked-unseen",
  find({ report: { capture, streams } }) {
    if (capture.interfaces.some(({ dropped }) => (dropped ?? 0) > 0)) return [];
    return streams.flatMap(({ stream, directions, handshake }) => {
      const found = directions.flatMap(({ from, analysis }) =>
        (analysis.ack_lost_segment ?? []).map((packet) => ({ from, packet })),
      );
      const packets = found.map(({ packet }) => packet).sort((a, b) => a - b);
      if (packets.length === 0) return [];
      const whole =
        handshake.state === "full" ? " The handshake is there, so the capture did not begin in between." : "";
      const count = packets.length === 1 ? "1 packet acknowledges" : `${packets.length} packets acknowledge`;
      return [
        {
          id: "acked-unseen",
          title: TITLE,
          evidence: `In tcp.stream ${stream}, ${count} data that the capture does not have.${whole}`,
          packets: packets.slice(0, MAX_PACKETS),
        },
      ];
    });
  },
};
