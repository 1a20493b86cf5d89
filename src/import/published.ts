// Checkpoints of the published DMP code: the file itself fixes channels, neurons, dimension, classes and window.
import {
  CheckpointError,
  legendreDiscrete,
  network,
  networkFromTensors,
  type Tensor,
  type Tensors,
} from "../network/index.ts";
import { publishedCells } from "../network/published-names.ts";
import { floats } from "../network/tensor.ts";
import { refuse } from "./error.ts";
import { generalFields, type Imported, type ImportOptions } from "./imported.ts";

export interface PublishedOptions extends ImportOptions {
  /** Time steps of the windows, where the file holds neither A and B nor an impulse response; null: not said. */
  readonly window: number | null;
  /** False: the memory gate of the code is at 0, so the slow current is absent. */
  readonly memory: boolean;
}

export const isPublished = (tensors: Tensors): boolean => publishedCells(tensors).length > 0;

/**
 * The neurons are those of the code: tau 2 with decayed input, threshold 1, reset to zero.
 * @throws ImportError, CheckpointError naming the tensor
 */
export function importPublished(tensors: Tensors, options: PublishedOptions): Imported {
  if (options.window !== null && !options.memory)
    refuse("--window", "is of the slow states, which --no-memory leaves out", "leave one of the two out");
  const { notes, inputs: input, ...general } = generalFields(options);
  const cells = publishedCells(tensors);
  const layers = cells.map((cell) => {
    const neurons = sizes(tensors, `${cell}.W_x.weight`)[0];
    const [, dim] = sizes(tensors, `${cell}.weight.weight`);
    const memory = options.memory ? { dim, window: options.window ?? windowOf(tensors, cell, dim) } : null;
    return { neurons, memory, tau: 2, threshold: 1, reset: "zero" as const };
  });
  const dense = [...tensors.keys()].find((name) => /(^|\.)dense\.weight$/.test(name)) ?? "dense.weight";
  const description = network({
    ...general,
    inputs: { channels: sizes(tensors, `${cells[0]}.W_x.weight`)[1], ...input },
    layers,
    readout: { classes: sizes(tensors, dense)[0], mode: "mean-logits" },
  });
  return {
    network: networkFromTensors(description, tensors),
    source: "PyTorch cells of the published code",
    notes: [
      "neurons as in the published code: tau 2 with decayed input, threshold 1, reset to zero",
      ...(options.memory ? [] : ["memory gate at 0: no layer has a slow state"]),
      ...notes,
    ],
  };
}

const missing = (name: string, expected: string): never => {
  throw new CheckpointError([{ where: name, expected, found: "none of this name" }]);
};

/** Shape of a matrix. */
function sizes(tensors: Tensors, name: string): readonly [number, number] {
  const { shape } = tensors.get(name) ?? missing(name, "a matrix");
  if (shape.length !== 2) refuse(name, `has the shape [${shape.join(", ")}]`, "expected a matrix");
  return [shape[0], shape[1]];
}

/** What the code stores of a cell's state space: B, or an impulse response, whose first column is B. */
function inputColumn(tensors: Tensors, cell: string, dim: number): Float64Array | null {
  const column = (name: string, tensor: Tensor | undefined) => {
    if (tensor === undefined || tensor.shape[0] !== dim) return null;
    const values = floats(name, tensor);
    return values.filter((_, i) => i % (values.length / dim) === 0);
  };
  return column(`${cell}.B`, tensors.get(`${cell}.B`)) ?? column(`${cell}.H`, tensors.get(`${cell}.H`));
}

/**
 * The window that gives the stored B. Its first element is nearly 1 / window, so a secant over its inverse is there in a few
 * steps; a whole number of steps is taken where it fits as well.
 */
function windowOf(tensors: Tensors, cell: string, dim: number): number {
  const stored = inputColumn(tensors, cell, dim);
  if (stored === null)
    return refuse(
      cell,
      "holds neither A and B nor an impulse response",
      "say the window in steps: --window N",
    );
  const miss = (window: number) => {
    const { b } = legendreDiscrete(dim, window);
    return b.reduce((most, v, i) => Math.max(most, Math.abs(v - stored[i])), 0);
  };
  const inverse = (window: number) => 1 / legendreDiscrete(dim, window).b[0];
  const wanted = 1 / stored[0];
  const within = (window: number) => Math.min(100_000, Math.max(1, window));
  let [before, now] = [within(wanted), within(wanted * 1.1 + 1)];
  let [was, is] = [inverse(before), inverse(now)];
  for (let step = 0; step < 20 && Math.abs(is - wanted) > 1e-9 * wanted && is !== was; step++) {
    const next = within(now + ((wanted - is) * (now - before)) / (is - was));
    [before, was, now] = [now, is, next];
    is = inverse(now);
  }
  const largest = stored.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const whole = Math.round(now);
  for (const window of [whole, now]) if (miss(window) <= largest * 2 ** -6) return window;
  return refuse(
    `${cell}.B`,
    `is that of no Legendre state space of dimension ${dim}`,
    "say the window: --window N",
  );
}
