// Tensor names of the paper's PyTorch code: `SpikingLMUFFTCell` layers and a linear `dense`.
import type { NetworkDescription } from "./description.ts";
import { legendreDiscrete } from "./legendre.ts";
import { fanIns, type NetworkParameters } from "./parameters.ts";
import { elements, refuse, type Tensors } from "./tensor.ts";
import type { TensorReader } from "./tensor-reader.ts";

const cellMark = ".W_u.weight";

/** The prefixes of the cells (LMU1, LMU2), numbers in them in numeric order. */
export const publishedCells = (tensors: Tensors): string[] =>
  [...tensors.keys()]
    .filter((name) => name.endsWith(cellMark))
    .map((name) => name.slice(0, -cellMark.length))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/**
 * Buffers and modules of the published code that its forward pass does not need or does not use: the impulse response
 * and its transform, and a batch normalisation that is never called.
 */
export const publishedIgnored = (name: string): boolean => /\.(H|fft_H|bn_x\.\w+)$/.test(name);

/** The tensors of a cell that only its slow state needs. */
const slowPath = (cell: string): string[] =>
  ["W_u.weight", "W_u.bias", "weight.weight", "weight.bias", "A", "B"].map((name) => `${cell}.${name}`);

/** How far a stored A or B may lie from ours, as a fraction of its largest entry: four roundings of its type. */
const tolerances: Readonly<Record<string, number>> = { F16: 2 ** -9, BF16: 2 ** -6 };
const tolerance = 2 ** -22;

/**
 * Takes the parameters under the published names. `W_u` is the scalar drive, `W_x` the fast weights, `weight` the slow
 * ones; the last two have biases that add up. The buffers A and B, where they are there, are compared with the
 * description's state space.
 */
export function takePublished(
  description: NetworkDescription,
  tensors: Tensors,
  reader: TensorReader,
): NetworkParameters {
  const cells = publishedCells(tensors);
  const count = description.layers.length;
  if (cells.length !== count) refuse(`cells *${cellMark}`, `${count}, one a layer`, cells.join(", "));
  const inputs = fanIns(description);
  const layers = description.layers.map(({ neurons, memory }, l) => {
    const cell = cells[l];
    const fast = reader.take(`${cell}.W_x.weight`, [neurons, inputs[l]]);
    const fastBias = reader.take(`${cell}.W_x.bias`, [neurons]);
    if (!memory) {
      // The code's memory gate at 0: the slow current is absent, its bias too.
      for (const name of slowPath(cell)) reader.leave(name);
      return { fast, bias: fastBias, memory: null };
    }
    const { dim, window } = memory;
    const drive = reader.take(`${cell}.W_u.weight`, [1, inputs[l]]);
    const driveBias = reader.take(`${cell}.W_u.bias`, [1]);
    const output = reader.take(`${cell}.weight.weight`, [neurons, dim]);
    const slowBias = reader.take(`${cell}.weight.bias`, [neurons]);
    const { a, b } = legendreDiscrete(dim, window);
    const meaning = `that of a Legendre state space of dim ${dim} and window ${window}`;
    if (tensors.has(`${cell}.A`)) compare(tensors, reader, `${cell}.A`, [[dim, dim]], a.values, meaning);
    if (tensors.has(`${cell}.B`)) compare(tensors, reader, `${cell}.B`, [[dim, 1], [dim]], b, meaning);
    return { fast, bias: fastBias.map((v, n) => v + slowBias[n]), memory: { drive, driveBias, output } };
  });
  const dense =
    [...tensors.keys()].find((name) => /(^|\.)dense\.weight$/.test(name))?.slice(0, -".weight".length) ??
    "dense";
  const weights = reader.take(`${dense}.weight`, [description.readout.classes, inputs[count]]);
  return { layers, readout: { weights, bias: reader.take(`${dense}.bias`, [description.readout.classes]) } };
}

function compare(
  tensors: Tensors,
  reader: TensorReader,
  name: string,
  shapes: readonly (readonly number[])[],
  ours: Float64Array,
  meaning: string,
): void {
  const stored = reader.take(name, ...shapes);
  const tensor = tensors.get(name);
  if (!tensor || elements(tensor.shape) !== ours.length) return;
  const largest = ours.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const allowed = largest * (tolerances[tensor.dtype] ?? tolerance);
  const bad = ours.findIndex((v, i) => Math.abs(v - stored[i]) > allowed);
  if (bad >= 0) reader.note(`${name}, element ${bad}`, `${ours[bad]}, ${meaning}`, `${stored[bad]}`);
}
