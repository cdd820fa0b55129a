import { clamped, Exact, ONE, ZERO } from "../exact.ts";
import type { ItemResult } from "../result.ts";
import { plainValue } from "../text/yaml.ts";
import type { CheckKind, Raw } from "./types.ts";

/** What only a person can judge. The submission stays pending until every item has its mark. */
export const manualCheck: CheckKind = {
  type: "manual",
  description: "A list of items that the instructor marks; until then the submission is pending.",
  points: "scored",
  properties: {
    question: { type: "string", description: "A question of the answer sheet, shown to who marks." },
    items: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["id", "title", "points"],
        additionalProperties: false,
        properties: {
          id: { type: "string", minLength: 1 },
          title: { type: "string", minLength: 1 },
          points: { type: "number", exclusiveMinimum: 0 },
        },
      },
    },
  },
  build(raw, builder) {
    const listed = (raw["items"] ?? []) as unknown as readonly Raw[];
    const items =
      listed.length === 0
        ? [{ id: builder.id, title: "", points: builder.points }]
        : listed.map((item) => ({
            id: plainValue(item["id"]),
            title: plainValue(item["title"]),
            points: Exact.from(item["points"] as number),
          }));
    const seen = new Set<string>();
    for (const [index, { id }] of items.entries()) {
      if (seen.has(id)) {
        builder.finding(
          "RUBRIC_DUPLICATE_ID",
          [...builder.path, "items", index, "id"],
          `Two items are called \`${id}\`.`,
          "Give each item an id of its own.",
        );
      }
      seen.add(id);
    }
    const question = raw["question"] as string | undefined;
    return {
      ...(listed.length === 0 ? {} : { parts: items.reduce((sum, { points }) => sum.plus(points), ZERO) }),
      ...(question === undefined ? {} : { question }),
      marked: new Map(items.map(({ id, points }) => [id, points])),
      grade(context) {
        let earned = ZERO;
        let open = 0;
        const results = items.map(({ id, title, points }): ItemResult => {
          const mark = context.mark(builder.id, id);
          if (mark === null) open++;
          else earned = earned.plus(mark.points);
          const share = mark === null ? null : clamped(mark.points.over(points));
          return {
            id,
            title,
            state: share === null ? "pending" : share.equals(ONE) ? "passed" : share.isZero ? "failed" : "partial",
            points: points.toNumber(),
            earned: mark === null ? null : mark.points.toNumber(),
            comment: mark?.comment ?? null,
          };
        });
        const credit = builder.points.isZero ? ZERO : clamped(earned.over(builder.points));
        const answer = question === undefined ? null : context.answer(question);
        const text = answer?.items.join(", ").trim() ?? "";
        return {
          state: open > 0 ? "pending" : credit.equals(ONE) ? "passed" : credit.isZero ? "failed" : "partial",
          credit,
          items: listed.length === 0 ? [] : results,
          found: text === "" ? null : { text, value: null, unit: null },
          reason:
            listed.length === 0
              ? (results[0]?.comment ?? null)
              : open > 0
                ? `${open} of ${items.length} items wait.`
                : null,
        };
      },
    };
  },
};
