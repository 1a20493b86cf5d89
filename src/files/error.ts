// What the readers of this folder throw: a file that is not what it must be.
import { InputError } from "../base/errors.ts";

/** Where a file is wrong, what was expected there and what was found. Callers that know the file's purpose say it anew. */
export class FileError extends InputError {
  override readonly name = "FileError";
  /** The part of the file. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;

  constructor(where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`);
    this.where = where;
    this.expected = expected;
    this.found = found;
  }
}

/** Throws a FileError. */
export function refuse(where: string, expected: string, found: string): never {
  throw new FileError(where, expected, found);
}
