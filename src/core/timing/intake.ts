// How the parts of the hardware take their events.
import { heldStill } from "../held-still.ts";
import type { CorePlan, LayerPlan, ReadoutPlan } from "../plan/plan.ts";
import { driveLatency, eventCycles, memoryStages, valueStages } from "./facts.ts";

/** How a part takes events: cycles that each occupies it, and from the last one's end until the step is ready. */
export interface Intake {
  readonly event: number;
  readonly settle: number;
}

export function coreIntake(core: CorePlan, { spikeGroups }: LayerPlan): Intake {
  const stages = memoryStages(core.hardware);
  return heldStill(core.hardware).list
    ? { event: 0, settle: driveLatency(core, stages) }
    : { event: eventCycles(spikeGroups, stages), settle: valueStages(core.valueBits) + stages };
}

export function readoutIntake({ hardware, groups }: ReadoutPlan): Intake {
  const stages = memoryStages(hardware);
  return heldStill(hardware).list
    ? { event: 0, settle: 0 }
    : { event: eventCycles(groups, stages), settle: stages };
}

/** Cycles from when the last beat of a step is taken until the step is ready. */
export const readyAfter = ({ event, settle }: Intake, empty: boolean): number =>
  1 + settle + (empty ? 0 : event);

/** Cycles from one event to the next, where they are on offer. */
export const between = ({ event }: Intake): number => Math.max(1, event);
