// What the quantizer refuses.
import { InputError } from "../base/errors.ts";

/** A network, an option or a file that the quantizer cannot take: what, where, what is allowed. */
export class QuantizeError extends InputError {
  override readonly name = "QuantizeError";
}
