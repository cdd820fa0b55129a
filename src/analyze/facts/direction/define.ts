/** Short forms for the registries of direction facts. */
import type { MarkName } from "../../tcp/marks.ts";
import type { Definition, DirectionFactKind, Finding, Section } from "../fact.ts";
import type { DirectionReport, StreamReport } from "../report.ts";

type Found = Omit<Finding, "path"> | number | null | undefined;

interface Short extends Omit<Definition, "section"> {
  readonly shownBy?: "peer";
  /** Path of the value in the direction; left out: the id. */
  readonly path?: string;
  readonly find: (direction: DirectionReport, peer: DirectionReport, stream: StreamReport) => Found;
}

export function section(name: Section, kinds: readonly Short[]): DirectionFactKind[] {
  return kinds.map(({ path, find, ...kind }) => ({
    ...kind,
    section: name,
    find: (direction, peer, stream) => {
      const found = find(direction, peer, stream);
      if (found === undefined) return undefined;
      const at = { path: path ?? kind.id };
      return typeof found === "number" || found === null ? { value: found, ...at } : { ...found, ...at };
    },
  }));
}

/** A Wireshark mark: how many packets carry it, and which. */
export function mark(name: MarkName, label: string): Short {
  const field = `tcp.analysis.${name}`;
  return {
    id: field,
    path: `analysis.${name}`,
    label,
    unit: "packets",
    formula: `number of packets with ${field}`,
    filter: field,
    wireshark: field,
    find: ({ analysis }) => {
      const packets = analysis[name] ?? [];
      return { value: packets.length, packets };
    },
  };
}
