// What is wrong with a file of a batch.
import { InputError } from "../base/errors.ts";

/** A batch, a unit or a result that cannot be used: which file, and what is wrong with it. */
export class BatchError extends InputError {
  override readonly name = "BatchError";
}
