/** index.html: the class at a glance, for the instructor. Every name links to that student's page. */
import { foreign, html, join, type Html, type Piece } from "../../render/html/markup.ts";
import { scrolling, table, type Column } from "../../render/plot/table.ts";
import type { StudentFlag, Summary } from "../output/summary.ts";
import type { Result } from "../result.ts";
import { bar, key } from "./bars.ts";
import { gradePage, points, problemList, studentName, type Section } from "./parts.ts";

export interface OverviewInput {
  readonly results: readonly Result[];
  readonly summary: Summary;
  /** Of the files of each student, by id, without ending. */
  readonly names: ReadonlyMap<string, string>;
  /** Pairs that are alike, which similarity.html shows; left out: nothing was compared. */
  readonly alike?: number | undefined;
}

export function overviewPage(input: OverviewInput): string {
  const { summary, results, alike } = input;
  const { assignment, submissions } = summary;
  const link = linkTo(input);
  const sections: (Section | null)[] = [
    { id: "scores", title: "Scores", body: scores(summary) },
    { id: "checks", title: "Checks", body: checks(summary) },
    some("misconceptions", "Misconceptions seen", misconceptions(summary, link)),
    some("flags", "Flags", flags(summary, link)),
    some("alike", "Alike", alike === undefined || alike === 0 ? null : alikeLink(alike)),
    some("pending", "Waiting for you", pending(summary, results, link)),
    some("confirmed", "Confirmed", confirmed(summary, link)),
    some("problems", "Submissions with problems", problems(results, link)),
    { id: "students", title: "All submissions", body: students(results, link) },
  ];
  return gradePage({
    title: `${assignment.title}: overview`,
    kicker: "Overview for the instructor",
    heading: assignment.title,
    meta: [assignment.id, points(assignment.points), `${submissions.total} submissions`],
    sections: sections.filter((section) => section !== null),
  });
}

type Link = (id: string, text?: Piece) => Html;

function linkTo({ names }: OverviewInput): Link {
  return (id, text) => {
    const name = names.get(id);
    const shown = text ?? foreign(id);
    return name === undefined ? html`${shown}` : html`<a href="feedback/${encodeURIComponent(name)}.html">${shown}</a>`;
  };
}

function some(id: string, title: string, body: Html | null): Section | null {
  return body === null ? null : { id, title, body };
}

function tableOf(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Html {
  return scrolling(`Table: ${caption}`, table({ caption, columns, rows, captionHidden: true }));
}

function scores({ submissions, score, assignment }: Summary): Html {
  const { total, pending: waiting, ungradable, late } = submissions;
  const tiles: (readonly [string, string | number | null])[] = [
    ["submissions", total],
    ["mean", score.mean === null ? null : number(score.mean)],
    ["median", score.median === null ? null : number(score.median)],
    ["lowest", score.min],
    ["highest", score.max],
    ["pending", waiting],
    ["ungradable", ungradable],
    ["late", late],
  ];
  const most = Math.max(1, ...score.histogram);
  const step = assignment.points / 10;
  const rows = score.histogram.map((count, index): Piece[] => {
    const last = index === 9;
    return [
      html`<span class="range">${number(step * index)} to ${last ? "" : "below "}${number(step * (index + 1))}</span>`,
      count,
      bar([["all", count / most]]),
    ];
  });
  const columns = [{ label: "Points" }, { label: "Submissions", numeric: true }, { label: "Share" }];
  return html`<ul class="tiles">
      ${tiles.map(([name, value]) => value !== null && html`<li><strong>${value}</strong><span>${name}</span></li>`)}
    </ul>
    <h3>Distribution</h3>
    ${tableOf("Distribution of scores", columns, rows)}`;
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

function checks({ checks: all }: Summary): Html {
  const rows = all.map(({ title, points: worth, states, mean_credit: mean }): Piece[] => {
    const open = states.ungradable + states.pending;
    const failed = states.failed + states["not-reached"];
    const sum = Math.max(1, states.passed + states.partial + failed + open);
    return [
      title,
      worth === 0 ? "" : worth,
      mean === null ? "" : `${Math.round(mean * 100)} %`,
      states.passed,
      states.partial,
      failed,
      open,
      bar([
        ["passed", states.passed / sum],
        ["partial", states.partial / sum],
        ["failed", failed / sum],
        ["open", open / sum],
      ]),
    ];
  });
  const columns = [
    { label: "Check" },
    { label: "Points", numeric: true },
    { label: "Mean credit", numeric: true },
    { label: "Passed", numeric: true },
    { label: "Partly", numeric: true },
    { label: "Failed", numeric: true },
    { label: "Open", numeric: true },
    { label: "Share" },
  ];
  return html`<p>
      Mean credit near 100 % is easy, near 0 % hard. Open: the capture can't support it, or you have to decide.
    </p>
    <ul class="keys">
      ${key("passed", "passed")}${key("partial", "partly right")}${key("failed", "failed or not reached")}${key("open", "open")}
    </ul>
    ${tableOf("Checks and how they went", columns, rows)}`;
}

function misconceptions({ checks: all }: Summary, link: Link): Html | null {
  const rows = all.flatMap(({ title, misconceptions: seen }) =>
    seen.map((one): Piece[] => [one.title, title, one.students.length, list(one.students.map((id) => link(id)))]),
  );
  if (rows.length === 0) return null;
  const columns = [
    { label: "The answer was" },
    { label: "Check" },
    { label: "Students", numeric: true },
    { label: "Who" },
  ];
  return tableOf("Misconceptions seen", columns, rows);
}

function flags({ flags: all }: Summary, link: Link): Html | null {
  if (all.length === 0) return null;
  return html`<p>Reasons to look. Nothing was taken off for them, and students don't see them.</p>
    ${flagTable("Flags", "Flag", all, link)}`;
}

function alikeLink(pairs: number): Html {
  return html`<p>
    ${pairs} ${pairs === 1 ? "pair has" : "pairs have"} something rare in common:
    <a href="similarity.html">what is alike, packet by packet</a>.
  </p>`;
}

function confirmed({ confirmed: all }: Summary, link: Link): Html | null {
  if (all.length === 0) return null;
  return html`<p>What was looked at and is as it should be. Students don't see it.</p>
    ${flagTable("Confirmed", "What", all, link)}`;
}

function flagTable(caption: string, what: string, flagged: readonly StudentFlag[], link: Link): Html {
  const rows = flagged.map(({ student, title, evidence, packets }): Piece[] => [
    link(student),
    title,
    foreign(evidence),
    packets.slice(0, 10).join(", "),
  ]);
  const columns = [{ label: "Student" }, { label: what }, { label: "Evidence" }, { label: "Packets" }];
  return tableOf(caption, columns, rows);
}

function pending(summary: Summary, results: readonly Result[], link: Link): Html | null {
  if (summary.pending.length === 0) return null;
  const byId = new Map(results.map((result) => [result.student.id, result]));
  const rows = summary.pending.flatMap(({ student, checks: waiting }) =>
    waiting.map((id): Piece[] => {
      const check = byId.get(student)?.checks.find((one) => one.id === id);
      const items = check?.items.filter(({ state }) => state === "pending").map(({ title }) => title) ?? [];
      return [
        link(student),
        html`${check?.title ?? id}${items.length > 0 && html`: ${join(items.map(foreign), ", ")}`}`,
        check?.points ?? "",
        foreign(check?.found?.text ?? ""),
      ];
    }),
  );
  const columns = [{ label: "Student" }, { label: "Check" }, { label: "Points", numeric: true }, { label: "Answer" }];
  return html`<p>
      Write your marks into a CSV with the columns student, check, item, points, comment, and give it with
      <code>--marks</code>.
    </p>
    ${tableOf("Manual items that wait", columns, rows)}`;
}

function problems(results: readonly Result[], link: Link): Html | null {
  const with_ = results.filter(({ problems: all }) => all.some(({ severity }) => severity !== "info"));
  if (with_.length === 0) return null;
  return html`${with_.map(
    (result) =>
      html`<h3>${link(result.student.id, studentName(result))}</h3>
        ${result.reason !== null && html`<p><strong>Not graded.</strong></p>`}${problemList(
          result.problems.filter(({ severity }) => severity !== "info"),
          false,
        )}`,
  )}`;
}

function students(results: readonly Result[], link: Link): Html {
  const rows = results.map((result): Piece[] => [
    link(result.student.id),
    foreign(result.student.name ?? ""),
    result.score.points,
    result.state,
    result.lateness.days === 0 ? "" : `${result.lateness.days} d`,
    result.flags.length === 0 ? "" : result.flags.length,
    result.capture?.packets ?? "",
  ]);
  const columns = [
    { label: "Student" },
    { label: "Name" },
    { label: "Score", numeric: true },
    { label: "State" },
    { label: "Late", numeric: true },
    { label: "Flags", numeric: true },
    { label: "Packets", numeric: true },
  ];
  return tableOf("All submissions", columns, rows);
}

const list = (pieces: readonly Html[]): Html =>
  html`${join(pieces.slice(0, 20), ", ")}${pieces.length > 20 && ` and ${pieces.length - 20} more`}`;
