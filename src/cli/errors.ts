// What went wrong, as text for people and an exit status for programs.
import { type ErrorKind, errorKind, InputError } from "../base/errors.ts";
import { pathOf, reasonOf } from "../base/system-error.ts";
import { errorText } from "./text.ts";

/** Exit statuses of every command. */
export const status = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Bad usage or bad input, found by the command line itself: what, where, what is allowed. */
export class UsageError extends InputError {
  override readonly name = "UsageError";
}

/** The message of an expected error: of the project's own words, or the system's in ours. */
function messageOf(error: Error): string {
  const path = "kind" in error ? null : pathOf(error);
  return path === null ? error.message : `${path}: ${reasonOf(error)}`;
}

/** What went wrong, in every form that it is told in. */
export interface Explained {
  /** For people: "error: ...". */
  readonly text: string;
  /** The object that --json prints in place of a result. */
  readonly json: { readonly error: { readonly kind: ErrorKind | "internal"; readonly message: string } };
  readonly status: number;
}

/** Explains an error. `debug` adds the stack trace to the text. */
export function explain(error: unknown, debug: boolean): Explained {
  const { message: own, stack } = error instanceof Error ? error : new Error(String(error));
  const kind = errorKind(error);
  const message =
    kind === null
      ? `internal error: ${own}\nPlease report it; DMP_DEBUG=1 shows where it comes from.`
      : messageOf(error as Error);
  return {
    text: debug ? `${errorText(message)}${stack}\n` : errorText(message),
    json: { error: { kind: kind ?? "internal", message } },
    status: kind === "input" ? status.usage : status.failed,
  };
}
