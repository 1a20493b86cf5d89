// What a dataflow must give the rest of a core, which is the same for both: fast currents, and jobs in their order.
import type { Body, Signal, StreamIn } from "../hdl/index.ts";
import type { eventPayload } from "./events/payload.ts";
import type { wordRead } from "./neurons/neurons.ts";
import type { LoadBus } from "./parameters/memory.ts";
import type { ParameterMemory } from "./parameters/parameters.ts";
import type { CorePlan } from "./plan/plan.ts";
import type { jobPayload } from "./sequencer/job.ts";

/** What a dataflow sees of the core around it. */
export interface AroundDataflow {
  readonly events: StreamIn<ReturnType<typeof eventPayload>>;
  /** A word of neurons is read: its fast currents must be there one cycle later. */
  readonly read: Record<keyof ReturnType<typeof wordRead>, Signal>;
  /** The neurons move on to the next word, beyond a layer's last one too. */
  readonly advance: Signal;
  /** No job is at work. */
  readonly idle: Signal;
  /** The sequencer is at the end of the slow terms of a group that needs its fast currents now. */
  readonly awaits: Signal;
  readonly load: LoadBus;
}

export interface Collected {
  /** Steps for the sequencer. */
  readonly job: StreamIn<ReturnType<typeof jobPayload>>;
  /** Fast currents of the word of neurons that was read one cycle before. */
  readonly currents: readonly Signal[];
  /** A step begins, in the cycle before its first beat is taken; the layer it is of. */
  readonly begins: Signal;
  readonly layer: Signal;
  /** All events of a step have come. */
  readonly handedOver: Signal;
  /** What was known of a step when it was handed over, from its job's start on. */
  readonly atJob: (known: Signal, started: Signal) => Signal;
  /** The fast currents that the sequencer awaits are complete in this cycle. */
  readonly meets: Signal;
}

export type Dataflow = (
  c: Body,
  core: CorePlan,
  weights: ParameterMemory,
  around: AroundDataflow,
) => Collected;
