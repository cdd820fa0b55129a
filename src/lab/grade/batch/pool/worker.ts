/** A process that grades one submission after another. Whatever a submission does to it, the others are graded by another one. */
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { GradeError } from "../../errors.ts";
import { feedbackFile, loadRubric, writeFeedback } from "../../grade.ts";
import type { Rubric } from "../../rubric/types.ts";
import { StudentLists } from "../../student-lists.ts";
import { gradeSource } from "../grade-source.ts";
import { recordDigest, submissionDigest } from "../parts/key.ts";
import { readPart, readPrint, sameKey, writePart, type PartKey } from "../parts/part.ts";
import type { FromWorker, Task, ToWorker, WorkerSettings } from "./messages.ts";

interface Ready {
  readonly settings: WorkerSettings;
  readonly rubric: Rubric;
  readonly lists: StudentLists;
  readonly watchdog: Worker;
}

let ready: Promise<Ready> | null = null;

process.on("message", (message: ToWorker) => {
  if (message.type === "settings") ready = prepare(message.settings);
  else void work(message.task);
});
// The process that started this one is gone: nobody waits for results.
process.on("disconnect", () => process.exit(0));

async function prepare(settings: WorkerSettings): Promise<Ready> {
  const watchdog = new Worker(new URL("watchdog.js", import.meta.url), { workerData: settings.limits, stdout: false });
  const rubric = await loadRubric(settings.rubricPath);
  const lists = await StudentLists.read(rubric, settings.rubricPath, settings.marksFile ?? undefined);
  return { settings, rubric, lists, watchdog };
}

async function work(task: Task): Promise<void> {
  try {
    const kept = await grade(task, await ready!);
    tell({ type: "done", index: task.index, kept, megabytes: process.memoryUsage.rss() / 2 ** 20 });
  } catch (error) {
    // What a submission holds never throws; an error of ours is the end of this process, and a reason in the result.
    if (!(error instanceof GradeError)) throw error;
    tell({ type: "broken", message: error.message, remedy: error.remedy });
  }
}

/** @returns whether the part was there already */
async function grade({ index, source, name }: Task, { settings, rubric, lists, watchdog }: Ready): Promise<boolean> {
  const record = lists.of(source);
  watchdog.postMessage("begin");
  const key: PartKey = {
    version: settings.version,
    rubric: settings.rubric,
    record: recordDigest(record),
    submission: await submissionDigest(source),
  };
  tell({ type: "key", index, key });
  if (settings.resume) {
    const part = await readPart(settings.out, name);
    const whole = !settings.pages || existsSync(feedbackFile(settings.out, name));
    const same = part !== null && whole && sameKey(part.key, key);
    // Without its print it would be compared with nobody, in this run and in all that follow.
    if (same && (await readPrint(settings.out, name)) !== null) {
      watchdog.postMessage("end");
      return true;
    }
  }
  const graded = await gradeSource(rubric, source, record);
  if (settings.pages) await writeFeedback(settings.out, name, graded.result, graded.submission);
  await writePart(settings.out, name, key, graded);
  watchdog.postMessage("end");
  return false;
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
