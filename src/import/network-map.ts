// Name maps: which tensor of a file is what, and what the file does not say of the neurons. Plain data, as JSON holds it.
import { z } from "zod";
import { InputError } from "../base/errors.ts";

/** A tensor by its name; transposed: stored as inputs x outputs, where PyTorch has outputs x inputs. */
export type TensorRef = string | { readonly tensor: string; readonly transposed: boolean };

/** `null` stands for what a proposal leaves to its reader: a network is made only where nothing is null. */
type Open<T> = T | null;

interface Leak {
  readonly beta?: Open<number>;
  readonly tau?: Open<number>;
}

/** The tensor that holds a number for each neuron; clamped: values outside of 0 to 1 count as the end they are beyond. */
export interface OwnNumbers {
  readonly tensor: string;
  readonly clamped?: boolean;
}

/** One number for all neurons, or the tensor of one each. */
interface NeuronLeak {
  readonly beta?: Open<number> | OwnNumbers;
  readonly tau?: Open<number> | OwnNumbers;
}

export interface LayerMap extends NeuronLeak {
  readonly fast: TensorRef;
  /** Tensors that add up; none: zeros. */
  readonly bias: readonly string[];
  /** One for all neurons, or the tensor that holds one for each. */
  readonly threshold: Open<number> | { readonly tensor: string };
  readonly reset: Open<"subtract" | "zero">;
  /** The threshold is subtracted in the step after the spike, as snnTorch does it unless told otherwise. */
  readonly resetDelay?: boolean;
  readonly memory?: {
    readonly window: Open<number>;
    readonly drive: string;
    readonly driveBias?: string;
    readonly output: TensorRef;
  };
}

interface ReadoutTensors {
  readonly weights: TensorRef;
  readonly bias: readonly string[];
}

/** Only membranes leak. */
export type ReadoutMap =
  | ({ readonly mode: "mean-logits" } & ReadoutTensors)
  | ({ readonly mode: Open<"mean-membrane"> } & ReadoutTensors & Leak)
  /** The last layer has a neuron a class: the one with most spikes wins. */
  | { readonly mode: "spike-count" };

export interface NetworkMap {
  readonly layers: readonly LayerMap[];
  readonly readout: ReadoutMap;
  /** Tensors that the network does not need. */
  readonly ignore?: readonly string[];
}

/** A map file that says what no map says. */
export class MapError extends InputError {
  override readonly name = "MapError";
}

const tensor = z.union([z.string(), z.strictObject({ tensor: z.string(), transposed: z.boolean() })]);
const openNumber = z.number().nullable();
const ownNumbers = z.strictObject({ tensor: z.string() });
const neuronLeak = {
  beta: z
    .union(
      [openNumber, ownNumbers.extend({ clamped: z.boolean().optional() })],
      'a number, or {"tensor": NAME}',
    )
    .optional(),
  tau: z.union([openNumber, ownNumbers], 'a number, or {"tensor": NAME}').optional(),
};
const leak = { beta: openNumber.optional(), tau: openNumber.optional() };
const names = z.array(z.string());

const schema = z.strictObject({
  layers: z
    .array(
      z.strictObject({
        fast: tensor,
        bias: names.default([]),
        ...neuronLeak,
        threshold: z.union([openNumber, ownNumbers], 'a number, or {"tensor": NAME}'),
        reset: z.enum(["subtract", "zero"]).nullable(),
        resetDelay: z.boolean().optional(),
        memory: z
          .strictObject({
            window: openNumber,
            drive: z.string(),
            driveBias: z.string().optional(),
            output: tensor,
          })
          .optional(),
      }),
    )
    .min(1),
  readout: z.union(
    [
      z.strictObject({ mode: z.literal("spike-count") }),
      z
        .strictObject({
          mode: z.enum(["mean-logits", "mean-membrane"]).nullable(),
          weights: tensor,
          bias: names.default([]),
          ...leak,
        })
        .refine(
          ({ mode, beta, tau }) => mode !== "mean-logits" || (beta ?? tau) === undefined,
          'expected neither beta nor tau with "mean-logits": only membranes leak',
        ),
    ],
    '{"mode": "spike-count"}, or "mean-logits" or "mean-membrane" with weights (a tensor), bias (a list), and, for membranes, one number for beta or tau',
  ),
  ignore: names.optional(),
});

/** Checks a map as `JSON.parse` gives it. @throws MapError with every wrong field; `where` names the file */
export function parseMap(value: unknown, where: string): NetworkMap {
  const result = schema.safeParse(value);
  if (!result.success)
    throw new MapError(
      `${where}: wrong map\n${result.error.issues.map((i) => `  ${i.path.join(".") || "the map"}: ${i.message}`).join("\n")}`,
    );
  const map = result.data as NetworkMap;
  const open = openFields(map);
  if (open.length > 0)
    throw new MapError(
      `${where}: ${open.join(", ")}: null; the weights do not say it: write what the network was trained with`,
    );
  return map;
}

/** Paths of the fields that are null. */
export function openFields(value: unknown, path = ""): string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    openFields(inner, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
  );
}
