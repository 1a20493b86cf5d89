// What went wrong, as text for people and an exit status for programs.
import { errorText } from "./text.ts";

/** Exit statuses of every command. */
export const status = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Bad usage or bad input, found by the command line itself: what, where, what is allowed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The classes of errors that say what is wrong with what the user gave; every other one is a fault or a failed run. */
const ofInput = new Set([
  "UsageError",
  "DescriptionError",
  "HardwareError",
  "CheckpointError",
  "RecordingError",
  "SequenceError",
  "QuantizeError",
  "NetworkFileError",
  "GoldenError",
  "FolderError",
  "ToolError",
  "CaseFileError",
  "VerifyError",
  "HdlError",
  "FlowError",
  "BoardError",
]);

/** Errors of the simulation: their message is enough too, but the run has failed. */
const ofRun = new Set([
  "BuildError",
  "EngineError",
  "BenchError",
  "VerilogError",
  "SimulationError",
  "FlowRunError",
  "LintError",
]);

/** Whether an error says what is wrong with what the user gave. Errors of the system about a path do: no space, no right. */
export const isOfInput = (error: unknown): boolean =>
  error instanceof Error && (ofInput.has(error.name) || ("code" in error && "path" in error));

/** Message and exit status of an error. `debug` adds the stack trace. */
export function explain(error: unknown, debug: boolean): { text: string; status: number } {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const known = isOfInput(error) || ofRun.has(name);
  const text = known
    ? errorText(message)
    : errorText(`internal error: ${message}\nPlease report it; DMP_DEBUG=1 shows where it comes from.`);
  return {
    text: debug ? `${text}${stack}\n` : text,
    status: isOfInput(error) ? status.usage : status.failed,
  };
}
