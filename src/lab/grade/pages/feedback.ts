/** feedback/<student>.html: what a student needs to understand the grade, and to find it in Wireshark. */
import { foreign, html, type Html } from "../../render/html/markup.ts";
import { filterCode } from "../../render/html/facts-view.ts";
import { packetsText } from "../output/feedback-text.ts";
import type { CheckResult, Result, Where } from "../result.ts";
import { forStudents } from "../submission/problems.ts";
import { gradePage, points, problemList, stateTag, studentName, type Section } from "./parts.ts";
import { captureSection, type Plotted } from "./plots.ts";

/** @param plotted the student's own capture, where there is one to show */
export function feedbackPage(result: Result, plotted: Plotted | null): string {
  const { assignment, score, lateness, show_expected: open } = result;
  const shown = result.checks.filter(({ hidden }) => !hidden);
  // The report of the capture says all the right values.
  const plots = open && plotted !== null ? captureSection(plotted) : null;
  const problems = forStudents(result.problems);
  const sections: Section[] = [
    { id: "result", title: "Result", body: resultSection(result, shown.length < result.checks.length) },
    ...(problems.length > 0 ? [{ id: "notes", title: "About what you handed in", body: problemList(problems) }] : []),
    { id: "checks", title: "Checks", body: html`${shown.map((check, index) => checkSection(check, index, open))}` },
    ...(plots === null ? [] : [{ id: "capture", title: "Your capture", body: plots.body }]),
  ];
  const links = shown.map(({ title }, index) => html`<a href="#check-${index}">${title}</a>`);
  return gradePage({
    title: `${assignment.title}: feedback`,
    kicker: "Feedback",
    heading: assignment.title,
    meta: [
      studentName(result),
      lateness.submitted !== null && `handed in ${lateness.submitted}`,
      lateness.due !== null && `due ${lateness.due}${lateness.extension ? " (your extension)" : ""}`,
      `${score.points} of ${points(score.max)}`,
    ],
    sections,
    links: new Map([["checks", links], ...(plots === null ? [] : [["capture", plots.links] as const])]),
    symbols: plots?.symbols ?? null,
  });
}

function resultSection(result: Result, hides: boolean): Html {
  const { score, state, reason, lateness } = result;
  const rows: (readonly [string, number])[] = [
    ["Checks", score.earned],
    ["Penalties", -score.penalties],
    ["Lateness", -score.late],
  ];
  const some = score.penalties > 0 || score.late > 0;
  return html`<p class="score"><strong>${score.points}</strong><span>of ${points(score.max)}</span></p>
    ${
      some &&
      html`<dl class="sums">
        ${rows.map(
          ([name, value]) =>
            (value !== 0 || name === "Checks") &&
            html`<dt>${name}</dt>
              <dd>${signed(value)}</dd>`,
        )}
      </dl>`
    }
    ${
      reason !== null &&
      html`<div class="card">
        <p><strong>This submission could not be graded.</strong> ${foreign(reason)}</p>
      </div>`
    }
    ${state === "pending" && score.pending > 0 && html`<p>${points(score.pending)} ${score.pending === 1 ? "waits" : "wait"} for a person to decide.</p>`}
    ${lateness.note !== null && html`<p>${lateness.note}</p>`}
    ${hides && html`<p class="quiet">Some checks are not shown on this page.</p>`}`;
}

const signed = (value: number): string => (value < 0 ? `\u2212${-value}` : String(value));

function checkSection(check: CheckResult, index: number, open: boolean): Html {
  const { title, state, points: most, earned, expected, found, where, reason, hint, notices, type } = check;
  const wrong = state === "failed" || state === "partial" || state === "not-reached";
  const scored = most > 0 ? `${earned} of ${points(most)}` : earned !== 0 ? `${signed(earned)} points` : null;
  const items = open || type === "manual" ? check.items : [];
  const rows: (readonly [string, Html])[] = [
    ...(expected !== null && open && state !== "pending" ? [["Expected", foreign(expected.text)] as const] : []),
    ...(found === null ? [] : [["Found", foreign(found.text)] as const]),
    ...(open && where !== null ? whereRows(where) : []),
  ];
  return html`<section class="check" id="check-${index}" aria-labelledby="check-${index}-h">
    <h3 id="check-${index}-h">${title}</h3>
    <p class="line">${stateTag(state)}${scored !== null && html`<span>${scored}</span>`}</p>
    ${reason !== null && html`<p>${foreign(reason)}</p>`}
    ${
      rows.length > 0 &&
      html`<dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>`
    }
    ${notices.map((notice) => html`<p class="quiet">${foreign(notice)}</p>`)}
    ${wrong && hint !== null && html`<p class="hint"><b>Hint.</b> ${hint}</p>`}
    ${
      items.length > 0 &&
      html`<ul class="items">
        ${items.map(
          ({ title: name, state: of, points: worth, earned: got, comment }) =>
            html`<li>
              ${stateTag(of)}<span
                >${foreign(name)}${worth !== null && got !== null && html` (${got} of ${worth})`}${comment !== null && html`: ${foreign(comment)}`}</span
              >
            </li> `,
        )}
      </ul>`
    }
  </section> `;
}

function whereRows({ formula, filter, packets, packet_count: count }: Where): (readonly [string, Html])[] {
  return [
    ...(formula === null ? [] : [["How", html`${formula}`] as const]),
    ...(filter === null ? [] : [["In Wireshark", filterCode(filter)] as const]),
    ...(packets.length === 0
      ? []
      : [[count === 1 ? "Packet" : "Packets", html`${packetsText(packets, count)}`] as const]),
  ];
}
