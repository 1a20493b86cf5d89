// What can go wrong between asking for a simulation and its results.
import { InputError, RunError } from "../base/errors.ts";

/** A bench that no engine can drive, or a case that does not fit its bench. The message names the field. */
export class BenchError extends RunError {
  override name = "BenchError";
}

/** The design did not become a program. `log` holds the tool's own words. */
export class BuildError extends RunError {
  override name = "BuildError";
  readonly log: string;

  constructor(message: string, log: string) {
    super(log === "" ? message : `${message}\n${log}`);
    this.log = log;
  }
}

/** A tool is missing or too old. The message says which, and how to get it. */
export class ToolError extends InputError {
  override name = "ToolError";
}

/** The simulation itself crashed, hung or was killed. */
export class EngineError extends RunError {
  override name = "EngineError";
  /** Its last lines on standard error. */
  readonly lastWords: string;
  readonly exitCode: number | null;
  readonly signal: string | null;

  constructor(
    what: string,
    end: { lastWords?: string; exitCode?: number | null; signal?: string | null } = {},
  ) {
    const { lastWords = "", exitCode = null, signal = null } = end;
    super(lastWords === "" ? what : `${what}\n${lastWords}`);
    this.lastWords = lastWords;
    this.exitCode = exitCode;
    this.signal = signal;
  }
}
