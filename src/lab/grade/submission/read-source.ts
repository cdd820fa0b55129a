/** Reads one submission from where it is. What is wrong with it is told in its own result, and keeps no other from being read. */
import { readFile } from "node:fs/promises";
import { AnalyzeError } from "../../../analyze/errors.ts";
import { NO_OWNER, type BeaconOwner } from "../beacons/owner.ts";
import { answerFormat } from "../answers/registry.ts";
import { MAX_SHEET_LENGTH, type AnswerSheet } from "../answers/sheet.ts";
import { unreadable } from "../answers/structured.ts";
import { whyNoStream, type CaptureEvidence } from "../facts/evidence.ts";
import type { Handin } from "../rubric/types.ts";
import type { Submission } from "../scoring/grade-submission.ts";
import type { Submitted } from "../similarity/inside/types.ts";
import { classify, isMetadata, type FoundFile } from "./classify.ts";
import { Gatherer, isArchive } from "./gather.ts";
import { whyInflated } from "./inflation.ts";
import { readMetadata, type SubmissionMetadata } from "./metadata.ts";
import { problem, type Problem } from "./problems.ts";
import { captureEvidence } from "./read-capture.ts";
import type { SubmissionSource } from "./source.ts";
import { withTemporary, type Temporary } from "./temporary.ts";

/** @param owner what the instructor's list says of the student's beacon */
export async function readSource(
  source: SubmissionSource,
  handin: Handin,
  owner: BeaconOwner = NO_OWNER,
): Promise<Submission> {
  const { id, aliases, name, fellows } = source;
  const names = [id, ...aliases, ...(name === null ? [] : [name]), ...fellows];
  const submitted: Submitted = { names, owner, rules: handin.beacon };
  return withTemporary((temporary) => readWith(source, handin, submitted, temporary));
}

async function readWith(
  source: SubmissionSource,
  handin: Handin,
  submitted: Submitted,
  temporary: Temporary,
): Promise<Submission> {
  const gathered = new Gatherer(temporary);
  const { files, problems } = gathered;
  const student = {
    id: source.id,
    name: source.name,
    ...(source.aliases.length === 0 ? {} : { aliases: source.aliases }),
    ...(source.group === null ? {} : { group: source.group }),
  };
  try {
    for (const part of source.parts) await gathered.take(part);
  } catch (error) {
    const reason = `The folder can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`;
    return { ...EMPTY, student, problems: [problem("SUBMISSION_UNREADABLE", reason)], ungradable: reason };
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (gathered.refused !== null) {
    return { ...EMPTY, student, problems, files: files.map(listed), ungradable: gathered.refused };
  }
  const metadata = await metadataOf(source, files, problems);
  const content = files.filter(({ path }) => !isMetadata(path) && !isArchive(path));
  if (content.length === 0) problems.push(problem("SUBMISSION_EMPTY", "The submission holds no file."));
  const chosen = classify(content, handin);
  problems.push(...chosen.problems);
  const inflated = chosen.capture === null ? null : await whyInflated(chosen.capture);
  if (inflated !== null) {
    problems.push(problem("CAPTURE_INFLATES", inflated));
    return { ...EMPTY, student, problems, files: files.map(listed), ungradable: inflated };
  }
  const capture = chosen.capture === null ? null : await evidenceOf(chosen.capture, handin, submitted, problems);
  const answers = chosen.answers === null ? null : await sheetOf(chosen.answers);
  const known = metadata.keys.get("name") ?? source.name;
  const claimed = known === null ? nameIn(answers) : null;
  return {
    student: { ...student, name: known ?? claimed, ...(claimed === null ? {} : { name_claimed: true as const }) },
    submitted: metadata.submitted ?? source.submitted,
    late: source.late,
    due: source.due,
    capture,
    answers,
    metadata: metadata.keys,
    problems,
    files: files.map((file) => ({
      ...listed(file),
      used_as:
        file === chosen.capture
          ? "capture"
          : file === chosen.answers
            ? "answers"
            : source.trusted && isMetadata(file.path)
              ? "metadata"
              : null,
    })),
    ungradable: null,
  };
}

const EMPTY = {
  submitted: null,
  late: null,
  capture: null,
  answers: null,
  metadata: new Map<string, string>(),
  files: [],
} as const;

const listed = ({ path, bytes }: FoundFile): Submission["files"][number] => ({ path, bytes, used_as: null });

function nameIn(answers: AnswerSheet | null): string | null {
  const given = answers?.metadata.get("name") ?? answers?.answers.get("name")?.items[0] ?? "";
  return given.trim() === "" ? null : given.trim().slice(0, 200);
}

async function metadataOf(
  source: SubmissionSource,
  files: readonly FoundFile[],
  problems: Problem[],
): Promise<SubmissionMetadata> {
  const found = files.filter(({ path }) => isMetadata(path));
  // Only beside what was handed in, never inside of it: a student must not set the time.
  const file = source.trusted ? found.find(({ path }) => !path.includes("/")) : undefined;
  const own = found.find((one) => one !== file);
  if (own !== undefined) {
    problems.push(problem("METADATA_NOT_TRUSTED", `${own.path} is the student's own, and was not read.`));
  }
  if (file === undefined) return { submitted: null, keys: new Map() };
  const text = await textOf(file);
  if (text === null) {
    problems.push(problem("METADATA_UNREADABLE", `${file.path} can't be read.`));
    return { submitted: null, keys: new Map() };
  }
  const read = readMetadata(text, file.path);
  problems.push(...read.problems);
  return read;
}

async function sheetOf(file: FoundFile): Promise<AnswerSheet> {
  const text = await textOf(file);
  const format = answerFormat(file.path);
  if (text === null || format === null) {
    return unreadable(
      `${file.path} has ${file.bytes} bytes or can't be read; ${MAX_SHEET_LENGTH} bytes are read at most.`,
    );
  }
  return format.read(text);
}

/** @returns null for what is too large or can't be read */
async function textOf({ disk, bytes }: FoundFile): Promise<string | null> {
  if (bytes > MAX_SHEET_LENGTH) return null;
  try {
    return decode(await readFile(disk));
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
  file: FoundFile,
  handin: Handin,
  submitted: Submitted,
  problems: Problem[],
): Promise<CaptureEvidence | null> {
  let evidence: CaptureEvidence;
  try {
    evidence = await captureEvidence(file.disk, file.path, handin.capture, submitted);
  } catch (error) {
    if (!(error instanceof AnalyzeError)) throw error;
    const code = error.code === "CAPTURE_EMPTY" ? "CAPTURE_EMPTY" : "CAPTURE_UNREADABLE";
    problems.push(problem(code, `${file.path}: ${error.message}`, error.remedy));
    return null;
  }
  const { capture, streams } = evidence.report;
  if (capture.packets === 0 && capture.error !== null) {
    const { message } = capture.error;
    problems.push(problem("CAPTURE_DAMAGED", `${file.path} is damaged: ${message} No packet of it could be read.`));
    return null;
  }
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
