// What the quantizer refuses.
import { InputError } from "../base/errors.ts";

/** A network, an option or a file that the quantizer cannot take: what, where, what is allowed. */
export class QuantizeError extends InputError {
  override readonly name: string = "QuantizeError";
}

/** Options of the quantizer that are none, or not for this network: whoever read them from a file can name it. */
export class QuantizeOptionError extends QuantizeError {
  override readonly name: string = "QuantizeOptionError";
}
