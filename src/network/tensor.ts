// Named tensors of a checkpoint file, before anybody knows what they mean.
import { InputError } from "../base/errors.ts";
import { floatTypes, numbers, type RawArray } from "../files/array.ts";
import { FileError } from "../files/error.ts";

export { elementBytes, elements, showShape } from "../files/array.ts";

/** Something wrong in a checkpoint. */
export interface CheckpointProblem {
  /** The tensor, or the part of the file. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** A checkpoint that cannot be read, or that does not hold the parameters of the network; lists all problems. */
export class CheckpointError extends InputError {
  override readonly name = "CheckpointError";
  readonly problems: readonly CheckpointProblem[];

  constructor(problems: readonly CheckpointProblem[]) {
    const lines = problems.map((p) => `${p.where}: expected ${p.expected}, found ${p.found}`);
    super(`wrong checkpoint\n  ${lines.join("\n  ")}`);
    this.problems = problems;
  }
}

/** Throws a CheckpointError of one problem. */
export function refuse(where: string, expected: string, found: string): never {
  throw new CheckpointError([{ where, expected, found }]);
}

/** What `read` gives, a FileError of it as a CheckpointError. */
export function inCheckpoint<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FileError ? new CheckpointError([error]) : error;
  }
}

export type Tensor = RawArray;
export type Tensors = ReadonlyMap<string, Tensor>;

/**
 * The elements of a tensor as float64, row after row.
 * @throws CheckpointError where the type is none of F64, F32, F16, BF16, or an element is NaN or infinite
 */
export function floats(name: string, tensor: Tensor): Float64Array {
  const rows = inCheckpoint(() => numbers(name, tensor, floatTypes));
  const bad = rows.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) refuse(`${name}, element ${bad} of ${rows.length}`, "a finite number", String(rows[bad]));
  return rows;
}
