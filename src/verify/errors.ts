// What a verification refuses to start with.
import { InputError } from "../base/errors.ts";

/** Wrong input of a verification: where it is, what was found, what is allowed. */
export class VerifyError extends InputError {
  override readonly name = "VerifyError";
}
