/** docs/report.schema.json as data, and a walk through a report beside it. */
import { readFileSync } from "node:fs";

export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Names of the $defs that stand for null, each with another meaning. */
export const NULLS = ["unknown", "absent", "problem"] as const;
export type Null = (typeof NULLS)[number];

export const SCHEMA = JSON.parse(
  readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8"),
) as Schema;

function definition(ref: string): Schema {
  const found = SCHEMA.$defs?.[ref.replace("#/$defs/", "")];
  if (found === undefined) throw new Error(`the schema has no ${ref}`);
  return found;
}

/** A node without its $ref and without the null that it allows; `nullAs` says what that null means. */
export function resolve(node: Schema): { node: Schema; nullAs: Null | null } {
  if (node.$ref !== undefined) return resolve(definition(node.$ref));
  if (node.anyOf === undefined) return { node, nullAs: null };
  const [value, other] = node.anyOf;
  const nullAs = NULLS.find((name) => other?.$ref === `#/$defs/${name}`);
  if (value === undefined || nullAs === undefined) throw new Error(`odd anyOf: ${JSON.stringify(node)}`);
  return { node: resolve(value).node, nullAs };
}

/** Every object closed: for tests, so that no key can be there without being described. */
export function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, closed(value)] as const);
  const copy = Object.fromEntries(entries);
  return "properties" in node && copy["type"] === "object" ? { ...copy, additionalProperties: false } : copy;
}

/** A null of a report: where it stands and what the schema says of it. */
export interface FoundNull {
  /** From the top: "streams[0].directions[1].rtt.min". */
  readonly path: string;
  readonly meaning: Null | null;
  /** Path from the object with the nearest `unknown`, and that. */
  readonly fromOwner: string;
  readonly unknown: Readonly<Record<string, string>>;
  /** The object that holds the null. */
  readonly holder: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly path: string;
  readonly owner: string;
  readonly unknown: Readonly<Record<string, string>>;
  readonly holder: Readonly<Record<string, unknown>>;
}

/** All nulls of a report. */
export function* nullsOf(value: unknown, schema = SCHEMA, place?: Place): Generator<FoundNull> {
  const at = place ?? { path: "", owner: "", unknown: {}, holder: {} };
  const { node, nullAs } = resolve(schema);
  if (value === null) {
    const fromOwner = at.path.slice(at.owner === "" ? 0 : at.owner.length + 1);
    yield { path: at.path, meaning: nullAs, fromOwner, unknown: at.unknown, holder: at.holder };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const inner = node.prefixItems?.[index] ?? (node.items === false ? undefined : node.items);
      if (inner === undefined) throw new Error(`${at.path}[${index}] is not described`);
      yield* nullsOf(item, inner, { ...at, path: `${at.path}[${index}]` });
    }
  } else if (typeof value === "object") {
    const holder = value as Record<string, unknown>;
    const own = holder["unknown"] as Record<string, string> | undefined;
    const owner = own === undefined ? at : { ...at, owner: at.path, unknown: own };
    for (const [key, item] of Object.entries(holder)) {
      const rest = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
      const inner = node.properties?.[key] ?? rest;
      if (inner === undefined) throw new Error(`${at.path}.${key} is not described`);
      yield* nullsOf(item, inner, { ...owner, holder, path: at.path === "" ? key : `${at.path}.${key}` });
    }
  }
}

/** The paths under which a reason may stand: the value's own, for all of a list, and of each object that holds it. */
export function reasonPaths(fromOwner: string): string[] {
  const general = fromOwner.replaceAll(/\[\d+\]/g, "[]");
  const paths = [fromOwner, general];
  for (let path = fromOwner; path.includes(".");) {
    path = path.slice(0, path.lastIndexOf("."));
    paths.push(path);
  }
  return paths;
}
