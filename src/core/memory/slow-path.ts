// The slow path of a core: scalar drive, slow state and slow currents; or none, where no layer has a slow state.
import { all, type Body, constant, type Signal, type StreamIn, type Wire } from "../../hdl/index.ts";
import type { Collected } from "../dataflow.ts";
import type { eventPayload } from "../events/payload.ts";
import type { CoreRole } from "../parameters/contents.ts";
import type { LoadBus } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given } from "../presence.ts";
import type { probesOf } from "../probes.ts";
import type { JobAtWork } from "../sequencer/job.ts";
import { scalarDrive } from "./scalar-drive.ts";
import { slowCurrent } from "./slow-current.ts";
import { slowState } from "./slow-state.ts";
import type { slowTerm, stateTerm } from "./terms.ts";

interface Around {
  /** Events on their way into the core, and the steps they make. */
  readonly events: StreamIn<ReturnType<typeof eventPayload>>;
  readonly collected: Pick<Collected, "begins" | "layer" | "handedOver" | "atJob">;
  readonly sequencer: {
    readonly flags: JobAtWork["flags"];
    readonly started: Signal;
    readonly half: Signal;
    readonly state_term: Record<keyof ReturnType<typeof stateTerm>, Signal>;
    readonly slow_term: Record<keyof ReturnType<typeof slowTerm>, Signal>;
  };
  /** The neurons move on to the next word. */
  readonly advance: Signal;
  readonly load: LoadBus;
}

type Probes = Pick<ReturnType<typeof probesOf>, "drive" | "state">;
type Shown = { [K in keyof Probes]: Record<keyof Probes[K], Wire> };

/** Returns the sums P m + v x of the next word of neurons. */
export type SlowPath = (
  c: Body,
  core: CorePlan,
  memories: Record<CoreRole, ParameterMemory>,
  around: Around,
  shown: Shown,
) => readonly Signal[];

export const withSlowState: SlowPath = (c, core, memories, around, shown) => {
  const { events, collected, sequencer, advance, load } = around;
  const { flags, started, half, state_term, slow_term } = sequencer;
  const { address, value, empty } = events.payload;
  const { begins, layer, handedOver, atJob } = collected;
  const { drive } = c.instance("scalar_drive", scalarDrive(core, memories.drive), {
    begins,
    layer,
    event: { valid: all(events.fire, empty.not()), address, value },
    handed_over: handedOver,
    load,
  });
  const x = atJob(drive, started);
  const { multiplicand, written } = c.instance("slow_state", slowState(core, memories.update), {
    layer: flags.layer,
    fresh: flags.first,
    half,
    drive: x,
    term: state_term,
    load,
  });
  const { slow } = c.instance("slow_current", slowCurrent(core, memories.slow), {
    term: slow_term,
    multiplicand,
    advance,
    load,
  });
  c.note("A step's scalar drive shows in the cycle after its job has started.");
  const { probe } = core.hardware;
  c.drive(shown.drive, {
    valid: c.delay("shows_drive", given(probe, started), 1),
    layer: given(probe, flags.layer),
    value: given(probe, x),
  });
  c.drive(shown.state, { ...written, layer: given(probe, flags.layer) });
  return slow;
};

/** Sums that are always 0. */
export const withoutSlowState: SlowPath = (c, core, _memories, { collected, sequencer, advance }, shown) => {
  c.ignore(
    collected.begins,
    collected.layer,
    collected.handedOver,
    sequencer.half,
    sequencer.state_term,
    sequencer.slow_term,
    advance,
  );
  const zero = constant(0);
  c.drive(shown.drive, { valid: zero, layer: zero, value: zero });
  c.drive(shown.state, { valid: zero, layer: zero, index: zero, value: zero });
  return Array.from({ length: core.lanes.neuron }, () => zero);
};
