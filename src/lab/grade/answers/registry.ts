import { csvAnswers } from "./csv.ts";
import type { AnswerFormat } from "./sheet.ts";
import { jsonAnswers, markdownAnswers, yamlAnswers } from "./structured.ts";

/** The kinds of answer files. Adding one is adding a row. */
export const ANSWER_FORMATS: readonly AnswerFormat[] = [yamlAnswers, markdownAnswers, csvAnswers, jsonAnswers];

export function answerFormat(fileName: string): AnswerFormat | null {
  const ending = fileName.slice(fileName.lastIndexOf(".") + 1).toLowerCase();
  return ANSWER_FORMATS.find(({ endings }) => endings.includes(ending)) ?? null;
}
