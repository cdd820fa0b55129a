/** Reads one submission from its folder. Nothing in it is followed out of the folder, and no file is read whole unless it is small. */
import type { Dirent } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AnalyzeError } from "../../../analyze/errors.ts";
import { answerFormat } from "../answers/registry.ts";
import { MAX_SHEET_LENGTH, type AnswerSheet } from "../answers/sheet.ts";
import { unreadable } from "../answers/structured.ts";
import { whyNoStream, type CaptureEvidence } from "../facts/evidence.ts";
import type { Handin } from "../rubric/types.ts";
import type { Submission } from "../scoring/grade-submission.ts";
import { classify, isMetadata, type FoundFile } from "./classify.ts";
import { readMetadata, type SubmissionMetadata } from "./metadata.ts";
import { problem, type Problem } from "./problems.ts";
import { captureEvidence } from "./read-capture.ts";

const MAX_FILES = 500;
const MAX_DEPTH = 4;
const HEAD_BYTES = 4096;
/** Left behind by systems and editors; no part of what was handed in. */
const LITTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|~\$)/;

/**
 * @param folder on this machine
 * @param id of the student: the folder's name
 */
export async function readSubmission(folder: string, id: string, handin: Handin): Promise<Submission> {
  const problems: Problem[] = [];
  const files: FoundFile[] = [];
  try {
    await list(folder, "", 0, files, problems);
  } catch (error) {
    const reason = `The folder can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`;
    return {
      ...EMPTY,
      student: { id, name: null },
      problems: [problem("SUBMISSION_UNREADABLE", reason)],
      ungradable: reason,
    };
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const metadata = await metadataOf(folder, files, problems);
  const content = files.filter(({ path }) => !isMetadata(path));
  if (content.length === 0) problems.push(problem("SUBMISSION_EMPTY", "The submission holds no file."));
  const chosen = classify(content, handin);
  problems.push(...chosen.problems);
  const capture = chosen.capture === null ? null : await evidenceOf(folder, chosen.capture, handin, problems);
  const answers = chosen.answers === null ? null : await sheetOf(folder, chosen.answers);
  const name = metadata.keys.get("name") ?? nameIn(answers);
  return {
    student: { id, name },
    submitted: metadata.submitted,
    capture,
    answers,
    metadata: metadata.keys,
    problems,
    files: files.map(({ path, bytes }) => ({
      path,
      bytes,
      used_as:
        path === chosen.capture?.path
          ? "capture"
          : path === chosen.answers?.path
            ? "answers"
            : isMetadata(path)
              ? "metadata"
              : null,
    })),
    ungradable: null,
  };
}

const EMPTY = {
  submitted: null,
  capture: null,
  answers: null,
  metadata: new Map<string, string>(),
  files: [],
} as const;

function nameIn(answers: AnswerSheet | null): string | null {
  const given = answers?.metadata.get("name") ?? answers?.answers.get("name")?.items[0] ?? "";
  return given.trim() === "" ? null : given.trim().slice(0, 200);
}

async function list(
  folder: string,
  inside: string,
  depth: number,
  files: FoundFile[],
  problems: Problem[],
): Promise<void> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (LITTER.test(entry.name)) continue;
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && depth < MAX_DEPTH) {
      await list(folder, path, depth + 1, files, problems);
    } else if (!entry.isDirectory()) {
      if (files.length >= MAX_FILES) {
        if (!problems.some(({ code }) => code === "FILES_TOO_MANY")) {
          problems.push(
            problem("FILES_TOO_MANY", `There are more than ${MAX_FILES} files; the first ones by name were looked at.`),
          );
        }
        return;
      }
      await look(folder, path, entry, files, problems);
    }
  }
}

async function look(
  folder: string,
  path: string,
  entry: Dirent,
  files: FoundFile[],
  problems: Problem[],
): Promise<void> {
  if (!entry.isFile()) {
    problems.push(problem("FILE_NOT_REGULAR", `${path} is a link or a device, and was left out.`));
    return;
  }
  try {
    const { size } = await stat(join(folder, path));
    files.push({ path, bytes: size, head: await headOf(join(folder, path)) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(problem("FILE_NOT_REGULAR", `${path} can't be read (${code ?? "unknown reason"}).`));
  }
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function metadataOf(
  folder: string,
  files: readonly FoundFile[],
  problems: Problem[],
): Promise<SubmissionMetadata> {
  // Only beside what was handed in, never inside a folder of it: a student must not set the time.
  const file = files.find(({ path }) => isMetadata(path) && !path.includes("/"));
  if (file === undefined) return { submitted: null, keys: new Map() };
  const text = await textOf(folder, file);
  if (text === null) {
    problems.push(problem("METADATA_UNREADABLE", `${file.path} can't be read.`));
    return { submitted: null, keys: new Map() };
  }
  const read = readMetadata(text, file.path);
  problems.push(...read.problems);
  return read;
}

async function sheetOf(folder: string, file: FoundFile): Promise<AnswerSheet> {
  const text = await textOf(folder, file);
  const format = answerFormat(file.path);
  if (text === null || format === null) {
    return unreadable(
      `${file.path} has ${file.bytes} bytes or can't be read; ${MAX_SHEET_LENGTH} bytes are read at most.`,
    );
  }
  return format.read(text);
}

/** @returns null for what is too large or can't be read */
async function textOf(folder: string, { path, bytes }: FoundFile): Promise<string | null> {
  if (bytes > MAX_SHEET_LENGTH) return null;
  try {
    return decode(await readFile(join(folder, path)));
  } catch {
    return null;
  }
}

/** UTF-8, or UTF-16 where a byte order mark says so: Windows' editors write both. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString("utf16le");
  const text = bytes.toString("utf8");
  // Latin-1 from an old editor: its µ and é would be replacement characters.
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

async function evidenceOf(
  folder: string,
  file: FoundFile,
  handin: Handin,
  problems: Problem[],
): Promise<CaptureEvidence | null> {
  let evidence: CaptureEvidence;
  try {
    evidence = await captureEvidence(join(folder, file.path), file.path, handin.capture);
  } catch (error) {
    if (!(error instanceof AnalyzeError)) throw error;
    const code = error.code === "CAPTURE_EMPTY" ? "CAPTURE_EMPTY" : "CAPTURE_UNREADABLE";
    problems.push(problem(code, `${file.path}: ${error.message}`, error.remedy));
    return null;
  }
  const { capture, streams } = evidence.report;
  if (capture.packets === 0) {
    problems.push(problem("CAPTURE_EMPTY", `${file.path} holds no packets.`));
    return null;
  }
  if (capture.error !== null) {
    problems.push(
      problem(
        "CAPTURE_DAMAGED",
        `${file.path} is damaged: ${capture.error.message} ${capture.packets} packets in front of it were read.`,
      ),
    );
  } else if (capture.truncated_file) {
    problems.push(
      problem("CAPTURE_CUT", `${file.path} ends in the middle of a packet; ${capture.packets} whole ones were read.`),
    );
  }
  const asked = handin.capture.ports.map(({ port }) => port);
  const [stream] = streams;
  if (stream === undefined) {
    problems.push(problem("CAPTURE_WRONG_PORT", `${file.path}: ${whyNoStream(capture)}`));
  } else if (!asked.includes(stream.server.port) && !asked.includes(stream.client.port)) {
    problems.push({
      ...problem(
        "CAPTURE_WRONG_PORT",
        `${file.path}: the session is on port ${stream.server.port}, not ${asked.join(", ")}. It was graded all the same.`,
      ),
      severity: "warning",
    });
  }
  return evidence;
}
