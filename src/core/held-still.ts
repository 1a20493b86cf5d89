// What follows from what a dataflow holds still, apart from its circuits: where sums and events lie, and the order of weights.

export interface HeldStill {
  /** Sums lie in banks of memory while events come; else in registers, and a group of neurons waits for its own. */
  readonly banks: boolean;
  /** The events of a step are kept in a list until all of them are there. */
  readonly list: boolean;
  /** Weights lie input after input, or group after group of neurons. */
  readonly weightsBy: "input" | "group";
}

const dataflows = {
  "event-stationary": { banks: true, list: false, weightsBy: "input" },
  "neuron-stationary": { banks: false, list: true, weightsBy: "group" },
} as const satisfies Record<string, HeldStill>;

export const heldStill = ({ dataflow }: { readonly dataflow: keyof typeof dataflows }): HeldStill =>
  dataflows[dataflow];
