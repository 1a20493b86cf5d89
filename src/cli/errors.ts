// What went wrong, as text for people and an exit status for programs.
import { errorKind, InputError } from "../base/errors.ts";
import { errorText } from "./text.ts";

/** Exit statuses of every command. */
export const status = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Bad usage or bad input, found by the command line itself: what, where, what is allowed. */
export class UsageError extends InputError {
  override readonly name = "UsageError";
}

/** Message and exit status of an error. `debug` adds the stack trace. */
export function explain(error: unknown, debug: boolean): { text: string; status: number } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const kind = errorKind(error);
  const text =
    kind === null
      ? `internal error: ${message}\nPlease report it; DMP_DEBUG=1 shows where it comes from.`
      : message;
  return {
    text: debug ? `${errorText(text)}${stack}\n` : errorText(text),
    status: kind === "input" ? status.usage : status.failed,
  };
}
