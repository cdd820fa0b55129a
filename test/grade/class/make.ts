/** Makes the class of students.ts as folders and zips: real captures, edited by the programs that students have. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { capture } from "../../support/fixtures.ts";
import { rubricText } from "../grading.ts";
import { zipOf } from "../submissions/zips.ts";
import { SESSIONS, type SessionName, type SessionTruth } from "./sessions.ts";
import { ALLOWED, COPIED, HONEST, ODD, TEXTS, type OddKind } from "./students.ts";

const DUE = Date.UTC(2026, 10, 24, 22, 59);
const DAY = 86_400_000;
const MIB = 2 ** 20;

export interface MadeClass {
  readonly folder: string;
  readonly earlier: string;
  readonly rubric: string;
  /** How many hand something in. */
  readonly count: number;
}

export function makeClass(root: string): MadeClass {
  const made = { folder: join(root, "class"), earlier: join(root, "2025"), rubric: join(root, "lab.yaml") };
  mkdirSync(made.folder, { recursive: true });
  writeFileSync(made.rubric, rubric());
  mkdirSync(join(root, "samples"), { recursive: true });
  copyFileSync(capture(`${ALLOWED.sample}.pcap`), join(root, "samples", "handed-out.pcap"));
  let count = 0;
  const student = (id: string, files: Readonly<Record<string, string | Uint8Array>>, daysLate = 0): void => {
    count++;
    write(join(made.folder, id), files, daysLate);
  };
  for (const { id, session, wrong, daysLate, file } of HONEST) {
    const bytes = readFileSync(capture(`${session}.pcap`));
    student(id, { [file ?? "session.pcap"]: bytes, "answers.yml": sheet(id, SESSIONS[session], wrong) }, daysLate);
  }
  const work = join(root, "work");
  mkdirSync(work, { recursive: true });
  for (const { id, of, edit, answers } of COPIED) {
    const session = of === "earlier" ? null : sessionOf(of);
    const from = capture(`${session ?? EARLY_CAPTURE}.pcap`);
    const to = join(work, `${id}.cap`);
    for (const [program = "", ...args] of edit)
      execFileSync(
        program,
        args.map((arg) => filled(arg, from, to)),
        { stdio: "ignore" },
      );
    const truth = answers ?? session;
    student(id, {
      "session.pcap": readFileSync(to),
      "answers.yml": truth === null ? "answers: {}\n" : sheet(id, SESSIONS[truth]),
    });
  }
  const [, partner] = ALLOWED.partners;
  student(partner.id, {
    "session.pcap": readFileSync(capture(`${partner.capture}.pcap`)),
    "answers.yml": sheet(partner.id, SESSIONS["loss-sharer"]),
  });
  for (const id of ALLOWED.sampleStudents) {
    student(id, { "session.pcap": readFileSync(capture(`${ALLOWED.sample}.pcap`)), "answers.yml": "answers: {}\n" });
  }
  for (const { id, make } of ODD) {
    count++;
    ODD_KINDS[make](made.folder, id);
  }
  write(join(made.earlier, "old-student"), { "session.pcap": readFileSync(capture(`${EARLY_CAPTURE}.pcap`)) });
  rmSync(work, { recursive: true });
  return { ...made, count };
}

const EARLY_CAPTURE = "port-reuse";

function sessionOf(id: string): SessionName {
  const session = HONEST.find((student) => student.id === id)?.session;
  if (session === undefined) throw new Error(`nobody is called ${id}`);
  return session;
}

/** {in}, {out}, {out}.1 or a capture's name. */
function filled(arg: string, from: string, to: string): string {
  return arg.replace(/\{([\w-]+)\}/g, (_, name: string) =>
    name === "in" ? from : name === "out" ? to : capture(`${name}.pcap`),
  );
}

function rubric(): string {
  return rubricText(
    [
      { id: "handshake", type: "fact", fact: "handshake.state", is: "full" },
      {
        ...{ id: "isn", type: "answer", kind: "integer", points: 2, fact: "handshake.syn.seq" },
        ...{ numbering: "either", relative_to: "handshake.syn.seq" },
        misconceptions: [{ id: "relative-number", credit: "50 %" }],
      },
      { id: "mss", type: "answer", kind: "integer", points: 2, fact: "handshake.syn.mss" },
      {
        ...{ id: "window", type: "answer", points: 3, fact: "window.max", from: "client" },
        misconceptions: [{ id: "unscaled-window", credit: "50 %" }],
      },
      {
        ...{ id: "ending", type: "answer", kind: "text", points: 2, fact: "close.how" },
        words: { fin: ["FIN"], reset: ["RST"] },
      },
    ],
    {
      assignment: { id: "made", title: "A made class", points: 10, due: new Date(DUE).toISOString() },
      handin: { capture: { name: "session.pcap" }, answers: { name: "answers.yml" } },
      late: { per_day: "10 %", cap: "50 %" },
      similarity: { together: [ALLOWED.partners.map(({ id }) => id)], exclude: ["samples"] },
    },
  );
}

function sheet(
  id: string,
  { isn, mss, window, ending }: SessionTruth,
  wrong: Readonly<Record<string, string>> = {},
): string {
  const text = TEXTS[id];
  return stringify({
    answers: {
      ...{ isn: String(isn), mss: String(mss), window: String(window), ending: ending === "fin" ? "FIN" : "RST" },
      ...(text === undefined ? {} : { why: text }),
      ...wrong,
    },
  });
}

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>, daysLate = 0): void {
  const submitted = new Date(DUE - 3_600_000 + daysLate * DAY).toISOString();
  const all = { ...files, "submission.yml": `submitted: ${submitted}\n` };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const ANSWERS = "answers:\n  mss: 1460\n";
const own = (name: string): Buffer => readFileSync(capture(`${name}.pcap`));
const nested = (depth: number): Buffer =>
  depth === 0
    ? zipOf({ "answers.yml": ANSWERS })
    : zipOf([{ name: "inner.zip", content: nested(depth - 1), stored: true }]);

const ODD_KINDS: Readonly<Record<OddKind, (folder: string, id: string) => void>> = {
  "empty-folder": (folder, id) => { write(join(folder, id), {}); },
  "no-capture": (folder, id) => { write(join(folder, id), { "answers.yml": ANSWERS }); },
  "no-answers": (folder, id) => { write(join(folder, id), { "session.pcap": readFileSync(capture("pcapng-comments.pcapng")) }); },
  pdf: (folder, id) => { write(join(folder, id), { "report.pdf": "%PDF-1.7\n", "answers.yml": ANSWERS }); },
  "empty-capture": (folder, id) => { write(join(folder, id), { "session.pcap": "", "answers.yml": ANSWERS }); },
  noise: (folder, id) => { write(join(folder, id), { "session.pcap": Buffer.alloc(5000, 0xa7), "answers.yml": ANSWERS }); },
  "zip-slip": (folder, id) => { writeFileSync(join(folder, `${id}.zip`), zipOf([{ name: "../../evil.txt", content: "x" }])); },
  "zip-bomb": (folder, id) => { writeFileSync(join(folder, `${id}.zip`), zipOf({ "session.pcap": Buffer.alloc(40 * MIB) })); },
  "nested-zips": (folder, id) => { writeFileSync(join(folder, `${id}.zip`), nested(4)); },
  symlink: (folder, id) => {
    write(join(folder, id), { "answers.yml": ANSWERS });
    symlinkSync("/etc/passwd", join(folder, id, "session.pcap"));
  },
  "gzip-bomb": (folder, id) => {
    const zeros = gzipSync(Buffer.concat([own("fast-open").subarray(0, 24), Buffer.alloc(64 * MIB)]));
    write(join(folder, id), { "session.pcap": Buffer.concat(Array.from({ length: 40 }, () => zeros)), "answers.yml": ANSWERS });
  },
  "yaml-bomb": (folder, id) => {
    const lines = Array.from({ length: 12 }, (_, at) => `  k${at}: &a${at} [${`*a${at - 1},`.repeat(9)}]`).slice(1);
    const text = `answers:\n  k0: &a0 [x,x,x,x,x,x,x,x,x]\n${lines.join("\n")}\n`;
    write(join(folder, id), { "session.pcap": own("simultaneous-open"), "answers.yml": text });
  },
  escapes: (folder, id) => {
    write(join(folder, id), { "ses\u001b[31msion\n.pcap": own("fragments-ipv4"), "answers.yml": "a: [\u001b]0;evil\u0007" });
  },
}; // prettier-ignore
