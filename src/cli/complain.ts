/** How the analyzer's errors are told, and the exit codes they end with. */
import {
  AnalyzeOptionError,
  CaptureEngineError,
  CaptureExistsError,
  CaptureFilterError,
  CaptureInterfaceError,
  CapturePermissionError,
  type AnalyzeError,
} from "../analyze/errors.ts";
import { EXIT_BAD_INPUT, EXIT_NO_PERMISSION, EXIT_USAGE } from "./exit.ts";
import { say } from "./peer-options.ts";

const USAGE = [AnalyzeOptionError, CaptureExistsError, CaptureFilterError, CaptureInterfaceError];
const PERMISSION = [CapturePermissionError, CaptureEngineError];

/** Says what is wrong and what to do, and sets the exit code. */
export function complain(error: AnalyzeError): void {
  say(`${error.message}\n  ${error.remedy} [${error.code}]`);
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: AnalyzeError): number {
  if (USAGE.some((kind) => error instanceof kind)) return EXIT_USAGE;
  return PERMISSION.some((kind) => error instanceof kind) ? EXIT_NO_PERMISSION : EXIT_BAD_INPUT;
}
