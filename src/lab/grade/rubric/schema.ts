/** The JSON Schema of rubrics, put together from the registry of checks. docs/rubric.schema.json is this, printed. */
import { CHECK_KINDS } from "../checks/registry.ts";
import { FACT_KEYS, SHARE } from "../checks/schema-parts.ts";
import type { CheckKind } from "../checks/types.ts";
import { CAPTURE_CONDITIONS } from "./conditions.ts";
import { RUBRIC_SCHEMA } from "./types.ts";

const ID = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" } as const;
const TEXT = { type: "string", minLength: 1, maxLength: 2000 } as const;
const SPAN = {
  type: "string",
  pattern: "^\\d+(\\.\\d+)? *(s|sec|seconds?|min|minutes?|h|hours?|d|days?|w|weeks?)$",
} as const;

const closed = (properties: object, required: readonly string[] = []): object => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});

/** Keys that every check has. */
const COMMON = {
  id: { ...ID, description: "Also the question's key in the answer sheet, unless `question` says another." },
  type: { enum: CHECK_KINDS.map(({ type }) => type) },
  title: { ...TEXT, description: "What students read." },
  points: { type: "number", minimum: 0, maximum: 1_000_000 },
  needs: {
    type: "array",
    items: { type: "string" },
    description: "Checks that must be passed, or passed in part, before.",
  },
  hidden: { type: "boolean", description: "Not shown to students." },
  hint: { ...TEXT, description: "Shown when the check is not passed." },
} as const;

/** The schema of one kind of check. */
export function checkSchema(kind: CheckKind): object {
  const required = ["id", "type", ...(kind.points === "none" ? [] : ["points"]), ...(kind.required ?? [])];
  const { points, ...others } = COMMON;
  const own = { ...others, ...(kind.points === "none" ? {} : { points }), ...kind.properties };
  return {
    description: kind.description,
    ...closed({ ...own, type: { const: kind.type } }, required),
    ...(kind.rules ?? {}),
  };
}

/** All but the insides of the checks, which are looked at one by one, each by the schema of its kind. */
export function outerSchema(): Record<string, unknown> {
  return {
    ...closed(
      {
        schema: { const: RUBRIC_SCHEMA },
        assignment: closed(
          {
            id: ID,
            title: TEXT,
            points: { type: "number", exclusiveMinimum: 0, maximum: 1_000_000 },
            due: { type: "string", description: "With its time zone: 2026-03-06T23:59:00+01:00." },
            zone: {
              ...TEXT,
              description:
                "Time zone whose days count for lateness and extensions: Europe/Berlin. Days of 24 hours, if left out.",
            },
          },
          ["id", "title", "points"],
        ),
        handin: closed({
          capture: closed({
            name: { ...TEXT, description: "The file's name; another one is graded, with a problem noted." },
            required: { type: "boolean" },
            port: { type: "integer", minimum: 1, maximum: 65_535 },
            format: { type: "string" },
            any_port: { type: "boolean", description: "Grade a session on another port as well." },
            size: { type: "string", pattern: "^\\d{1,5}x\\d{1,5}$" },
            missing: {
              enum: ["fail", "ungradable"],
              description: "What checks of the capture come to without one (fail).",
            },
            conditions: closed(
              Object.fromEntries(Object.entries(CAPTURE_CONDITIONS).map(([name, { schema }]) => [name, schema])),
            ),
            unmet: {
              enum: ["report", "pending", "reject"],
              description: "When a condition is not met: note it, leave the submission pending, or give no points.",
            },
          }),
          beacon: {
            description: "The capture must hold the student's own beacon (session --student). Flags only.",
            ...closed({
              assignment: { ...TEXT, description: "What students give with --assignment (assignment.id)." },
              signed: { type: "boolean", description: "Only a signed one counts (true)." },
              port: { type: "integer", minimum: 1, maximum: 65_535 },
              secret_file: {
                ...TEXT,
                description: "A file beside the rubric with the secret of all; left out: SHARELAB_SECRET.",
              },
              students: {
                ...TEXT,
                description: "A CSV beside the rubric: student, beacon (the name given with --student), secret.",
              },
            }),
          },
          answers: closed({ name: TEXT, required: { type: "boolean" } }),
          files: {
            type: "array",
            items: TEXT,
            maxItems: 50,
            description: "Further files, such as report.pdf or *.pdf.",
          },
          metadata: {
            type: "array",
            items: TEXT,
            maxItems: 20,
            description: "Keys that must be filled in, such as name.",
          },
        }),
        late: closed(
          {
            grace: { ...SPAN, description: "Not counted as late, such as 15 min." },
            per_day: { ...SHARE, description: "Taken off for each day begun, such as 10 %." },
            of: {
              enum: ["maximum", "earned"],
              description: "Of the assignment's points, or of those earned (maximum).",
            },
            cap: { ...SHARE, description: "No more than this is taken off (100 %)." },
            closed_after: { ...SPAN, description: "Nothing is accepted later than this." },
            extensions: { ...TEXT, description: "A CSV beside the rubric: student, and due, days or hours." },
          },
          ["per_day"],
        ),
        scoring: closed({
          round: { type: "number", exclusiveMinimum: 0, maximum: 1, description: "The total's step (0.01)." },
          ungradable: {
            enum: ["pending", "exclude", "zero", "full"],
            description: "What becomes of points that the capture can't support (pending).",
          },
          show_expected: {
            type: "boolean",
            description: "Students see the right values; false where they can hand in again (true).",
          },
        }),
        similarity: closed({
          groups: {
            ...TEXT,
            description: "A CSV beside the rubric with the columns student and group: who worked together.",
          },
          together: {
            type: "array",
            items: { type: "array", items: TEXT, minItems: 2, maxItems: 100 },
            maxItems: 1000,
            description: "Students who worked together, such as [[ada, ben], [chen, dana]].",
          },
          exclude: {
            type: "array",
            items: TEXT,
            maxItems: 100,
            description: "Captures, or folders of them, that were handed out or are your own.",
          },
          pictures: {
            type: "boolean",
            description: "Tell frames that are alike (true); false where all see the same screen.",
          },
          answers: { type: "boolean", description: "Tell answers that are alike (true)." },
        }),
        defaults: closed({ from: FACT_KEYS.from, stream: FACT_KEYS.stream }),
        checks: { type: "array", minItems: 1, maxItems: 500, items: { type: "object" } },
      },
      ["assignment", "checks"],
    ),
  };
}

/** The whole schema, as it is published. */
export function rubricSchema(): object {
  const outer = outerSchema();
  const properties = outer["properties"] as Record<string, unknown>;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: RUBRIC_SCHEMA,
    title: "A sharelab rubric",
    ...outer,
    properties: {
      ...properties,
      checks: {
        ...(properties["checks"] as object),
        items: {
          type: "object",
          required: ["type"],
          properties: { type: COMMON.type },
          allOf: CHECK_KINDS.map(({ type }) => ({
            if: { properties: { type: { const: type } } },
            then: { $ref: `#/$defs/${type}` },
          })),
        },
      },
    },
    $defs: Object.fromEntries(CHECK_KINDS.map((kind) => [kind.type, checkSchema(kind)])),
  };
}
