// One case of any circuit as plain data: what goes in, what must come out, how it is disturbed. Stored as JSON.
import { parseJsonText } from "../../base/json.ts";
import type { Stalls } from "../../simulate/index.ts";
import { VerifyError } from "../errors.ts";

/** A bigint where the port is wider than 32 bits. */
export type Value = number | bigint;

/** A beat of a stream: its values by field, without the stream's name (`dividend` for the port `request_dividend`). */
export type Beat = Readonly<Record<string, Value>>;

/** What goes into a circuit. */
export interface Stimulus {
  /** Beats of each source, by its name. */
  readonly streams: Readonly<Record<string, readonly Beat[]>>;
  /** Values of the inputs of no stream, by port, one for every cycle; the last stays. */
  readonly inputs: Readonly<Record<string, readonly Value[]>>;
}

/** What must come out of it. What is not named is not compared. */
export interface Response {
  /** All beats of each sink, or monitor, by its name. */
  readonly streams?: Readonly<Record<string, readonly Beat[]>>;
  /** Values of the outputs of no stream, by port, one for every cycle from the first on; null: any. */
  readonly outputs?: Readonly<Record<string, readonly (Value | null)[]>>;
  /** Values of outputs after the last beat. */
  readonly last?: Readonly<Record<string, Value>>;
}

export interface CircuitCase {
  /** What the case was drawn from; 0 for one that was written by hand. */
  readonly seed: number;
  readonly stimulus: Stimulus;
  /** Null: every stream goes as fast as it can. */
  readonly stalls: Stalls | null;
  /** Contents of registers and memories at the beginning: 0: cleared; another number: noise made from it. */
  readonly stateSeed: number;
  /** The same stimulus goes before, cut off by a reset after so many cycles; null: it does not. */
  readonly cutAfter: number | null;
}

/** A case without disturbance. */
export const quietCase = (stimulus: Stimulus): CircuitCase => ({
  seed: 0,
  stimulus,
  stalls: null,
  stateSeed: 0,
  cutAfter: null,
});

const FORMAT = "dmp-rtl circuit case 1";

/** The case as JSON: a bigint is a text such as "12n". */
export const saveCircuitCase = (c: CircuitCase): string =>
  `${JSON.stringify({ format: FORMAT, ...c }, (_, v) => (typeof v === "bigint" ? `${v}n` : v), 1)}\n`;

/** Reads what `saveCircuitCase` wrote. @throws VerifyError where it is something else */
export function loadCircuitCase(text: string, file: string): CircuitCase {
  let read: { format?: unknown };
  try {
    parseJsonText(text);
    read = JSON.parse(text, (_, v) =>
      typeof v === "string" && /^-?\d+n$/.test(v) ? BigInt(v.slice(0, -1)) : v,
    );
  } catch (error) {
    throw new VerifyError(`${file}: ${(error as Error).message}`);
  }
  const { format, ...c } = read ?? {};
  if (format !== FORMAT)
    throw new VerifyError(
      `${file}: expected a file of the format "${FORMAT}", found ${JSON.stringify(format)}`,
    );
  return c as CircuitCase;
}
