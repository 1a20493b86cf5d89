// Spans of a timeline: what each part of the hardware is at, from one cycle to another.

/**
 * What a part does: `events`: it takes an event, and holds it while its row goes by; `sums`: a group of neurons is held while
 * the events of a step stream by; `slow`: the slow state streams past a group of neurons; `states`: new slow states form
 * before it; `neurons`: words of neurons are read; `spikes`: a beat leaves; `classes`: a step of the readout.
 */
export type SpanKind = "events" | "sums" | "slow" | "states" | "neurons" | "spikes" | "classes";

export interface Span {
  /** Name of a core, or `readout`. */
  readonly part: string;
  /** Layer of the network; of the readout the number of layers. */
  readonly layer: number;
  /** Time step, counted over all sequences. */
  readonly step: number;
  readonly kind: SpanKind;
  /** First cycle, and the cycle after the last. */
  readonly from: number;
  readonly to: number;
}

/** Told what a part is at. */
export type Seen = (kind: SpanKind, from: number, to: number) => void;

export const unseen: Seen = () => {};
