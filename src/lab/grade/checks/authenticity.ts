import { Exact, ZERO } from "../exact.ts";
import { momentText } from "../text/moment.ts";
import { buildCondition, NOT_BUILT, shown } from "./condition.ts";
import { resolve } from "../facts/source.ts";
import type { Oddity } from "../similarity/prints/types.ts";
import { CONDITION_KEYS, FACT_KEYS } from "./schema-parts.ts";
import type { BuiltCheck, Builder, CheckKind, Outcome, Raw } from "./types.ts";

/** Something the instructor should look at. It shows its evidence, and takes nothing off. */
export const authenticityCheck: CheckKind = {
  type: "authenticity",
  description:
    "Raises a flag for the instructor when a fact, the time of the capture, or its beacon is not as it should be. Never takes points.",
  points: "none",
  hidden: true,
  properties: {
    ...FACT_KEYS,
    ...CONDITION_KEYS,
    captured: {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      properties: {
        after: { type: "string", description: "The session must begin after this time, with its zone." },
        before: { type: "string", description: "And end before this one; `due` is the student's due date." },
      },
    },
    beacon: {
      const: "own",
      description: "The capture must hold the student's own beacon; `handin.beacon` says what makes it one.",
    },
  },
  rules: {
    oneOf: [{ required: ["fact"] }, { required: ["expr"] }, { required: ["captured"] }, { required: ["beacon"] }],
  },
  build(raw, builder) {
    if (raw["beacon"] !== undefined) return BEACON;
    const captured = raw["captured"] as unknown as Raw | undefined;
    return captured === undefined ? buildFact(raw, builder) : buildTimes(captured, builder);
  },
};

const clear = (rest: Partial<Outcome> = {}): Outcome => ({ state: "passed", credit: ZERO, ...rest });

function buildFact(raw: Raw, builder: Builder): BuiltCheck {
  const condition = buildCondition(raw, builder);
  if (condition === null) return NOT_BUILT;
  const { source, text } = condition;
  return {
    impossible: condition.impossible,
    grade({ facts }) {
      const expected = { text, value: null, unit: source.unit };
      const resolved = facts === null ? { cause: "There is no capture." } : resolve(source, facts);
      if ("cause" in resolved) return clear({ expected, reason: `Not looked at. ${resolved.cause}` });
      const found = shown(resolved.value, source.unit);
      const { where } = resolved;
      if (condition.holds(resolved.value)) return clear({ expected, found, where });
      const evidence = `${source.text} is ${found.text}, expected ${text}.`;
      return { state: "failed", credit: ZERO, expected, found, where, flag: { evidence, packets: where.packets } };
    },
  };
}

function buildTimes(captured: Raw, builder: Builder): BuiltCheck {
  const bound = (key: "after" | "before"): number | "due" | null => {
    const text = captured[key];
    if (typeof text !== "string") return null;
    return text === "due" ? "due" : builder.moment(text, [...builder.path, "captured", key]);
  };
  const [after, before] = [bound("after"), bound("before")];
  return {
    captured: { after, before },
    grade({ facts, due }) {
      if (facts === null) return clear({ reason: "Not looked at. There is no capture." });
      const { first_time: first, last_time: last, unknown, packets } = facts.evidence.report.capture;
      if (first === null || last === null)
        return clear({ reason: `Not looked at: ${unknown["first_time"] ?? "no times"}.` });
      const [begin, end] = [after === "due" ? due : after, before === "due" ? due : before];
      const found = { text: `${readable(first)} to ${readable(last)}`, value: null, unit: null };
      const limits = [
        ...(begin === null ? [] : [`after ${momentText(begin)}`]),
        ...(end === null ? [] : [`before ${momentText(end)}`]),
      ];
      const expected = { text: `captured ${limits.join(" and ")}`, value: null, unit: null };
      const early = begin !== null && exact(first).compare(Exact.from(begin)) < 0;
      const late = end !== null && exact(last).compare(Exact.from(end)) > 0;
      if (!early && !late) return clear({ expected, found });
      const evidence = `The packets are of ${found.text}, expected ${limits.join(" and ")}.`;
      return { state: "failed", credit: ZERO, expected, found, flag: { evidence, packets: [early ? 1 : packets] } };
    },
  };
}

/** What the detector saw, told under the check's own name. */
const BEACON: BuiltCheck = {
  watches: "beacon",
  grade({ facts }) {
    if (facts === null) return clear({ reason: "Not looked at. There is no capture." });
    const { oddities, confirmed } = facts.evidence.print;
    const ofBeacon = ({ detector }: Oddity): boolean => detector === "beacon";
    const [odd, fine] = [oddities.filter(ofBeacon), confirmed.filter(ofBeacon)];
    const evidence = (odd.length > 0 ? odd : fine).map((sight) => sight.evidence).join(" ");
    const found = { text: evidence, value: null, unit: null };
    if (odd.length === 0) return clear({ found });
    return {
      state: "failed",
      credit: ZERO,
      found,
      flag: { evidence, packets: odd.flatMap(({ packets }) => packets) },
    };
  },
};

const exact = (time: string): Exact => Exact.parse(time) ?? ZERO;
const readable = (time: string): string => momentText(exact(time).floor().toNumber());
