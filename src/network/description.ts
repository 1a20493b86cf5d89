// The network description: what a DMP network computes, apart from its parameters and from any hardware.

import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { isIdentifier } from "./identifier.ts";
import { MAX_PER_STEP } from "./integer.ts";

/** Either the decay of a membrane each time step, or its time constant in time steps; `leakOf` says what each means. */
type LeakChoice =
  | { readonly beta: number; readonly tau?: never }
  | { readonly tau: number; readonly beta?: never };

/** One number for all neurons of a layer, or a list of one for each. */
export type PerNeuron = number | readonly number[];

/** As `LeakChoice`; each neuron may have its own. */
type NeuronLeakChoice =
  | { readonly beta: PerNeuron; readonly tau?: never }
  | { readonly tau: PerNeuron; readonly beta?: never };

/** The slow state of a layer: `dim` Legendre coefficients of the last `window` time steps of the scalar drive. */
export interface MemorySpec {
  /** Dimension d, 0 to 256; 0 means no slow state. */
  readonly dim: number;
  /** theta, in time steps; need not be an integer. */
  readonly window: number;
  /** The slow current is refreshed at steps k with k mod dilation = 0. Default 1: at every step. */
  readonly dilation?: number;
  /** The slow current between refreshes: the last one ("hold", the default) or none ("skip"). */
  readonly refresh?: "hold" | "skip";
}

export type LayerSpec = {
  readonly neurons: number;
  /** Null or absent: a plain layer of leaky integrate-and-fire neurons. */
  readonly memory?: MemorySpec | null;
  /** A neuron fires where its membrane reaches it. */
  readonly threshold: PerNeuron;
  /** What a neuron that fires does to its membrane: subtract the threshold, or set it to zero. */
  readonly reset: "subtract" | "zero";
  /**
   * What "subtract" takes from the membrane. Default: the threshold. With threshold / beta the subtraction counts in the
   * next step, after its leak: snnTorch's delayed reset.
   */
  readonly resetBy?: PerNeuron;
} & NeuronLeakChoice;

export type ReadoutSpec = {
  readonly classes: number;
  /** Use only the last so many time steps of a sequence; null (the default): all. */
  readonly lastSteps?: number | null;
} & (
  | { readonly mode: "mean-logits"; readonly beta?: never; readonly tau?: never }
  | ({ readonly mode: "mean-membrane" } & LeakChoice)
);

/** Most time steps of a sequence, where a description does not say. */
export const DEFAULT_MAX_STEPS = 1024;

/** What a user writes; `network` checks it and fills in the defaults. */
export interface NetworkSpec {
  /** Becomes a Verilog module name. */
  readonly name: string;
  readonly inputs: {
    readonly channels: number;
    /** Seconds of one time step. */
    readonly timestep: number;
    /** Bits of an event's unsigned value, 1 to 16; 0 (the default): an event carries none and counts 1. */
    readonly valueBits?: number;
    /** Most that the values of one step's events add up to. Default: every channel once, with its largest value. */
    readonly maxPerStep?: number;
    /**
     * What the trained weights multiply an event of value 1 by: 1/255 for a network trained on pixels of 0 to 1 that gets
     * them as 0 to 255. Default 1. It goes into the weights of the first layer.
     */
    readonly scale?: number;
  };
  readonly layers: readonly LayerSpec[];
  readonly readout: ReadoutSpec;
  /** Most time steps of a sequence; null: any number, without end, with `readout.lastSteps`. Default 1024. */
  readonly maxSteps?: number | null;
}

export type MemoryDescription = Required<MemorySpec>;
export type LayerDescription = LayerSpec & { readonly memory: MemoryDescription | null };
export type ReadoutDescription = ReadoutSpec & { readonly lastSteps: number | null };

/** A checked network description with every default filled in: plain data that JSON can hold. */
export interface NetworkDescription {
  readonly name: string;
  readonly inputs: Required<NetworkSpec["inputs"]>;
  readonly layers: readonly LayerDescription[];
  readonly readout: ReadoutDescription;
  readonly maxSteps: number | null;
}

/** One wrong field of a description. */
export interface DescriptionProblem {
  /** Where, as in `layers[0].memory.dim`. */
  readonly path: string;
  /** What is there, as JSON; "nothing" where the field is missing. */
  readonly found: string;
  readonly allowed: string;
}

/** A network description with wrong fields; lists all of them. */
export class DescriptionError extends InputError {
  override readonly name = "DescriptionError";
  readonly problems: readonly DescriptionProblem[];

  constructor(problems: readonly DescriptionProblem[]) {
    const lines = problems.map(({ path, found, allowed }) => `${path}: found ${found}, allowed: ${allowed}`);
    super(`wrong network description\n  ${lines.join("\n  ")}`);
    this.problems = problems;
  }
}

const field = <T>(allowed: string, test: (value: unknown) => boolean) =>
  z.custom<T>(test, { error: allowed, abort: false });

const integer = (lo: number, hi: number) =>
  field<number>(
    `an integer from ${lo} to ${hi}`,
    (v) => Number.isInteger(v) && (v as number) >= lo && (v as number) <= hi,
  );

const real = (allowed: string, test: (value: number) => boolean) =>
  field<number>(allowed, (v) => typeof v === "number" && Number.isFinite(v) && test(v));

const oneOf = <const T extends readonly string[]>(...choices: T) =>
  field<T[number]>(choices.map((c) => `"${c}"`).join(" or "), (v) =>
    (choices as readonly unknown[]).includes(v),
  );

/** An object with exactly these fields. */
const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : `an object with ${list(Object.keys(shape))}`,
  });

const list = (names: readonly string[]) => names.join(", ");

/** A number, or a list of one a neuron, of which the first wrong one is named. */
const perNeuron = (allowed: string, test: (value: number) => boolean) => {
  const right = (v: unknown): v is number => typeof v === "number" && Number.isFinite(v) && test(v);
  return z.custom<PerNeuron>().superRefine((value, context) => {
    const wrong = Array.isArray(value) ? value.findIndex((v) => !right(v)) : -1;
    if (wrong >= 0) context.addIssue({ code: "custom", path: [wrong], message: allowed });
    else if (!Array.isArray(value) && !right(value))
      context.addIssue({ code: "custom", message: `${allowed}, or a list of one a neuron` });
  });
};

const seconds = real("a positive number of seconds", (v) => v > 0);
const isBeta = (v: number) => v >= 0 && v <= 1;
const isTau = (v: number) => v >= 1;
const betas = "a number from 0 to 1";
const taus = "a number from 1 (in time steps)";
const leak = { beta: real(betas, isBeta).optional(), tau: real(taus, isTau).optional() };
const neuronLeak = { beta: perNeuron(betas, isBeta).optional(), tau: perNeuron(taus, isTau).optional() };

type Leaky = { beta?: unknown; tau?: unknown } | null | undefined;

const given = (of: Leaky) => [of?.beta, of?.tau].filter((v) => v !== undefined).length;

/** Checks that look at several fields run even where another field is wrong, so that all problems come at once. */
const always = {
  when: ({ value }: { value: unknown }) => typeof value === "object" && value !== null,
} as const;

const memory = object({
  dim: integer(0, 256),
  window: real("a number from 1 to 100000 (in time steps)", (v) => v >= 1 && v <= 100_000),
  dilation: integer(1, 65_536).default(1),
  refresh: oneOf("hold", "skip").default("hold"),
});

/** Fields of a layer that may be lists. */
const lists = ["beta", "tau", "threshold", "resetBy"] as const;

const layer = object({
  neurons: integer(1, 65_536),
  memory: memory
    .nullable()
    .default(null)
    .transform((m) => (m?.dim === 0 ? null : m)),
  ...neuronLeak,
  threshold: perNeuron("a positive number", (v) => v > 0),
  reset: oneOf("subtract", "zero"),
  resetBy: perNeuron("a positive number", (v) => v > 0).optional(),
})
  .refine((l: Leaky) => given(l) === 1, { error: "exactly one of beta and tau", ...always })
  .refine((l) => l?.reset !== "zero" || l.resetBy === undefined, {
    error: 'nothing with "zero"',
    path: ["resetBy"],
    ...always,
  })
  .superRefine((l, context) => {
    for (const name of lists) {
      const { [name]: list, neurons } = l;
      if (Array.isArray(list) && list.length !== neurons)
        context.addIssue({
          code: "custom",
          path: [name, "length"],
          message: `${neurons}, one for each neuron`,
          input: list.length,
        });
    }
  })
  .transform((l) => {
    // What all neurons share is one number: nothing behind this knows that it was a list.
    const shared = lists.flatMap((name) => {
      const list = l[name];
      return Array.isArray(list) && list.every((v) => v === list[0]) ? [[name, list[0]]] : [];
    });
    return { ...l, ...Object.fromEntries(shared) };
  });

const readoutSchema = object({
  classes: integer(1, 65_536),
  mode: oneOf("mean-logits", "mean-membrane"),
  ...leak,
  lastSteps: integer(1, 65_536).nullable().default(null),
})
  .refine((r) => r?.mode !== "mean-membrane" || given(r) === 1, {
    error: 'exactly one of beta and tau with "mean-membrane"',
    ...always,
  })
  .refine((r) => r?.mode !== "mean-logits" || given(r) === 0, {
    error: 'neither beta nor tau with "mean-logits"',
    ...always,
  });

const inputs = object({
  channels: integer(1, 65_536),
  timestep: seconds,
  valueBits: integer(0, 16).default(0),
  maxPerStep: integer(1, MAX_PER_STEP).optional(),
  scale: real("a positive number", (v) => v > 0).default(1),
});

const schema = object({
  name: field<string>(
    "a letter, then letters, digits and underscores (64 at most), no reserved word of Verilog",
    (v) => typeof v === "string" && isIdentifier(v),
  ),
  inputs,
  layers: z
    .array(layer, { error: "a list of at least one layer" })
    .min(1, { error: "a list of at least one layer" }),
  readout: readoutSchema,
  maxSteps: integer(1, 65_536).nullable().default(DEFAULT_MAX_STEPS),
})
  .refine(
    (n) =>
      n?.maxSteps === null || !(Number(n?.readout?.lastSteps) > Number(n?.maxSteps ?? DEFAULT_MAX_STEPS)),
    { error: "at most maxSteps", path: ["readout", "lastSteps"], ...always },
  )
  .refine((n) => n?.maxSteps !== null || typeof n?.readout?.lastSteps === "number", {
    error:
      "the steps of a window where maxSteps is null: sums over a sequence without end would grow without end",
    path: ["readout", "lastSteps"],
    ...always,
  });

/**
 * Checks a network description, as `JSON.parse` gives it or as written in code, and fills in the defaults.
 * @throws DescriptionError naming every wrong field, the value found and what is allowed
 */
export function parseDescription(value: unknown): NetworkDescription {
  const result = schema.safeParse(value, { reportInput: true });
  if (!result.success)
    throw new DescriptionError(result.error.issues.flatMap((issue) => problems(issue, value)));
  const { inputs, ...rest } = result.data;
  const maxPerStep = inputs.maxPerStep ?? inputs.channels * Math.max(1, 2 ** inputs.valueBits - 1);
  return { ...rest, inputs: { ...inputs, maxPerStep } } as unknown as NetworkDescription;
}

/** A network from its description in code. @throws DescriptionError as `parseDescription` does */
export const network = (spec: NetworkSpec): NetworkDescription => parseDescription(spec);

/** A layer of neurons with dual memory pathways, or of plain leaky neurons where it has no memory. */
export const dmp = (spec: LayerSpec): LayerSpec => spec;

/** How the spikes of the last layer become a class. */
export const readout = (spec: ReadoutSpec): ReadoutSpec => spec;

/** The numbers of all `neurons`. */
export const eachNeuron = (value: PerNeuron, neurons: number): Float64Array =>
  typeof value === "number" ? new Float64Array(neurons).fill(value) : Float64Array.from(value);

/**
 * What a leak choice means: the factor of the membrane each time step, and the factor of every current. A time
 * constant decays the input too (v += (I - v) / tau), so its currents count only 1 / tau.
 */
export function leakOf(choice: { readonly beta?: number | undefined; readonly tau?: number | undefined }): {
  beta: number;
  gain: number;
} {
  return choice.tau === undefined
    ? { beta: choice.beta ?? 0, gain: 1 }
    : { beta: 1 - 1 / choice.tau, gain: 1 / choice.tau };
}

/** The same for each neuron of a layer. */
export function leaksOf({ beta, tau, neurons }: LayerSpec): { beta: Float64Array; gain: Float64Array } {
  const each = (pick: "beta" | "gain") =>
    tau === undefined
      ? eachNeuron(beta, neurons).map((b) => leakOf({ beta: b })[pick])
      : eachNeuron(tau, neurons).map((t) => leakOf({ tau: t })[pick]);
  return { beta: each("beta"), gain: each("gain") };
}

function problems(issue: z.core.$ZodIssue, root: unknown): DescriptionProblem[] {
  const where = (path: readonly PropertyKey[]) =>
    path.reduce<string>(
      (text, p) => (typeof p === "number" ? `${text}[${p}]` : text ? `${text}.${String(p)}` : String(p)),
      "",
    ) || "the description";
  const at = (path: readonly PropertyKey[]) =>
    path.reduce<unknown>((value, p) => (value as Record<PropertyKey, unknown> | undefined)?.[p], root);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: where([...issue.path, key]),
      found: show(at([...issue.path, key])),
      allowed: "no field of this name",
    }));
  return [{ path: where(issue.path), found: show(at(issue.path)), allowed: issue.message }];
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
