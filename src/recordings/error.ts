// What every reader of recordings throws when a file or an option is not what it must be.
import { InputError } from "../base/errors.ts";

import { FileError } from "../files/error.ts";

/** A recording file or option that cannot be used: where it is wrong, what was expected there and what was found. */
export class RecordingError extends InputError {
  override readonly name = "RecordingError";
  /** The file, or the option where no file is involved. */
  readonly file: string;
  /** Position in the file: a byte offset, a line, a dataset and index, or a JSON path. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;

  constructor(file: string, where: string, expected: string, found: string) {
    super(`${file}: ${where}: expected ${expected}, found ${found}`);
    this.file = file;
    this.where = where;
    this.expected = expected;
    this.found = found;
  }
}

/** What `read` gives, a FileError of it as a RecordingError of the file at `path`. */
export function inRecording<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new RecordingError(path, error.where, error.expected, error.found);
  }
}

/** A value for an error message: quoted and cut to 60 characters; of a list or object only what it is. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Throws unless `value` is an integer in low..high. `option` names it in the message. */
export function checkInteger(option: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RecordingError("option", option, `an integer in ${low}..${high}`, String(value));
  }
}
