import { GradeReadError } from "../../errors.ts";
import { readMoment } from "../../text/moment.ts";
import { isMap, plainValue, readYaml, type YamlValue } from "../../text/yaml.ts";
import type { SubmissionSource } from "../source.ts";
import type { TreeNode } from "../tree.ts";
import { ownDue, plainSource, type Layout } from "./types.ts";

const METADATA = "submission_metadata.yml";
const MAX_METADATA_BYTES = 256 * 2 ** 20;
const LIMITS = { length: 2 ** 20, depth: 8, nodes: 5000 };

/** "Export Submissions" of Gradescope: folders `submission_123`, and who and when in submission_metadata.yml. */
export const gradescopeLayout: Layout = {
  name: "gradescope",
  title: "Gradescope export",
  detect: (top) => top.some(({ name, kind }) => name === METADATA && kind === "file"),
  async sources(top) {
    const file = top.find(({ name, kind }) => name === METADATA && kind === "file")!;
    const text = await file.text(MAX_METADATA_BYTES);
    if (text === null) {
      throw new GradeReadError(
        `${METADATA} is larger than ${MAX_METADATA_BYTES} bytes.`,
        "Export the submissions again.",
      );
    }
    const described = describedIn(text);
    const folders = top.filter(({ kind, name }) => kind === "folder" && /^submission_\d+$/.test(name));
    const known = new Set<TreeNode>([file, ...folders]);
    return {
      sources: named(folders.flatMap((node) => sourcesOf(node, described.get(node.name)))),
      others: top.filter((node) => !known.has(node)).map(({ name }) => name),
    };
  },
};

interface Described {
  readonly submitters: readonly {
    readonly name: string;
    readonly sid: string;
    readonly email: string;
    readonly due: number | null;
  }[];
  readonly created: number | null;
}

function sourcesOf(node: TreeNode, described: Described | undefined): SubmissionSource[] {
  const parts = [node.part()];
  const submitted = described?.created ?? null;
  const submitters = described?.submitters ?? [];
  if (submitters.length === 0) return [plainSource(node.name, parts, { submitted })];
  const group = submitters.length > 1 ? node.name : null;
  const fellows =
    group === null ? [] : submitters.flatMap(({ name, sid, email }) => [name, sid, email]).filter((one) => one !== "");
  return submitters.map(({ name, sid, email, due }) => {
    const aliases = [...new Set([sid, email, node.name].filter((alias) => alias !== ""))];
    const id = email !== "" ? email : sid !== "" ? sid : node.name;
    return plainSource(id, parts, { name: name === "" ? null : name, aliases, group, fellows, submitted, due });
  });
}

/** Nobody is two people: where an id stands twice, the folder's name stands behind it. */
function named(sources: readonly SubmissionSource[]): SubmissionSource[] {
  const counts = new Map<string, number>();
  for (const { id } of sources) counts.set(id, (counts.get(id) ?? 0) + 1);
  return sources.map((source) =>
    counts.get(source.id) === 1 ? source : { ...source, id: `${source.id} ${source.aliases.at(-1) ?? ""}` },
  );
}

/**
 * Only who and when is read. The file also holds all results and earlier submissions, which can be very long; Ruby's
 * YAML indents by two, so what is wanted can be cut out by its lines.
 */
function describedIn(text: string): Map<string, Described> {
  const found = new Map<string, Described>();
  let name: string | null = null;
  let kept: string[] = [];
  let keeping = false;
  const flush = (): void => {
    if (name !== null) found.set(name, describe(kept.join("\n")));
  };
  for (const line of text.split(/\r?\n/)) {
    const top = /^(submission_\d+):\s*$/.exec(line);
    if (top !== null) {
      flush();
      [name, kept, keeping] = [top[1]!, [], false];
      continue;
    }
    const key = /^ {2}(:?[a-z_]+):/.exec(line);
    if (key !== null) keeping = WANTED.has(key[1]!);
    if (keeping && kept.length < 1000) kept.push(line);
  }
  flush();
  return found;
}

const KEYS = ["submitters", "created_at", "assignment", "users"];
const WANTED = new Set(KEYS.flatMap((key) => [key, `:${key}`]));

function describe(text: string): Described {
  const document = readYaml(text, LIMITS);
  const value = plainKeys(document.value);
  const list = value["submitters"];
  const dues = duesIn(value);
  const submitters = (Array.isArray(list) ? list : []).map((one, index) => {
    const keys = Object.keys(isMap(one) ? one : {});
    const read = (wanted: string): string => {
      const key = keys.find((known) => known.replace(/^:/, "") === wanted);
      if (key === undefined) return "";
      const path = [
        Object.keys(isMap(document.value) ? document.value : {}).find((k) => k.endsWith("submitters"))!,
        index,
        key,
      ];
      const scalar = document.scalar(path);
      // A student number such as 00123 is a text, whatever YAML makes of it.
      return scalar === null || scalar.value === null ? "" : scalar.source.trim();
    };
    const [name, sid, email] = [read("name"), read("sid"), read("email")];
    const own = dueIn(one) ?? dues.users.get(email) ?? null;
    return { name, sid, email, due: ownDue(own, dues.all) };
  });
  return { submitters, created: momentIn(value["created_at"]) };
}

/** Extensions, as Gradescope tells an autograder of them: `due_date` of the assignment, and of each user's. */
function duesIn(value: Readonly<Record<string, YamlValue>>): {
  readonly all: number | null;
  readonly users: ReadonlyMap<string, number | null>;
} {
  const users = Array.isArray(value["users"]) ? value["users"] : [];
  const byEmail = users.map((user) => [plainValue(plainKeys(user)["email"] ?? ""), dueIn(user)] as const);
  return { all: dueIn(value), users: new Map(byEmail) };
}

function dueIn(of: YamlValue): number | null {
  return momentIn(plainKeys(plainKeys(of)["assignment"] ?? null)["due_date"]);
}

function momentIn(value: YamlValue | undefined): number | null {
  return typeof value === "string" ? (readMoment(value)?.seconds ?? null) : null;
}

function plainKeys(value: YamlValue): Readonly<Record<string, YamlValue>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replace(/^:/, ""), inner]));
}
