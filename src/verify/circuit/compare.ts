// What a circuit did against what its model says: the first difference, by its cycle.
import type { Bench, CaseResult } from "../../simulate/index.ts";
import { VerifyError } from "../errors.ts";
import type { Response, Value } from "./case.ts";
import { fieldName } from "./streams.ts";

/** One place where circuit and model disagree. Fields that do not apply are null. */
export interface CircuitDifference {
  /** A stream or an output; `end`: the simulation did not end, or an assertion failed. */
  readonly name: string;
  readonly field: string | null;
  /** Number of the beat. */
  readonly beat: number | null;
  /** Clock cycle since the reset in which it was shown; null: nothing was. */
  readonly cycle: number | null;
  readonly expected: Value | string;
  /** Null: nothing was shown. */
  readonly found: Value | string | null;
  /** What the design printed. */
  readonly text: string;
}

/** A difference as one line for people. */
export function describeDifference({
  name,
  field,
  beat,
  cycle,
  expected,
  found,
  text,
}: CircuitDifference): string {
  const what = field === null ? name : `${name}.${field}`;
  const place = [...(beat === null ? [] : [`beat ${beat}`]), ...(cycle === null ? [] : [`cycle ${cycle}`])];
  const where = place.length === 0 ? "" : ` (${place.join(", ")})`;
  return `${what}${where}: expected ${expected}, found ${found ?? "nothing"}${text === "" ? "" : `: ${text}`}`;
}

const nowhere = { field: null, beat: null, cycle: null, text: "" };
const same = (a: Value, b: Value): boolean => a === b || BigInt(a) === BigInt(b);

/** The first wrong beat of every stream that the model speaks of, or one too many; and the first missing one. */
function wrongBeats(bench: Bench, result: CaseResult, streams: NonNullable<Response["streams"]>) {
  const [wrong, missing]: [CircuitDifference[], CircuitDifference[]] = [[], []];
  for (const [name, beats] of Object.entries(streams)) {
    const stream = [...bench.sinks, ...bench.monitors].find((s) => s.name === name)!;
    const { cycles, columns } = (result.sinks[name] ?? result.monitors[name])!;
    const first = beats.findIndex((beat, at) =>
      stream.fields.some(
        (f, i) => at < cycles.length && !same(beat[fieldName(stream, f)]!, columns[i]![at]!),
      ),
    );
    if (first >= 0) {
      const at = stream.fields.findIndex(
        (f, i) => !same(beats[first]![fieldName(stream, f)]!, columns[i]![first]!),
      );
      const field = fieldName(stream, stream.fields[at]!);
      const [expected, found] = [beats[first]![field]!, columns[at]![first]!];
      wrong.push({ ...nowhere, name, field, beat: first, cycle: cycles[first]!, expected, found });
    } else if (cycles.length > beats.length) {
      const beat = beats.length;
      wrong.push({
        ...nowhere,
        name,
        beat,
        cycle: cycles[beat]!,
        expected: "no more beats",
        found: "another beat",
      });
    } else if (cycles.length < beats.length)
      missing.push({ ...nowhere, name, beat: cycles.length, expected: `${beats.length} beats`, found: null });
  }
  return { wrong, missing };
}

function wrongOutputs(result: CaseResult, outputs: NonNullable<Response["outputs"]>): CircuitDifference[] {
  return Object.entries(outputs).flatMap(([name, values]) => {
    const seen = result.outputs[name]!;
    const cycle = values.findIndex((v, at) => v !== null && at < seen.length && !same(v, seen[at]!));
    return cycle < 0 ? [] : [{ ...nowhere, name, cycle, expected: values[cycle]!, found: seen[cycle]! }];
  });
}

function wrongLast(result: CaseResult, last: NonNullable<Response["last"]>): CircuitDifference[] {
  return Object.entries(last).flatMap(([name, expected]) => {
    const found = result.flags[name] ?? result.outputs[name]!.at(-1)!;
    return same(expected, found) ? [] : [{ ...nowhere, name, cycle: result.cycles - 1, expected, found }];
  });
}

const failed = ({ cycles, printed }: CaseResult, when: string): CircuitDifference => ({
  ...nowhere,
  ...{ name: "end", cycle: cycles, expected: "done", found: "assertion", text: `${when}${printed.trim()}` },
});

/** What is wrong with the part of a case that a reset cuts off: it is compared with nothing, but what the design asserts holds there too. */
export const compareCut = (result: CaseResult): CircuitDifference | null =>
  result.status === "assertion" ? failed(result, "before the reset: ") : null;

/** The first difference, or null. Wrong values come before missing ones, since after a halt everything later is missing. */
export function compareCircuit(
  bench: Bench,
  result: CaseResult,
  expected: Response,
): CircuitDifference | null {
  const { wrong, missing } = wrongBeats(bench, result, expected.streams ?? {});
  const values = [...wrong, ...wrongOutputs(result, expected.outputs ?? {})];
  if (values.length > 0) return values.reduce((a, b) => (b.cycle! < a.cycle! ? b : a));
  if (result.status === "assertion") return failed(result, "");
  if (missing.length > 0) return missing[0]!;
  if (result.status === "timeout")
    return { ...nowhere, name: "end", cycle: result.cycles, expected: "done", found: "timeout" };
  return wrongLast(result, expected.last ?? {})[0] ?? null;
}

const parts = ["streams", "outputs", "last"];

/** @throws VerifyError where what a model gives is no response: of another, nothing would be compared */
function needResponse(found: Response): void {
  const refuse = (what: string): never => {
    throw new VerifyError(`the model gives ${what}; it gives an object of ${parts.join(", ")}, at once`);
  };
  if (typeof found !== "object" || found === null) refuse(`${found}`);
  if (typeof (found as { then?: unknown }).then === "function") {
    // What it comes to is nobody's business any more, an error least of all.
    Promise.resolve(found).catch(() => undefined);
    refuse("a promise");
  }
  const surplus = Object.keys(found).find((key) => !parts.includes(key));
  if (surplus !== undefined)
    throw new VerifyError(`the model gives ${surplus}; what is compared are ${parts.join(", ")}`);
}

function needValue(value: unknown, what: string): void {
  if (typeof value !== "bigint" && !Number.isInteger(value))
    throw new VerifyError(`the model gives ${what} the value ${value}; values are whole numbers`);
}

/** @throws VerifyError where the model speaks of what the circuit does not have, a beat of it lacks a field, or a value is no integer */
export function checkResponse(bench: Bench, response: Response): void {
  needResponse(response);
  const { streams = {}, outputs = {}, last = {} } = response;
  const known = (what: string, name: string, names: readonly string[]) => {
    if (!names.includes(name))
      throw new VerifyError(
        `the model gives ${what} ${name}, which ${bench.top} lacks; it has: ${names.join(", ") || "none"}`,
      );
  };
  const seen = [...bench.sinks, ...bench.monitors];
  const ports = (bench.outputs ?? []).map((f) => f.port);
  for (const [name, beats] of Object.entries(streams)) {
    known(
      "the stream",
      name,
      seen.map((s) => s.name),
    );
    if (!Array.isArray(beats) || beats.some((beat) => typeof beat !== "object" || beat === null))
      throw new VerifyError(`the model gives for the stream ${name} no list of beats, { field: value }`);
    const stream = seen.find((s) => s.name === name)!;
    const fields = stream.fields.map((f) => fieldName(stream, f));
    for (const [i, beat] of beats.entries())
      for (const field of fields) {
        if (beat[field] === undefined)
          throw new VerifyError(`the model gives beat ${i} of stream ${name} without its field ${field}`);
        needValue(beat[field], `${field} in beat ${i} of stream ${name}`);
      }
  }
  for (const [port, values] of Object.entries(outputs)) {
    known("the output", port, ports);
    if (!Array.isArray(values))
      throw new VerifyError(`the model gives for the output ${port} no list of values, one a cycle`);
    for (const [cycle, value] of values.entries())
      if (value !== null) needValue(value, `the output ${port} in cycle ${cycle}`);
  }
  for (const [port, value] of Object.entries(last)) {
    known("the output", port, [...ports, ...bench.flags.map((f) => f.port)]);
    needValue(value, `the output ${port} at last`);
  }
}
