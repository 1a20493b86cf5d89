// The report of a quantization as a table for people.
import { counted } from "../base/counted.ts";
import type { Comparison, Saturation } from "./compare.ts";
import type { Quantized } from "./quantize.ts";

/** Columns padded to their widest cell; the first to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join("  ")
      .trimEnd();
  return [head, ...rows].map(line).join("\n");
}

const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;
const saturated = ({ count, of }: Saturation): string => (of === 0 ? "-" : `${count} of ${of}`);
const range = ([least, most]: readonly [number, number]): string =>
  least === most ? `${least}` : `${least}..${most}`;

const tensorTable = ({ tensors }: Quantized): string =>
  table(
    ["tensor", "values", "bits", "fraction", "error", "clamped"],
    tensors.map(({ name, size, bits, fraction, error, clamped }) => [
      name,
      `${size}`,
      `${bits}`,
      range(fraction),
      percent(error),
      `${clamped}`,
    ]),
  );

const number = (value: number): string => `${Number(value.toPrecision(5))}`;
const steps = (timeConstant: number | null): string =>
  timeConstant === null ? "none" : number(timeConstant);

/** Leaks and thresholds; a leak with its time constant in steps. */
const constantTable = ({ constants }: Quantized): string =>
  table(
    ["constant", "asked", "reached", "fraction", "error", "time constant", "reached", "stands still below"],
    constants.map(({ name, asked, reached, fraction, error, timeConstant, standstill }) => [
      name,
      number(asked),
      number(reached),
      `${fraction}`,
      percent(error),
      timeConstant ? steps(timeConstant.asked) : "-",
      timeConstant ? steps(timeConstant.reached) : "-",
      standstill === undefined ? "-" : number(standstill),
    ]),
  );

const sumTable = ({ network, stateErrors, accumulators }: Quantized): string =>
  table(
    ["layer", "x", "m", "u", "sum Wx", "sum D", "sum P", "sum Wf", "a", "slow state error"],
    network.layers.map(({ memory, membraneBits }, l) => {
      const { drive, state, current, fast, membrane } = accumulators.layers[l];
      const error = stateErrors[l];
      return [
        `${l}`,
        ...[memory?.drive.bits, memory?.state.bits, membraneBits, drive, state, current, fast, membrane].map(
          (bits) => `${bits ?? "-"}`,
        ),
        error === null ? "-" : percent(error),
      ];
    }),
  );

const layerTable = ({ layers }: Comparison): string =>
  table(
    ["layer", "spikes float", "integer", "differ", "x saturated", "m saturated", "u saturated"],
    layers.map(({ spikes, x, m, u }, l) => [
      `${l}`,
      `${spikes.float}`,
      `${spikes.integer}`,
      `${spikes.differ}`,
      saturated(x),
      saturated(m),
      saturated(u),
    ]),
  );

/** The report of a quantization, and where recordings were compared, of what it changed. */
export function reportText(quantized: Quantized, comparison?: Comparison): string {
  const parts = [
    tensorTable(quantized),
    `Leaks (error of the time constant) and thresholds.\n${constantTable(quantized)}`,
    `Widths in bits; sums as wide as these weights need.\n${sumTable(quantized)}`,
    `Logits: ${quantized.accumulators.logits} bits.`,
  ];
  if (quantized.notes.length > 0) parts.push(quantized.notes.map((note) => `Note: ${note}.`).join("\n"));
  if (comparison) {
    const { recordings, classesDiffer, accuracy } = comparison;
    const right = accuracy
      ? ` Accuracy: float ${percent(accuracy.float, 1)}, integer ${percent(accuracy.integer, 1)}.`
      : "";
    parts.push(
      layerTable(comparison),
      `${counted(recordings, "recording")}, ${classesDiffer} of another class.${right}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}
