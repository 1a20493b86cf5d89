// What a verification refuses to start with.

/** Wrong input of a verification: where it is, what was found, what is allowed. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
}
