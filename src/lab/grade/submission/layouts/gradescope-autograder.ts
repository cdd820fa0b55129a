import { readMoment } from "../../text/moment.ts";
import { ownDue, plainSource, type Layout } from "./types.ts";

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
    const { id, submitted, due, users } = read(
      (await top.find(({ name }) => name === METADATA)!.text(MAX_BYTES)) ?? "",
    );
    const [first] = users;
    const source = plainSource(first?.email ?? first?.id ?? "submission", [folder.part()], {
      name: users.map(({ name }) => name).join(", ") || null,
      aliases: users.flatMap((user) => [user.email, user.id].filter((alias) => alias !== null)),
      group: users.length > 1 ? id : null,
      fellows: users.length > 1 ? users.map(({ name }) => name).filter((name) => name !== "") : [],
      submitted,
      due: ownDue(first?.due ?? null, due),
    });
    return { sources: [source], others: [] };
  },
};

interface User {
  readonly id: string | null;
  readonly email: string | null;
  readonly name: string;
  readonly due: number | null;
}

interface Metadata {
  readonly id: string | null;
  readonly submitted: number | null;
  readonly due: number | null;
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
  const users = Array.isArray(keys["users"]) ? keys["users"].map(record) : [];
  return {
    id: plain(keys["id"]),
    submitted: momentIn(keys["created_at"]),
    due: momentIn(record(keys["assignment"])["due_date"]),
    users: users.map((user) => ({
      id: plain(user["id"]),
      email: plain(user["email"]),
      name: plain(user["name"]) ?? "",
      due: momentIn(record(user["assignment"])["due_date"]),
    })),
  };
}

function momentIn(value: unknown): number | null {
  return typeof value === "string" ? (readMoment(value)?.seconds ?? null) : null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function plain(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
