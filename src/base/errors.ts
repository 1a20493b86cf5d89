// The two kinds of expected errors. Every error class of the project is of one kind, so that whoever reports an error
// (the command line, a user's program) needs no list of them. What is of neither kind is a fault of the project itself.

export type ErrorKind = "input" | "run";

/** Something that was given is wrong: the message says what, where, and what is allowed. */
export abstract class InputError extends Error {
  readonly kind: ErrorKind = "input";
}

/** What was given is right, but a tool, a simulation or a check of its result failed. */
export abstract class RunError extends Error {
  readonly kind: ErrorKind = "run";
}

/**
 * The kind of an error, null where nobody expected it. Errors of the system about a path (no space, no right) are of
 * input. By the property and not by the class: an error may come from another copy of this package.
 */
export function errorKind(error: unknown): ErrorKind | null {
  if (!(error instanceof Error)) return null;
  if ("kind" in error && (error.kind === "input" || error.kind === "run")) return error.kind;
  return "code" in error && "path" in error ? "input" : null;
}
