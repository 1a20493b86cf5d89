// Checkpoints of the published DMP code: the file itself fixes channels, neurons, dimension, classes and window.
import { CheckpointError, network, networkFromTensors, type Tensors } from "../network/index.ts";
import { publishedCells } from "../network/published-names.ts";
import { refuse } from "./error.ts";
import { generalFields, type Imported, type ImportOptions } from "./imported.ts";
import { windowOf } from "./window.ts";

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
  const windows: string[] = [];
  const memoryOf = (cell: string, dim: number) => {
    if (!options.memory) return null;
    if (options.window !== null) return { dim, window: options.window };
    const { window, notes } = windowOf(tensors, cell, dim);
    windows.push(...notes);
    return { dim, window };
  };
  const layers = cells.map((cell) => {
    const neurons = sizes(tensors, `${cell}.W_x.weight`)[0];
    const [, dim] = sizes(tensors, `${cell}.weight.weight`);
    return { neurons, memory: memoryOf(cell, dim), tau: 2, threshold: 1, reset: "zero" as const };
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
      ...windows,
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
