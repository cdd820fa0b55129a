/** The TypeScript model of the report (src/analyze/facts/report.ts), held against docs/report.schema.json by its types. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { resolve, SCHEMA, type Schema } from "./schema.ts";

const MODEL = fileURLToPath(new URL("../../src/analyze/facts/report.ts", import.meta.url));

/** What the schema has otherwise than the type `Report`, one line each; empty when they agree. */
export function differences(): string[] {
  const program = ts.createProgram([MODEL], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(MODEL);
  const report = source?.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === "Report");
  if (report === undefined) throw new Error("no interface Report");
  return [...compare(checker, checker.getTypeAtLocation(report), SCHEMA, "report")];
}

function* compare(checker: ts.TypeChecker, type: ts.Type, schema: Schema, path: string): Generator<string> {
  const { node, nullAs } = resolve(schema);
  const bare = checker.getNonNullableType(type);
  const nullable = bare !== type;
  if (nullable !== (nullAs !== null)) yield `${path}: ${nullable ? "may" : "can't"} be null in the model`;
  const literals = literalsOf(bare);
  if (literals !== null) {
    const allowed = node.const === undefined ? node.enum : [node.const];
    if (allowed === undefined ? node.type !== "string" : !same(literals, allowed))
      yield `${path}: ${literals.join(" | ")}`;
  } else if (checker.isTupleType(bare) || checker.isArrayType(bare)) {
    if (node.type !== "array") yield `${path}: is an array in the model`;
    const items = checker.getTypeArguments(bare as ts.TypeReference);
    for (const [index, item] of items.entries()) {
      const inner = node.prefixItems?.[index] ?? node.items;
      if (typeof inner !== "object") yield `${path}: its items are not described`;
      else yield* compare(checker, item, inner, `${path}[]`);
    }
  } else if ((bare.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0) {
    yield* compareObject(checker, bare, node, path);
  } else {
    const kinds = kindsOf(bare);
    if (node.enum === undefined && !kinds.includes(node.type ?? ""))
      yield `${path}: ${checker.typeToString(bare)} in the model`;
  }
}

function* compareObject(checker: ts.TypeChecker, type: ts.Type, node: Schema, path: string): Generator<string> {
  if (node.type !== "object") yield `${path}: is an object in the model`;
  const keys = checker.getPropertiesOfType(type);
  const index = checker.getIndexInfosOfType(type)[0]?.type;
  const rest = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
  if (index !== undefined) {
    if (rest === undefined) yield `${path}: takes any key in the model`;
    else yield* compare(checker, index, rest, `${path}.*`);
    return;
  }
  const names = keys.map(({ name }) => name);
  // A map from one of a few names: the schema has the names in `propertyNames`.
  const described =
    rest === undefined ? Object.keys(node.properties ?? {}) : resolve(node.propertyNames ?? {}).node.enum;
  for (const name of new Set([...names, ...(described ?? [])])) {
    const key = keys.find((one) => one.name === name);
    const inner = rest ?? node.properties?.[name];
    if (key === undefined || inner === undefined || described?.includes(name) !== true) {
      yield `${path}.${name}: only in the ${key === undefined ? "schema" : "model"}`;
      continue;
    }
    const optional = (key.flags & ts.SymbolFlags.Optional) !== 0;
    if (optional === (node.required?.includes(name) ?? false))
      yield `${path}.${name}: ${optional ? "may" : "can't"} be left out in the model`;
    yield* compare(checker, withoutUndefined(checker, checker.getTypeOfSymbol(key)), inner, `${path}.${name}`);
  }
}

/** An optional property's own type. */
function withoutUndefined(checker: ts.TypeChecker, type: ts.Type): ts.Type {
  if (!type.isUnion() || !type.types.some((one) => (one.flags & ts.TypeFlags.Undefined) !== 0)) return type;
  return checker.getNonNullableType(type);
}

/** The values of a string literal or of a union of them; null for any other type. */
function literalsOf(type: ts.Type): string[] | null {
  const parts = type.isUnion() ? type.types : [type];
  const values = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  return values.length === parts.length ? values : null;
}

function kindsOf(type: ts.Type): string[] {
  if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return ["number", "integer"];
  if ((type.flags & ts.TypeFlags.StringLike) !== 0) return ["string"];
  return (type.flags & ts.TypeFlags.BooleanLike) !== 0 ? ["boolean"] : [];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
