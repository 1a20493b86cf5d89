// The data of a picture of one recording's activity, from the integer values that hardware and golden model agree on.
import type { GoldenRecord } from "../../../golden/index.ts";
import type { IntegerNetwork } from "../../network/index.ts";
import type { Recording } from "../../recordings/index.ts";
import type { ActivityData } from "../../report/index.ts";

/** Integers with `fraction` bits after the point, by column, as real numbers. */
function real(values: ArrayLike<number>, fraction: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, at) => value * 2 ** -fraction[at % fraction.length]!);
}

/** What `activitySvg` draws. Slow states and logits are in real units. */
export function activityData(
  network: IntegerNetwork,
  recording: Recording,
  record: GoldenRecord,
  classes: readonly string[],
): ActivityData {
  const { steps, offsets, addresses, label, name } = recording;
  const asked = label === null ? "" : `, labelled: ${classes[label]}`;
  return {
    title: `${network.name}: ${name}`,
    subtitle: `answer: ${classes[record.class]}${asked}`,
    steps,
    timestep: network.inputs.timestep,
    input: { offsets, addresses, rows: network.inputs.channels },
    layers: record.layers.map(({ spikes, m }, l) => {
      const { neurons, memory } = network.layers[l]!;
      return {
        spikes: { ...spikes, rows: neurons },
        slow: memory === null ? [] : real(m, memory.state.fraction),
        dim: memory?.dim ?? 0,
      };
    }),
    logits: real(record.logitsPerStep, [network.readout.fraction]),
    lastSteps: network.readout.lastSteps,
    classes,
    answer: record.class,
    label,
  };
}

/** Which recordings are drawn: the first that is answered rightly and the first that is not; the very first where none has a label. */
export function shownRecordings(
  answers: readonly { readonly label: number | null; readonly golden: number | null }[],
): number[] {
  const right = answers.findIndex((r) => r.label !== null && r.golden === r.label);
  const wrong = answers.findIndex((r) => r.label !== null && r.golden !== r.label);
  const found = [right, wrong].filter((at) => at >= 0);
  return found.length > 0 ? found : [0];
}
