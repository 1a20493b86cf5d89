// The integer network as a JSON text: saved whole, loaded only where every field is right.

import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { parseJsonText } from "../base/json.ts";
import { type IntegerNetwork, MAX_PER_STEP } from "../network/index.ts";

/** A text that is no integer network: every problem with its path, what was found and what is allowed. */
export class NetworkFileError extends InputError {
  override readonly name = "NetworkFileError";
  readonly problems: readonly string[];

  constructor(where: string, problems: readonly string[]) {
    super(`${where}: not an integer network\n  ${problems.join("\n  ")}`);
    this.problems = problems;
  }
}

/** JSON with every list of numbers on one line, so that the file can be read and compared. */
export function saveNetwork(network: IntegerNetwork): string {
  const plain = (_: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Int32Array) : value;
  const text = JSON.stringify(network, plain, 2);
  // A line break cannot be inside a JSON string, so what follows "[" and one is a list.
  return `${text.replace(/\[\n[\s\d,-]+\]/g, (list) => list.replace(/\s+/g, ""))}\n`;
}

const integer = (low: number, high: number) => {
  const allowed = `an integer from ${low} to ${high}`;
  return z
    .number(allowed)
    .refine((value) => Number.isInteger(value) && value >= low && value <= high, allowed);
};
const oneOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices, choices.map((choice) => `"${choice}"`).join(" or "));
const object = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape);

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const;
const int32s = z
  .array(z.number())
  .refine(
    (values) => values.every((value) => Number.isInteger(value) && value >= INT32[0] && value <= INT32[1]),
    "a list of integers of 32 bits",
  )
  .transform((values) => Int32Array.from(values));

const fits = ({ bits, values }: { bits: number; values: Int32Array }) =>
  values.every((value) => value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1));
const fitting = "values that fit the declared bits";
const size = integer(1, 65536);
const width = integer(1, 32);
const shift = integer(-31, 62);

const vector = object({ bits: width, values: int32s }).refine(fits, fitting);
const matrix = object({ rows: size, columns: size, bits: width, values: int32s })
  .refine(fits, fitting)
  .refine(({ rows, columns, values }) => values.length === rows * columns, "rows * columns values");
const leak = object({ factor: integer(...INT32), shift });
/** One number for all neurons, or one each. */
const neuronNumber = z.union(
  [integer(...INT32), vector],
  `an integer from ${INT32[0]} to ${INT32[1]}, or bits and the values of all neurons, which fit them`,
);

const memory = object({
  dim: integer(1, 1024),
  drive: object({ weights: vector, bias: vector, shift, bits: integer(1, 31) }),
  state: object({
    transition: matrix,
    input: vector,
    shifts: int32s,
    bits: integer(2, 32),
    fraction: int32s,
  }),
  current: object({ state: matrix, drive: vector, shift }),
  dilation: integer(1, INT32[1]),
  refresh: oneOf(["hold", "skip"]),
});

const layer = object({
  inputs: size,
  neurons: size,
  fast: object({ weights: matrix, shift }),
  bias: vector,
  leak: object({ factor: neuronNumber, shift }),
  threshold: neuronNumber,
  reset: oneOf(["subtract", "zero"]),
  resetBy: neuronNumber.exactOptional(),
  membraneBits: integer(2, 32),
  membraneFraction: integer(-64, 64),
  memory: memory.nullable(),
});

const schema = object({
  format: z.literal("dmp-rtl integer network 1", `"dmp-rtl integer network 1"`),
  name: z.string(),
  inputs: object({
    channels: size,
    valueBits: integer(0, 16),
    maxPerStep: integer(1, MAX_PER_STEP),
    timestep: z.number().positive(),
    scale: z.number("a positive number").positive("a positive number").exactOptional(),
  }),
  layers: z.array(layer).min(1),
  readout: object({
    classes: size,
    mode: oneOf(["mean-logits", "mean-membrane"]),
    weights: matrix,
    bias: vector,
    lastSteps: integer(1, 2 ** 24).nullable(),
    membrane: object({ leak, shift, bits: integer(2, 32) }).nullable(),
    fraction: integer(-64, 64),
  }),
  maxSteps: integer(1, INT32[1]).nullable(),
}).superRefine(checkShapes);

/** What one field says about the size of another. */
function checkShapes(network: IntegerNetwork, context: z.core.$RefinementCtx): void {
  const expect = (path: (string | number)[], found: number, expected: number) => {
    if (found !== expected) context.addIssue({ code: "custom", path, message: `${expected}`, input: found });
  };
  let inputs = network.inputs.channels;
  network.layers.forEach(({ neurons, memory: slow, ...each }, l) => {
    const at = ["layers", l];
    expect([...at, "inputs"], each.inputs, inputs);
    expect([...at, "fast", "weights", "rows"], each.fast.weights.rows, neurons);
    expect([...at, "fast", "weights", "columns"], each.fast.weights.columns, inputs);
    expect([...at, "bias", "values", "length"], each.bias.values.length, neurons);
    const own = { "leak.factor": each.leak.factor, threshold: each.threshold, resetBy: each.resetBy };
    for (const [path, number] of Object.entries(own))
      if (typeof number === "object")
        expect([...at, ...path.split("."), "values", "length"], number.values.length, neurons);
    if (slow) {
      const { dim, drive, state, current } = slow;
      const lengths: [string[], number, number][] = [
        [["drive", "weights", "values", "length"], drive.weights.values.length, inputs],
        [["drive", "bias", "values", "length"], drive.bias.values.length, 1],
        [["state", "transition", "rows"], state.transition.rows, dim],
        [["state", "transition", "columns"], state.transition.columns, dim],
        [["state", "input", "values", "length"], state.input.values.length, dim],
        [["state", "shifts", "length"], state.shifts.length, dim],
        [["state", "fraction", "length"], state.fraction.length, dim],
        [["current", "state", "rows"], current.state.rows, neurons],
        [["current", "state", "columns"], current.state.columns, dim],
        [["current", "drive", "values", "length"], current.drive.values.length, neurons],
      ];
      for (const [path, found, expected] of lengths) expect([...at, "memory", ...path], found, expected);
    }
    inputs = neurons;
  });
  const { classes, weights, bias, mode, membrane } = network.readout;
  expect(["readout", "weights", "rows"], weights.rows, classes);
  expect(["readout", "weights", "columns"], weights.columns, inputs);
  expect(["readout", "bias", "values", "length"], bias.values.length, classes);
  if ((mode === "mean-membrane") !== (membrane !== null))
    context.addIssue({
      code: "custom",
      path: ["readout", "membrane"],
      message: `an object in the mode "mean-membrane", null in "mean-logits"`,
      input: membrane,
    });
}

/** Path as one writes it in code; what is there, cut where it is long. */
function problemOf(issue: z.core.$ZodIssue, root: unknown): string {
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const found = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], root);
  const shown = found === undefined ? "nothing" : JSON.stringify(found).slice(0, 60);
  const message = issue.code === "unrecognized_keys" ? `no field ${issue.keys.join(", ")}` : issue.message;
  return `${path.slice(1) || "the file"}: found ${shown}, allowed: ${message}`;
}

/** The network of a text written by `saveNetwork`. Throws a NetworkFileError; `where` names the text in it. */
export function loadNetwork(text: string, where = "integer network"): IntegerNetwork {
  let root: unknown;
  try {
    root = parseJsonText(text);
  } catch (error) {
    throw new NetworkFileError(where, [(error as Error).message]);
  }
  const parsed = schema.safeParse(root);
  if (parsed.success) return parsed.data;
  throw new NetworkFileError(
    where,
    parsed.error.issues.map((issue) => problemOf(issue, root)),
  );
}
