/** The public API. What is exported here is kept stable; a test pins the list. */
export { analyze, analyzeWithSeries, type CaptureInput } from "./analyze/analyze.ts";
export { compare } from "./analyze/compare/compare.ts";
export { COMPARE_SCHEMA } from "./analyze/compare/report.ts";
export type { ComparedDirection, ComparedStream, CompareReport } from "./analyze/compare/report.ts";
export type { AnalyzeOptions, PortFormat } from "./analyze/options.ts";
export {
  AnalyzeError,
  AnalyzeOptionError,
  CapturePermissionError,
  CaptureReadError,
  CorruptCaptureError,
  DecompressionError,
  EmptyCaptureError,
  UnknownFormatError,
} from "./analyze/errors.ts";
export type { Place } from "./analyze/errors.ts";
export { facts } from "./analyze/facts/facts.ts";
export type { Fact, FactValue, Section, Unit } from "./analyze/facts/fact.ts";
export { REPORT_SCHEMA } from "./analyze/facts/report.ts";
export type {
  CaptureReport,
  DirectionReport,
  EndpointReport,
  FirstSegmentReport,
  FrameReport,
  FramesReport,
  Report,
  StreamReport,
  SynReport,
  VerdictReport,
} from "./analyze/facts/report.ts";
export type { PacketColumns, RoundTripColumns, SackColumns, Series, StreamSeries } from "./analyze/series/series.ts";
export { jsonReport } from "./lab/render/json/json.ts";
export { terminalReport } from "./lab/render/terminal/terminal.ts";
export type { TerminalStyle } from "./lab/render/terminal/style.ts";
