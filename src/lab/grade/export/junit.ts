/** junit.xml: a test suite for each student, a test case for each check (the format that CI systems read). */
import { harmless } from "../../render/escape.ts";
import { feedbackText } from "../output/feedback-text.ts";
import type { CheckResult, Result } from "../result.ts";
import type { Exporter } from "./types.ts";

export const junitExporter: Exporter = {
  name: "junit",
  description: "junit.xml, a test suite for each student",
  files: ({ results }) => [{ path: "junit.xml", content: junit(results) }],
};

export function junit(results: readonly Result[]): string {
  const all = results.flatMap(({ checks }) => checks);
  const [first] = results;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="${escaped(first?.assignment.title ?? "")}" ${counts(all)}>`,
    ...results.flatMap(suite),
    `</testsuites>`,
    "",
  ].join("\n");
}

function suite(result: Result): string[] {
  const { student, checks, assignment, score, state, reason } = result;
  const broken = state === "ungradable" ? `    <system-err>${escaped(reason ?? "")}</system-err>` : null;
  return [
    `  <testsuite name="${escaped(student.id)}" ${counts(checks)}>`,
    `    <properties><property name="score" value="${score.points}"/><property name="max" value="${score.max}"/><property name="state" value="${state}"/></properties>`,
    ...checks.flatMap((check) => testCase(check, assignment.id)),
    ...(broken === null ? [] : [broken]),
    `  </testsuite>`,
  ];
}

function testCase(check: CheckResult, assignment: string): string[] {
  const open = `    <testcase classname="${escaped(assignment)}" name="${escaped(check.title)}"`;
  const text = escaped(feedbackText(check, true));
  const message = escaped(check.reason ?? check.hint ?? `${check.earned} of ${check.points} points`);
  if (check.state === "passed") return [`${open}/>`];
  return [
    `${open}>`,
    isFailure(check)
      ? `      <failure message="${message}">${text}</failure>`
      : `      <skipped message="${message}"/>`,
    `    </testcase>`,
  ];
}

const isFailure = ({ state }: CheckResult): boolean => state === "failed" || state === "partial";

function counts(checks: readonly CheckResult[]): string {
  const failures = checks.filter(isFailure).length;
  const skipped = checks.filter((check) => check.state !== "passed" && !isFailure(check)).length;
  return `tests="${checks.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Line ends stay; other characters that XML 1.0 has no way to write (section 2.2) are shown as their numbers. */
function escaped(text: string): string {
  return text
    .split("\n")
    .map((line) => harmless(line).replace(/[\ufffe\uffff]|\p{Cs}/gu, "\ufffd"))
    .join("\n")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replaceAll("\n", "&#10;");
}
