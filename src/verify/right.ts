// Whether everything inside is right: one pass over what was seen, without sorting it. Says nothing about what is wrong.
import type { GoldenRecord } from "../../golden/index.ts";
import type { CorePlan, NetworkPlan } from "../core/index.ts";
import type { Bench, CaseResult } from "../simulate/index.ts";
import { recordsOf, type Shown } from "./observed.ts";

const stepsOf = ({ logitsPerStep }: GoldenRecord, classes: number): number => logitsPerStep.length / classes;

/** Membranes and spikes, word after word, layer after layer, step after step. */
function rightMembranes(
  core: CorePlan,
  shown: Shown,
  records: readonly GoldenRecord[],
  classes: number,
): boolean {
  const lanes = core.lanes.neuron;
  const number = shown.column("layer");
  const values = Array.from({ length: lanes }, (_, l) => shown.column(`value_${l}`));
  const fired = Array.from({ length: lanes }, (_, l) => shown.column(`fired_${l}`));
  let at = 0;
  for (const record of records)
    for (let k = 0; k < stepsOf(record, classes); k += 1)
      for (let layer = 0; layer < core.layers.length; layer += 1) {
        const { index, words, layer: own } = core.layers[layer]!;
        const { u, spikes } = record.layers[index]!;
        const { addresses } = spikes;
        let spike = spikes.offsets[k]!;
        const last = spikes.offsets[k + 1]!;
        for (let n = 0, word = 0; word < words; word += 1, at += 1) {
          if (number[at] !== layer) return false;
          for (let l = 0; l < lanes && n < own.neurons; l += 1, n += 1) {
            const fires = spike < last && addresses[spike] === n;
            if (fires) spike += 1;
            if (fired[l]![at] !== (fires ? 1 : 0)) return false;
            if (!shown.unseen && values[l]![at] !== u[k * own.neurons + n]) return false;
          }
        }
      }
  return at === shown.cycles.length;
}

/** Scalar drives, or slow states in the order of their rows. */
function rightSlow(
  core: CorePlan,
  shown: Shown,
  records: readonly GoldenRecord[],
  classes: number,
  what: "x" | "m",
): boolean {
  const [number, row, value] = [shown.column("layer"), shown.column("index"), shown.column("value")];
  let at = 0;
  for (const record of records)
    for (let k = 0; k < stepsOf(record, classes); k += 1)
      for (let layer = 0; layer < core.layers.length; layer += 1) {
        const { index, dim } = core.layers[layer]!;
        if (dim === 0) {
          // A shared core shows a drive for every layer: this one means nothing.
          if (what === "x") at += 1;
          continue;
        }
        const expected = record.layers[index]![what];
        const rows = what === "x" ? 1 : dim;
        for (let i = 0; i < rows; i += 1, at += 1) {
          if (number[at] !== layer || value[at] !== expected[k * rows + i]) return false;
          if (what === "m" && row[at] !== i) return false;
        }
      }
  return at === shown.cycles.length;
}

function rightLogits(shown: Shown, records: readonly GoldenRecord[], classes: number): boolean {
  const [number, value] = [shown.column("class"), shown.column("value")];
  let at = 0;
  for (const { logitsPerStep } of records)
    for (let i = 0; i < logitsPerStep.length; i += 1, at += 1)
      if (number[at] !== i % classes || Number(value[at]) !== logitsPerStep[i]) return false;
  return at === shown.cycles.length;
}

/** True only where every drive, slow state, membrane, spike and logit was seen as it must be, in the order it must be. */
export function allRight(
  plan: NetworkPlan,
  bench: Bench,
  result: CaseResult,
  records: readonly GoldenRecord[],
): boolean {
  const { classes } = plan.readout;
  const shown = (name: string) => recordsOf(bench, result, name);
  return (
    plan.cores.every((core) => {
      const slow = (what: "x" | "m", name: string) =>
        !core.hasMemory || rightSlow(core, shown(`${core.name}_${name}`), records, classes, what);
      return (
        slow("x", "drive") &&
        slow("m", "state") &&
        rightMembranes(core, shown(`${core.name}_membrane`), records, classes)
      );
    }) && rightLogits(shown("logit"), records, classes)
  );
}
