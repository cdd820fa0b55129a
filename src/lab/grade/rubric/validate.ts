/** JSON Schema errors, in words a person can act on, with the line they are about. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { CHECK_KINDS, checkKind } from "../checks/registry.ts";
import { didYouMean } from "../text/suggest.ts";
import type { YamlValue } from "../text/yaml.ts";
import type { Findings } from "./builder.ts";
import type { Path } from "./finding.ts";
import { checkSchema, outerSchema } from "./schema.ts";

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, verbose: true });
const compiled = new Map<string, ValidateFunction>();

function validator(name: string, schema: () => object): ValidateFunction {
  const known = compiled.get(name) ?? ajv.compile(schema());
  compiled.set(name, known);
  return known;
}

/** @returns whether the outside of the rubric has the right shape; each check is looked at on its own */
export function validateOuter(value: YamlValue, findings: Findings): boolean {
  return validate(validator("", outerSchema), value, [], findings);
}

/** @returns whether a check has the shape of its type */
export function validateCheck(value: YamlValue, path: Path, findings: Findings): boolean {
  const type = value !== null && typeof value === "object" && !Array.isArray(value) ? value["type"] : undefined;
  const types = CHECK_KINDS.map((kind) => kind.type);
  if (typeof type !== "string") {
    findings.add("RUBRIC_MISSING_KEY", path, "The check has no `type`.", `Give one of ${types.join(", ")}.`);
    return false;
  }
  const kind = checkKind(type);
  if (kind === null) {
    findings.add(
      "RUBRIC_UNKNOWN_TYPE",
      [...path, "type"],
      `No check has the type \`${type.slice(0, 60)}\`.${didYouMean(type, types)}`,
      `Known types: ${types.join(", ")}.`,
    );
    return false;
  }
  return validate(
    validator(type, () => checkSchema(kind)),
    value,
    path,
    findings,
  );
}

function validate(check: ValidateFunction, value: YamlValue, base: Path, findings: Findings): boolean {
  if (check(value)) return true;
  const errors = check.errors ?? [];
  // What a branch of anyOf says is only a part of the story; the anyOf itself is told.
  const branches = errors
    .filter(({ keyword }) => ["anyOf", "oneOf", "not"].includes(keyword))
    .map(({ schemaPath }) => schemaPath);
  const told = errors.filter(
    ({ schemaPath, keyword }) =>
      keyword !== "if" && !branches.some((branch) => schemaPath !== branch && schemaPath.startsWith(`${branch}/`)),
  );
  const seen = new Set<string>();
  for (const error of told.slice(0, 50)) {
    const path = [...base, ...pathOf(error.instancePath, value)];
    const [code, at, message, remedy] = inWords(error, path);
    const key = `${at.join("/")} ${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    findings.add(code, at, message, remedy);
  }
  return false;
}

type Words = readonly [
  code: "RUBRIC_UNKNOWN_KEY" | "RUBRIC_MISSING_KEY" | "RUBRIC_BAD_VALUE",
  path: Path,
  message: string,
  remedy: string,
];

function inWords(error: ErrorObject, path: Path): Words {
  const name = path.length === 0 ? "The rubric" : `\`${String(path.at(-1))}\``;
  const params = error.params as Record<string, unknown>;
  const parent = error.parentSchema as { properties?: Record<string, unknown> } | undefined;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params["additionalProperty"]);
      const known = Object.keys(parent?.properties ?? {});
      return [
        "RUBRIC_UNKNOWN_KEY",
        [...path, key],
        `The key \`${key.slice(0, 60)}\` is not known here.${didYouMean(key, known)}`,
        `Known here: ${known.join(", ")}.`,
      ];
    }
    case "required":
      return [
        "RUBRIC_MISSING_KEY",
        path,
        `The key \`${String(params["missingProperty"])}\` is missing.`,
        "Add it; `sharelab rubric init` shows an example.",
      ];
    case "type":
      return bad(path, `${name} must be ${typeName(params["type"])}.`, "Mend the value.");
    case "enum":
      return bad(
        path,
        `${name} must be one of ${(params["allowedValues"] as unknown[]).map(String).join(", ")}.`,
        suggestionOf(error),
      );
    case "const":
      return bad(path, `${name} must be ${JSON.stringify(params["allowedValue"])}.`, "Mend the value.");
    case "anyOf":
    case "oneOf":
      return branchWords(error, path, name);
    case "not": {
      const given = Object.keys(error.data ?? {});
      const keys = keysIn(error.schema).filter((key) => given.includes(key));
      return bad(
        path,
        `${keys.join(" and ")} can't stand in this check.`,
        "docs/grading.md says which keys go together in each kind of check.",
      );
    }
    case "pattern":
      return bad(
        path,
        `${name} is not written as it should be.`,
        descriptionOf(error) ?? `It must match ${String(params["pattern"])}.`,
      );
    default:
      return bad(path, `${name} ${error.message ?? "is wrong"}.`, descriptionOf(error) ?? "Mend the value.");
  }
}

const bad = (path: Path, message: string, remedy: string): Words => ["RUBRIC_BAD_VALUE", path, message, remedy];

function branchWords(error: ErrorObject, path: Path, name: string): Words {
  const keys = keysIn(error.schema);
  const passing = (error.params as { passingSchemas?: unknown }).passingSchemas;
  if (keys.length === 0)
    return bad(path, `${name} has a value of the wrong kind.`, descriptionOf(error) ?? "Mend the value.");
  if (Array.isArray(passing)) return bad(path, `Only one of ${keys.join(", ")} can be given.`, "Leave the others out.");
  return ["RUBRIC_MISSING_KEY", path, `One of ${keys.join(", ")} is missing.`, "Add the one you mean."];
}

/** The keys that the branches of an anyOf ask for. */
function keysIn(schema: unknown): string[] {
  const branches = Array.isArray(schema) ? schema : ((schema as { anyOf?: unknown[] } | null)?.anyOf ?? [schema]);
  return branches.flatMap((branch) => (branch as { required?: string[] } | null)?.required ?? []);
}

function descriptionOf({ parentSchema }: ErrorObject): string | null {
  const text = (parentSchema as { description?: unknown } | undefined)?.description;
  return typeof text === "string" ? text : null;
}

function suggestionOf(error: ErrorObject): string {
  const allowed = (error.params as { allowedValues: unknown[] }).allowedValues.map(String);
  const hint = typeof error.data === "string" ? didYouMean(error.data, allowed).trim() : "";
  return hint === "" ? "Mend the value." : hint;
}

function typeName(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    object: "a mapping of keys",
    array: "a list",
    string: "a text",
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
  };
  return (Array.isArray(type) ? type : [type]).map((one) => names[String(one)] ?? String(one)).join(" or ");
}

/** A JSON pointer as steps; numbers where it goes into a list. */
function pathOf(pointer: string, value: YamlValue): (string | number)[] {
  const steps: (string | number)[] = [];
  let inside: YamlValue | undefined = value;
  for (const part of pointer.split("/").slice(1)) {
    const step = part.replace(/~1/g, "/").replace(/~0/g, "~");
    const index = Array.isArray(inside) ? Number(step) : step;
    steps.push(index);
    inside = Array.isArray(inside)
      ? inside[Number(step)]
      : inside !== null && typeof inside === "object"
        ? inside[step]
        : undefined;
  }
  return steps;
}
