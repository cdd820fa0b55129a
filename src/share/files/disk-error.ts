/** @returns what the system says, without its call and our path: "ENOSPC: no space left on device" */
export function diskProblem(error: unknown): string {
  return (error as Error).message.replace(/, \w+(?: '.*)?$/s, "");
}
