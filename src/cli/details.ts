// What the models computed for each recording beside its class: logits, and how often each layer spiked.
import { createGolden } from "../../golden/index.ts";
import { floatModel } from "../network/index.ts";
import type { Recording } from "../recordings/index.ts";
import type { FloatInputs, Inputs } from "./inputs.ts";

/** Of one model. */
export interface Detail {
  /** One for each class; those of the golden model in units of the float model's. */
  readonly logits: number[];
  /** Spikes of each layer over all steps. */
  readonly spikes: number[];
}

export interface Details {
  readonly float: Detail | null;
  readonly golden: Detail | null;
}

/** Prepares both models, where they are there. */
export function detailsOf({ float, integer }: Inputs | FloatInputs): (recording: Recording) => Details {
  const golden = integer && createGolden(integer);
  const runFloat = float && floatModel(float);
  const ofGolden = (recording: Recording): Detail | null => {
    if (golden === null) return null;
    const { logits, layers } = golden.record(recording);
    const { fraction, lastSteps } = golden.network.readout;
    // The float model answers with the mean over the steps that count.
    const counted = lastSteps === null ? recording.steps : Math.min(lastSteps, recording.steps);
    return {
      logits: Array.from(logits, (sum) => (sum * 2 ** -fraction) / counted),
      spikes: layers.map((layer) => layer.spikes.addresses.length),
    };
  };
  const ofFloat = (recording: Recording): Detail | null => {
    if (runFloat === null) return null;
    const { logits, spikes } = runFloat(recording);
    return { logits: [...logits], spikes: [...spikes] };
  };
  return (recording) => ({ float: ofFloat(recording), golden: ofGolden(recording) });
}
