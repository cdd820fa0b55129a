/** Answers in CSV: a column with the question, one with the answer, and maybe one with packets. */
import { parse } from "csv-parse/sync";
import { MAX_SHEET_LENGTH, SheetBuilder, twiceProblems, type AnswerFormat } from "./sheet.ts";
import { tooLong, unreadable } from "./structured.ts";

const QUESTION = /^(question|id|key|item|check|frage)$/i;
const ANSWER = /^(answer|value|response|antwort)$/i;
const PACKETS = /^(packets?|evidence|frames?)$/i;

export const csvAnswers: AnswerFormat = {
  name: "CSV",
  endings: ["csv", "tsv"],
  read: (text) => {
    if (text.length > MAX_SHEET_LENGTH) return unreadable(tooLong(text));
    let rows: string[][];
    try {
      rows = parse(text, {
        bom: true,
        delimiter: delimiterOf(text),
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
      });
    } catch (error) {
      return unreadable(`The answers are no valid CSV: ${(error as Error).message}.`);
    }
    const builder = new SheetBuilder();
    const twice: string[] = [];
    const [head = []] = rows;
    const column = (pattern: RegExp): number => head.findIndex((cell) => pattern.test(cell));
    const [named, answered, packets] = [column(QUESTION), column(ANSWER), column(PACKETS)];
    const hasHead = named >= 0 && answered >= 0;
    for (const row of hasHead ? rows.slice(1) : rows) {
      const question = row[hasHead ? named : 0] ?? "";
      if (question === "") continue;
      const answer = row[hasHead ? answered : 1] ?? "";
      if (builder.answers.has(question)) {
        twice.push(`The question \`${question.slice(0, 80)}\` stands there twice. The last one counts.`);
      }
      const evidence = hasHead ? (packets < 0 ? "" : (row[packets] ?? "")) : (row[2] ?? "");
      builder.answer(question, {
        items: [answer],
        isList: false,
        exact: false,
        packets: evidence === "" ? null : evidence,
      });
    }
    builder.problems.push(...twiceProblems(twice));
    return builder.sheet();
  },
};

/** Spreadsheets of countries with a decimal comma write semicolons. */
function delimiterOf(text: string): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  const count = (character: string): number => line.split(character).length - 1;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}
