/**
 * What can be wrong with a submission, each with its own code and remedy. A problem never keeps the rest from being
 * graded.
 */

export type Severity = "error" | "warning" | "info";

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What is wrong, where. */
  readonly message: string;
  /** What the student can do about it. */
  readonly remedy: string;
}

const CAPTURE_AGAIN =
  "Capture the session again with Wireshark, tcpdump or `sharelab session`, and hand in the pcap or pcapng file.";

/** Severity and remedy. Error: something that was asked for is missing; warning: it was dealt with; info: worth knowing. */
export const PROBLEMS = {
  SUBMISSION_EMPTY: ["error", "Hand in the capture and the answers, in a folder or a zip of your own."],
  SUBMISSION_UNREADABLE: ["error", "Hand it in again; the file or folder can't be read."],
  CAPTURE_MISSING: ["error", CAPTURE_AGAIN],
  CAPTURE_EMPTY: [
    "error",
    "The capture was stopped before a packet came, or the copy failed. Capture or copy it again, and look at it in Wireshark before handing in.",
  ],
  CAPTURE_IS_A_REPORT: ["error", "Hand in the capture itself (pcap or pcapng), beside the report."],
  CAPTURE_UNREADABLE: ["error", "Open it in Wireshark, save it as pcapng and hand that in."],
  CAPTURE_WRONG_PORT: [
    "error",
    "Capture the session on the port that the assignment names, without a filter that leaves it out.",
  ],
  CAPTURE_DAMAGED: ["warning", "Copy the capture again in binary mode; what stands in front of the damage was graded."],
  CAPTURE_CUT: ["info", "Stop the capture with Ctrl-C or Wireshark's stop button before copying it."],
  CAPTURE_RENAMED: ["warning", "Hand the capture in under the name that the assignment gives."],
  CAPTURES_SEVERAL: ["warning", "Hand in one capture, of the whole session."],
  CONDITION_NOT_MET: ["error", "Capture a session that shows what the assignment asks for."],
  ANSWERS_MISSING: ["error", "Fill in the answer sheet of the assignment and hand it in as well."],
  ANSWERS_EMPTY: ["error", "Fill in the answer sheet; nothing in it is answered."],
  ANSWERS_RENAMED: ["warning", "Hand the answers in under the name that the assignment gives."],
  ANSWERS_SEVERAL: ["warning", "Hand in one answer sheet."],
  ANSWERS_UNREADABLE: [
    "error",
    "Start from the assignment's answer sheet and change only what stands behind the colons; put texts with colons or quotes in quotes.",
  ],
  ANSWERS_TOO_MANY: ["error", "Use the assignment's answer sheet."],
  ANSWER_UNKNOWN_QUESTION: ["info", "Keep the names of the questions as they are in the assignment's answer sheet."],
  ANSWER_TWICE: ["warning", "Answer each question once."],
  FILE_MISSING: ["error", "Hand in all files that the assignment names."],
  FILE_NOT_REGULAR: ["warning", "Hand in files, not links or devices."],
  FILES_TOO_MANY: ["warning", "Hand in only what the assignment asks for."],
  FILES_TOO_DEEP: ["warning", "Hand in the files without folders in folders."],
  ARCHIVE_UNKNOWN: ["error", "Hand in a zip, made with what your system has for it."],
  ARCHIVE_DAMAGED: ["error", "Make the zip again, and open it once before handing it in."],
  ARCHIVE_ENCRYPTED: ["error", "Hand in a zip without a password."],
  ARCHIVE_TOO_LARGE: ["error", "Hand in the capture and the answers; nothing else needs to be so large."],
  ARCHIVE_TOO_MANY: ["error", "Hand in only what the assignment asks for."],
  ARCHIVE_TOO_DEEP: ["error", "Hand in one zip, without others in it."],
  ARCHIVE_ESCAPES: ["error", "Make the zip again with what your system has for it."],
  CAPTURE_INFLATES: ["error", "Hand in the capture as Wireshark saved it."],
  METADATA_NOT_TRUSTED: ["info", "The time of submission is the one that the LMS knows."],
  METADATA_MISSING: ["error", "Fill in the lines about yourself at the top of the answer sheet."],
  METADATA_UNREADABLE: ["warning", "The instructor must look at the submission's metadata."],
  SUBMISSION_TIME_UNKNOWN: ["warning", "Without a time of submission it counts as in time; the instructor must look."],
  LATE_BY_UNKNOWN: ["warning", "The LMS calls it late and does not say by how much; the instructor must look."],
} as const satisfies Record<string, readonly [Severity, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** About what stands beside the submission: the student did not make it and can mend nothing in it. */
const OF_THE_INSTRUCTOR: ReadonlySet<ProblemCode> = new Set(["SUBMISSION_TIME_UNKNOWN", "METADATA_UNREADABLE"]);

/** Those that a student is told of. */
export function forStudents(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ code }) => !OF_THE_INSTRUCTOR.has(code));
}

export function problem(code: ProblemCode, message: string, remedy?: string): Problem {
  const [severity, usual] = PROBLEMS[code];
  return { code, severity, message, remedy: remedy ?? usual };
}
