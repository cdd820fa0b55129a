/** A folder on this machine as one submission: for rubrics' samples, and wherever there is no class around it. */
import type { BeaconOwner } from "../beacons/owner.ts";
import type { Handin } from "../rubric/types.ts";
import type { Submission } from "../scoring/grade-submission.ts";
import { folderSource } from "./layouts/plain.ts";
import { readSource } from "./read-source.ts";

/** @param id of the student: the folder's name */
export async function readSubmission(
  folder: string,
  id: string,
  handin: Handin,
  owner?: BeaconOwner,
): Promise<Submission> {
  return readSource(folderSource(id, { kind: "folder", disk: folder }), handin, owner);
}
