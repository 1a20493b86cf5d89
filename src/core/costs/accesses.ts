// What a step costs, counted: reads and writes of every memory.
import type { NetworkPlan } from "../plan/plan.ts";
import type { StepActivity } from "../timing/activity.ts";
import { type CountedMemory, countedMemories, type Work } from "./memories.ts";

/** Words of a memory that a step reads and writes. */
export interface MemoryAccess {
  /** Its path of instances. The two banks of currents are one, `banks`. */
  readonly name: string;
  /** Bits of a word. */
  readonly bits: number;
  readonly reads: number;
  readonly writes: number;
}

export interface Accesses {
  readonly memories: readonly MemoryAccess[];
}

const known = new WeakMap<NetworkPlan, readonly CountedMemory[]>();

function memoriesOf(plan: NetworkPlan): readonly CountedMemory[] {
  const made = known.get(plan) ?? countedMemories(plan);
  known.set(plan, made);
  return made;
}

/** What each layer has to do, and the readout behind them. */
function workOf({ network }: NetworkPlan, activity: StepActivity, step: number): Work[] {
  const refreshes = network.layers.map(({ memory }) => step % (memory?.dilation ?? 1) === 0);
  return [activity.inputs, ...activity.spikes.map((s) => s.length)].map((events, layer) => ({
    events,
    counted: layer === 0 ? (activity.counted ?? events) : events,
    refresh: refreshes[layer] ?? true,
  }));
}

/**
 * Reads and writes of every memory in a time step with this activity, exactly as the hardware does them (the simulators
 * count the same, `counted`). `step`: its number in the sequence, which says whether dilated layers refresh their slow current.
 */
export function accesses(plan: NetworkPlan, activity: StepActivity, step = 0): Accesses {
  const work = workOf(plan, activity, step);
  return {
    memories: memoriesOf(plan).map(({ name, bits, reads, writes }) => ({
      name,
      bits,
      reads: reads(work),
      writes: writes(work),
    })),
  };
}

/** Bits that an access moves: of every word that is read or written all of it. */
export const bitsMoved = ({ bits, reads, writes }: MemoryAccess): number => bits * (reads + writes);
