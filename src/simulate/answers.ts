// What leaves a network, as the beats of its streams: classes, and logits and spikes of every step where asked for.
import type { NetworkPlan } from "../core/index.ts";
import type { Beats } from "./case.ts";

/** What a model says of a sequence: `classes` logits a step, and the neurons of each layer that fire in each step. */
export interface ModelRecord {
  readonly logitsPerStep: ArrayLike<number>;
  readonly layers: readonly {
    readonly spikes: { readonly addresses: Uint32Array; readonly offsets: ArrayLike<number> };
  }[];
}

/** The step that a beat is of. */
export interface AnswerPlace {
  readonly sequence: number;
  readonly step: number;
}

/** The beats of one stream: its name, its columns in the order of its ports, and where each beat belongs. */
export interface Answers extends Beats {
  readonly name: string;
  readonly columns: readonly number[][];
  readonly places: readonly AnswerPlace[];
}

const noEvent = 2;

/** The lowest number of the largest. */
const largest = (values: ArrayLike<number>, from: number, count: number): number => {
  let best = 0;
  for (let c = 1; c < count; c++) if (values[from + c]! > values[from + best]!) best = c;
  return best;
};

/** The beats of every stream out of the network, for sequences one after the other; `records`: of each. */
export function answersOf(
  { network, hardware, cores }: NetworkPlan,
  records: readonly ModelRecord[],
): Answers[] {
  const { classes } = network.readout;
  const { outputs } = hardware;
  const core = cores.at(-1)!;
  const lastWord = (core.layers.at(-1)!.words - 1) * core.lanes.neuron;
  const collect = (
    name: string,
    width: number,
    fill: (add: Add, record: ModelRecord, k: number, end: number) => void,
  ) => {
    const columns = Array.from({ length: width }, (): number[] => []);
    const places: AnswerPlace[] = [];
    records.forEach((record, sequence) => {
      const steps = record.logitsPerStep.length / classes;
      for (let step = 0; step < steps; step++)
        fill(
          (...beat) => {
            columns.forEach((column, i) => {
              column.push(beat[i]!);
            });
            places.push({ sequence, step });
          },
          record,
          step,
          Number(step === steps - 1),
        );
    });
    return { name, beats: places.length, columns, places };
  };
  type Add = (...beat: number[]) => void;
  const everyStep = outputs.classes === "step";
  return [
    collect("classes", everyStep ? 2 : 1, (add, { logitsPerStep }, k, end) => {
      if (everyStep || end === 1) add(largest(logitsPerStep, k * classes, classes), end);
    }),
    ...(outputs.logits
      ? [
          collect("logits", 3, (add, { logitsPerStep }, k, end) => {
            for (let c = 0; c < classes; c++)
              add(logitsPerStep[k * classes + c]!, Number(c === classes - 1), end);
          }),
        ]
      : []),
    ...(outputs.spikes
      ? [
          collect("spikes", 3, (add, { layers }, k, end) => {
            const { addresses, offsets } = layers.at(-1)!.spikes;
            const fired = addresses.subarray(offsets[k]!, offsets[k + 1]!);
            // Words leave one after the other: unless the last one has a spike, a beat without event ends the step.
            const closing = fired.length === 0 || fired.at(-1)! < lastWord;
            fired.forEach((n, i) => {
              const last = !closing && i === fired.length - 1;
              add(n, Number(last), last ? end : 0);
            });
            if (closing) add(0, 1, noEvent | end);
          }),
        ]
      : []),
  ];
}
