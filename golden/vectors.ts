// Golden vectors: small networks with inputs and every intermediate value, as JSON that people can read.
import { type VectorCase, vectorCases } from "./cases.ts";
import { exactStep } from "./exact.ts";
import { argmax } from "./golden.ts";
import { emptySteps, initialState } from "./state.ts";

/** Every quantity of every step of a case, as plain data (see golden/vectors/README.md). */
function vectorOf({ name, about, network, events }: VectorCase): object {
  const state = initialState(network);
  const did = emptySteps(network);
  const { offsets, addresses, values } = events;

  const steps = Array.from({ length: events.steps }, (_, k) => {
    const [from, to] = [offsets[k], offsets[k + 1]];
    const sums = exactStep(network, state, { addresses, values, from, to }, did);
    return {
      step: k,
      addresses: addresses.slice(from, to),
      ...(values && { values: values.slice(from, to) }),
      layers: network.layers.map(({ memory }, l) => ({
        ...(memory && {
          driveSum: sums[l].drive,
          x: did[l].x,
          stateSums: sums[l].state,
          m: state.layers[l].m.slice(),
          ...(sums[l].memory && { currentSums: sums[l].memory }),
        }),
        fastSums: sums[l].fast,
        membraneSums: sums[l].membrane,
        fired: did[l].spikes.slice(0, did[l].count),
        u: state.layers[l].u.slice(),
      })),
      ...(network.readout.membrane && { readoutMembranes: state.readout.u.slice() }),
      logits: state.readout.logits.slice(),
    };
  });
  return { name, about, network, steps, class: argmax(state.readout.logits) };
}

/** JSON in which whatever fits a line is on one line, and a matrix has one row a line. */
function print(value: unknown, indent = "", columns?: number): string {
  if (typeof value === "bigint") return `${value}`;
  if (ArrayBuffer.isView(value)) return print(Array.from(value as Int32Array), indent, columns);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}  `;
  const list = Array.isArray(value);
  const width = "columns" in value ? (value.columns as number) : undefined;
  const parts = list
    ? value.map((part) => print(part, deeper))
    : Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${print(part, deeper, width)}`);
  const line = list ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  const rows = columns && columns > 1 && columns < parts.length;
  if (!rows && line.length + indent.length <= 110 && !line.includes("\n")) return line;
  const lines = rows
    ? Array.from({ length: parts.length / columns }, (_, r) =>
        parts.slice(r * columns, (r + 1) * columns).join(", "),
      )
    : parts;
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.map((each) => deeper + each).join(",\n")}\n${indent}${close}`;
}

/** The files of golden/vectors: name and text. */
export const vectorFiles = (): { name: string; text: string }[] =>
  vectorCases.map((each) => ({ name: `${each.name}.json`, text: `${print(vectorOf(each))}\n` }));
