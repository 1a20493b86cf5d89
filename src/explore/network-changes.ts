// Changes of a network whose cost can be told without training: another dilation, another size of the slow states.
import type { IntegerMatrix, IntegerMemory, IntegerNetwork } from "../network/index.ts";

const withMemory = (
  network: IntegerNetwork,
  change: (memory: IntegerMemory) => IntegerMemory | null,
): IntegerNetwork => ({
  ...network,
  layers: network.layers.map((layer) =>
    layer.memory === null ? layer : { ...layer, memory: change(layer.memory) },
  ),
});

/** The network with its slow currents formed anew only at every `dilation`-th step; between, what the network says. */
export const dilated = (network: IntegerNetwork, dilation: number): IntegerNetwork =>
  withMemory(network, (memory) => ({ ...memory, dilation }));

const repeated = (matrix: IntegerMatrix, rows: number, columns: number): IntegerMatrix => ({
  ...matrix,
  rows,
  columns,
  values: Int32Array.from(
    { length: rows * columns },
    (_, i) =>
      matrix.values[
        (Math.floor(i / columns) % matrix.rows) * matrix.columns + ((i % columns) % matrix.columns)
      ]!,
  ),
});

const repeatedList = (values: Int32Array, length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => values[i % values.length]!);

/**
 * The network with slow states of another size, in the same formats, 0: without any. Its parameters are those it has,
 * repeated or cut: it costs what a trained one costs, and answers nothing. Layers without slow state stay so.
 */
export const resized = (network: IntegerNetwork, dim: number): IntegerNetwork =>
  withMemory(network, (memory) => {
    if (dim === 0) return null;
    const { state, current } = memory;
    return {
      ...memory,
      dim,
      state: {
        ...state,
        transition: repeated(state.transition, dim, dim),
        input: { ...state.input, values: repeatedList(state.input.values, dim) },
        shifts: repeatedList(state.shifts, dim),
        fraction: repeatedList(state.fraction, dim),
      },
      current: { ...current, state: repeated(current.state, current.state.rows, dim) },
    };
  });
