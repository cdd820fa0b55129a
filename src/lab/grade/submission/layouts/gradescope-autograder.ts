import { readMoment } from "../../text/moment.ts";
import { plainSource, type Layout } from "./types.ts";

const METADATA = "submission_metadata.json";
const MAX_BYTES = 64 * 2 ** 20;

/** /autograder, as Gradescope lays it out for one submission: the files in submission/, who and when beside it. */
export const gradescopeAutograderLayout: Layout = {
  name: "gradescope-autograder",
  title: "one submission in Gradescope's autograder",
  detect: (top) =>
    top.some(({ name, kind }) => name === METADATA && kind === "file") &&
    top.some(({ name, kind }) => name === "submission" && kind === "folder"),
  async sources(top) {
    const folder = top.find(({ name }) => name === "submission")!;
    const { id, submitted, users } = read((await top.find(({ name }) => name === METADATA)!.text(MAX_BYTES)) ?? "");
    const [first] = users;
    const source = plainSource(first?.email ?? first?.id ?? "submission", [folder.part()], {
      name: users.map(({ name }) => name).join(", ") || null,
      aliases: users.flatMap((user) => [user.email, user.id].filter((alias) => alias !== null)),
      group: users.length > 1 ? id : null,
      fellows: users.length > 1 ? users.map(({ name }) => name).filter((name) => name !== "") : [],
      submitted,
    });
    return { sources: [source], others: [] };
  },
};

interface User {
  readonly id: string | null;
  readonly email: string | null;
  readonly name: string;
}

interface Metadata {
  readonly id: string | null;
  readonly submitted: number | null;
  readonly users: readonly User[];
}

/** What can't be understood is left out: a grade without a time is better than none. */
function read(text: string): Metadata {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // As an empty one.
  }
  const keys = record(value);
  const created = typeof keys["created_at"] === "string" ? readMoment(keys["created_at"]) : null;
  const users = Array.isArray(keys["users"]) ? keys["users"].map(record) : [];
  return {
    id: plain(keys["id"]),
    submitted: created?.seconds ?? null,
    users: users.map((user) => ({
      id: plain(user["id"]),
      email: plain(user["email"]),
      name: plain(user["name"]) ?? "",
    })),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function plain(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
