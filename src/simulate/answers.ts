// What leaves a network, as the beats of its streams: classes, and logits and spikes of every step where asked for.
import type { FiredNeurons, NetworkPlan } from "../core/index.ts";
import type { Beats } from "./case.ts";

/** What a model says of a sequence: `classes` logits a step, and the neurons of each layer that fire in each step. */
export interface ModelRecord extends FiredNeurons {
  readonly logitsPerStep: ArrayLike<number>;
}

/** The beats of one stream: its name, its columns in the order of its ports, and the step that each beat is of. */
export interface Answers extends Beats {
  readonly name: string;
  readonly columns: readonly number[][];
  readonly places: readonly { readonly sequence: number; readonly step: number }[];
}

/** A step of a sequence; `end` is 1 for the last one. */
interface Step {
  readonly record: ModelRecord;
  readonly step: number;
  readonly end: number;
}

/** The beats of `width` columns that every step gives, for sequences one after the other. */
function beatsOf(
  { network }: NetworkPlan,
  records: readonly ModelRecord[],
  name: string,
  width: number,
  beats: (step: Step) => readonly (readonly number[])[],
): Answers {
  const columns = Array.from({ length: width }, (): number[] => []);
  const places: { sequence: number; step: number }[] = [];
  records.forEach((record, sequence) => {
    const steps = record.logitsPerStep.length / network.readout.classes;
    for (let step = 0; step < steps; step++)
      for (const beat of beats({ record, step, end: Number(step === steps - 1) })) {
        beat.forEach((value, i) => {
          columns[i]!.push(value);
        });
        places.push({ sequence, step });
      }
  });
  return { name, beats: places.length, columns, places };
}

/** The lowest number of the largest of `count` values. */
function largest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let c = 1; c < count; c++) if (values[from + c]! > values[from + best]!) best = c;
  return best;
}

/** The beats of the classes: of every sequence, or of every step with whether it is the sequence's last. */
export function classAnswers(plan: NetworkPlan, records: readonly ModelRecord[]): Answers {
  const { classes } = plan.network.readout;
  const everyStep = plan.hardware.outputs.classes === "step";
  return beatsOf(plan, records, "classes", everyStep ? 2 : 1, ({ record, step, end }) => {
    if (!everyStep && end === 0) return [];
    const answer = largest(record.logitsPerStep, step * classes, classes);
    return [everyStep ? [answer, end] : [answer]];
  });
}

/** The logits of a step, class after class: the value, the step's last class, the sequence's last step. */
function logitAnswers(plan: NetworkPlan, records: readonly ModelRecord[]): Answers {
  const { classes } = plan.network.readout;
  return beatsOf(plan, records, "logits", 3, ({ record, step, end }) =>
    Array.from({ length: classes }, (_, c) => [
      record.logitsPerStep[step * classes + c]!,
      Number(c === classes - 1),
      end,
    ]),
  );
}

/** TUSER of a beat that carries no event. */
const noEvent = 2;

/** The last layer's spikes of a step, as events have them: the neuron, the step's last beat, what it ends or lacks. */
function spikeAnswers(plan: NetworkPlan, records: readonly ModelRecord[]): Answers {
  const core = plan.cores.at(-1)!;
  const lastWord = (core.layers.at(-1)!.words - 1) * core.lanes.neuron;
  return beatsOf(plan, records, "spikes", 3, ({ record, step, end }) => {
    const { addresses, offsets } = record.layers.at(-1)!.spikes;
    const fired = [...addresses.subarray(offsets[step]!, offsets[step + 1]!)];
    // Words leave one after the other: unless the last one has a spike, a beat without event ends the step.
    if (fired.length === 0 || fired.at(-1)! < lastWord)
      return [...fired.map((n) => [n, 0, 0]), [0, 1, noEvent | end]];
    return fired.map((n, i) => (i === fired.length - 1 ? [n, 1, end] : [n, 0, 0]));
  });
}

/** The beats of every stream out of the network, for sequences one after the other; `records`: of each. */
export function answersOf(plan: NetworkPlan, records: readonly ModelRecord[]): Answers[] {
  const { logits, spikes } = plan.hardware.outputs;
  return [
    classAnswers(plan, records),
    ...(logits ? [logitAnswers(plan, records)] : []),
    ...(spikes ? [spikeAnswers(plan, records)] : []),
  ];
}
