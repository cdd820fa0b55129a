/** Sheets of LMSs are filled in, and nothing else in them changes. */
import { describe, expect, it } from "vitest";
import { GradeListError } from "../../../src/lab/grade/errors.ts";
import { RawCsv } from "../../../src/lab/grade/export/sheets/raw-csv.ts";
import { canvasSheet } from "../../../src/lab/grade/export/sheets/canvas.ts";
import { moodleSheet } from "../../../src/lab/grade/export/sheets/moodle.ts";
import { gradeWith } from "../grading.ts";
import { MANUAL, resultFor, RUBRIC, ungradableFor } from "./made.ts";

const CANVAS = [
  "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (881),Lab 1 (990),Final Score",
  "    Points Possible,,,,,10.00,3.00,(read only)",
  '"Moreau, Ada",4711,u1,ada@example.edu,"Sec ""A"", 1",9,,50',
  '"Okafor, Ben",4712,u2,ben@example.edu,Sec,,1.00,=1+1',
  '"Li, Chen",4713,u3,chen@example.edu,Sec,7,0.50,',
  '"Student, Test",4799,,x,Sec,,,',
  "",
].join("\r\n");

describe("Canvas' gradebook", () => {
  it("gets scores by number, login or name; all else stays, byte for byte", async () => {
    const results = [
      await resultFor("moreauada_4711", { aliases: ["4711"] }),
      await resultFor("someone", { aliases: ["ben@example.edu"], mss: 1500 }),
      await resultFor("c", { name: "Chen Li" }),
      await resultFor("zoe", { name: "Zoe Zed" }),
    ];
    const filled = canvasSheet.fill(CANVAS, results, RUBRIC);
    expect(filled.text).toBe(
      CANVAS.replace("9,,50", "9,2,50").replace(",,1.00,=1+1", ",,1,=1+1").replace("7,0.50,", "7,2,"),
    );
    expect(filled).toMatchObject({ filled: 3, unmatched: ["zoe"], open: [], notes: [] });
  });

  it("enters no grade that somebody still has to decide", async () => {
    const eve = { ...(await ungradableFor("eve")), student: { id: "eve", name: "Ada Moreau" } };
    const filled = canvasSheet.fill(CANVAS, [eve], RUBRIC);
    expect(filled.text).toBe(CANVAS);
    expect(filled).toMatchObject({ filled: 0, unmatched: [], open: ["eve"] });
  });

  it("guesses neither of two students with one name", async () => {
    const results = [await resultFor("a", { name: "Ada Moreau" }), await resultFor("b", { name: "Ada Moreau" })];
    expect(canvasSheet.fill(CANVAS, results, RUBRIC)).toMatchObject({ text: CANVAS, unmatched: ["a", "b"] });
  });

  it("believes no name that stands in the student's own answers only", async () => {
    const mallory = await resultFor("malloryx_4799", { name: "Ada Moreau", aliases: ["4799"] });
    const claiming = { ...mallory, student: { ...mallory.student, name_claimed: true as const } };
    const elsewhere = { ...claiming, student: { ...claiming.student, aliases: [] } };
    expect(canvasSheet.fill(CANVAS, [claiming], RUBRIC).text).toBe(CANVAS.replace(",x,Sec,,,", ",x,Sec,,2,"));
    expect(canvasSheet.fill(CANVAS, [elsewhere], RUBRIC)).toMatchObject({ filled: 0, unmatched: ["malloryx_4799"] });
  });

  it("gives no student the grade of a namesake, who has a row of its own", async () => {
    const sheet = CANVAS.replace('"Okafor, Ben",4712', '"Moreau, Ada",4712');
    const filled = canvasSheet.fill(
      sheet,
      [await resultFor("moreauada_4711", { name: "Ada Moreau", aliases: ["4711"] })],
      RUBRIC,
    );
    expect(filled.text).toBe(sheet.replace("9,,50", "9,2,50"));
  });

  it("is turned away where the assignment has no column, with those there are", () => {
    expect(() => canvasSheet.fill(CANVAS.replace("Lab 1", "Lab 2"), [], RUBRIC)).toThrow(
      /no column called Lab 1; its assignments: Quiz 1 \(881\), Lab 2 \(990\)/,
    );
    expect(() => canvasSheet.fill("a,b\n", [], RUBRIC)).toThrow(GradeListError);
  });

  it("tells when it is out of another number of points", () => {
    const { notes } = canvasSheet.fill(CANVAS.replace("3.00,(read", "100.00,(read"), [], RUBRIC);
    expect(notes).toEqual(["Canvas has 100.00 points possible, the rubric 3"]);
  });
});

const MOODLE = [
  'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)","Feedback comments"',
  'Participant 310,"Ada Moreau",ada@example.edu,"Submitted for grading - ",,3.00,Yes,-,',
  'Participant 311,"Ben, de la Cruz",ben@example.edu,"No submission - ",,3.00,Yes,-,"Old',
  'comment"',
  "",
].join("\n");

describe("Moodle's worksheet", () => {
  it("gets grades and comments by participant or email; all else stays", async () => {
    const results = [
      await resultFor("Ada Moreau_310", { name: "Ada Moreau", aliases: ["310", "Participant 310"] }),
      await resultFor("b", { aliases: ["ben@example.edu"], mss: '<img src=x onerror="a()">' }),
    ];
    const { text, filled } = moodleSheet.fill(MOODLE, results, RUBRIC);
    expect(filled).toBe(2);
    const [head, ada, ben, rest] = text.split("\n");
    expect(head).toBe(MOODLE.split("\n")[0]);
    expect(ada).toBe('Participant 310,"Ada Moreau",ada@example.edu,"Submitted for grading - ",2.00,3.00,Yes,-,');
    expect(ben).toMatch(
      /^Participant 311,"Ben, de la Cruz",ben@example\.edu,"No submission - ",1\.00,3\.00,Yes,-,.*MSS &lt;/,
    );
    expect(ben).toContain("&lt;img src=x");
    expect(text).not.toContain("<img");
    expect(text).not.toContain("Only for the instructor");
    expect(rest).toBe("");
  });

  it("gets what the instructor wrote, whatever the points are", async () => {
    const submission = { answers: {}, marks: { essay: 1 } };
    const graded = await gradeWith(MANUAL, submission);
    const student = { id: "a", name: null, aliases: ["ada@example.edu"] };
    const checks = graded.checks.map((check) => ({
      ...check,
      ...(check.id === "essay" ? { reason: "Well put." } : {}),
    }));
    const { text } = moodleSheet.fill(MOODLE, [{ ...graded, student, checks }], MANUAL);
    expect(text.split("\n")[1]).toMatch(/,An essay: Well put\.$/);
  });

  const GERMAN = [
    'ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;Bestwertung;"Bewertung kann geändert werden";"Zuletzt geändert (Abgabe)";"Zuletzt geändert (Bewertung)";"Feedback als Kommentar"',
    'Teilnehmer/in310;"Ada Moreau";ada@example.edu;"Zur Bewertung abgegeben";;3,00;Ja;"Montag, 2. März 2026, 10:00";-;',
    'Teilnehmer/in311;"Ben Okafor";ben@example.edu;"Keine Abgabe";-;3,00;Ja;-;-;',
    "",
  ].join("\n");

  it("is filled in whatever Moodle's language, with its decimal sign, and says which columns it took", async () => {
    const results = [
      await resultFor("Ada Moreau_310", { name: "Ada Moreau", aliases: ["310", "Participant 310"] }),
      await resultFor("b", { aliases: ["ben@example.edu"], mss: 1500 }),
    ];
    const { text, filled, notes } = moodleSheet.fill(GERMAN, results, RUBRIC);
    expect(filled).toBe(2);
    const [, ada, ben] = text.split("\n");
    expect(ada).toContain(";2,00;3,00;Ja;");
    expect(ben).toMatch(/;1,00;3,00;Ja;-;-;"?.*MSS/);
    expect(notes).toEqual([
      "columns of the worksheet, by what stands in them: Bewertung (grade), Bestwertung (maximum grade), Feedback als Kommentar (feedback comments)",
    ]);
  });

  it("gets no comments in another language where no column is surely theirs", async () => {
    const short = GERMAN.split("\n")
      .map((line) => line.replace(/;[^;]*$/, ""))
      .join("\n");
    const { text, notes } = moodleSheet.fill(
      short,
      [await resultFor("b", { aliases: ["ben@example.edu"], mss: 1500 })],
      RUBRIC,
    );
    expect(text).toBe(short.replace(";-;3,00", ";1,00;3,00"));
    expect(notes[0]).not.toContain("comments");
  });

  it.each([
    ["no worksheet at all", "Kennung,Bewertung\n"],
    ["without a maximum", GERMAN.replaceAll("3,00", "")],
    ["with two columns that could be the maximum", GERMAN.replaceAll(";Ja;", ";3,00;")],
    ["with identifiers that are none", GERMAN.replaceAll(/\/in\d+/g, "")],
  ])("is turned away where its columns can't be told: %s", (_, text) => {
    expect(() => moodleSheet.fill(text, [], RUBRIC)).toThrow(/no columns Identifier and Grade/);
  });
});

describe("a CSV of which single cells change", () => {
  it.each(["", "a", "a,b\r\nc,d", '"a;b";c\n', "\ufeffa\tb\r", 'x,"a""b\n,c",\n\n,,', 'size,5" x 3"\nb,c\n'])(
    "comes out as it went in: %j",
    (text) => {
      expect(new RawCsv(text).text()).toBe(text);
    },
  );

  it("gets nothing that a spreadsheet would run", () => {
    const sheet = new RawCsv("a,b\n");
    sheet.set(sheet.rows[0]!, 0, '=cmd|"x"');
    sheet.set(sheet.rows[0]!, 3, "-1.5");
    expect(sheet.text()).toBe('"\'=cmd|""x""",b,,-1.5\n');
  });
});
