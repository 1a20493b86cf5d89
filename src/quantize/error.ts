// What the quantizer refuses.

/** A network, an option or a file that the quantizer cannot take: what, where, what is allowed. */
export class QuantizeError extends Error {
  override readonly name = "QuantizeError";
}
