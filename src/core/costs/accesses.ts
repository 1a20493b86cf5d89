// What a step costs, counted: reads and writes of every memory, operations of every kind.
import type { Operated } from "../../hdl/index.ts";
import type { NetworkPlan } from "../plan/plan.ts";
import type { StepActivity } from "../timing/activity.ts";
import { countedMemories } from "./memories.ts";
import type { CountedMemory, Work } from "./memory.ts";
import { countedOperations } from "./operations.ts";
import { type CountedOperation, timesIn } from "./part.ts";

/** Words of a memory that a step reads and writes. */
export interface MemoryAccess {
  /** Its path of instances. The two banks of currents are one, `banks`. */
  readonly name: string;
  /** Words that it holds; of one bank, where there are two. */
  readonly words: number;
  /** Bits of a word. */
  readonly bits: number;
  readonly reads: number;
  readonly writes: number;
}

/** Operations that a step does on values of the network, with the widths of their operands. */
export interface OperationCount extends Operated {
  /** The circuit that does them, as a path of instances. */
  readonly part: string;
  /** The layer that they are done for; null: the readout. */
  readonly layer: number | null;
  readonly count: number;
}

export interface Accesses {
  readonly memories: readonly MemoryAccess[];
  readonly operations: readonly OperationCount[];
}

interface Known {
  readonly memories: readonly CountedMemory[];
  readonly operations: readonly CountedOperation[];
}

const known = new WeakMap<NetworkPlan, Known>();

function knownOf(plan: NetworkPlan): Known {
  const made = known.get(plan) ?? {
    memories: countedMemories(plan),
    operations: countedOperations(plan),
  };
  known.set(plan, made);
  return made;
}

/** What each layer has to do in a step, and the readout behind them. */
export function workOf(network: NetworkPlan["network"], activity: StepActivity, step: number): Work[] {
  const refreshes = network.layers.map(({ memory }) => step % (memory?.dilation ?? 1) === 0);
  return [activity.inputs, ...activity.spikes.map((s) => s.length)].map((events, layer) => ({
    events,
    counted: layer === 0 ? (activity.counted ?? events) : events,
    refresh: refreshes[layer] ?? true,
  }));
}

/**
 * Accesses and operations of a time step with this activity, exactly as the hardware does them (the simulators
 * count the same, `counted`). `step`: its number in the sequence, which says whether dilated layers refresh their slow current.
 */
export const accesses = (plan: NetworkPlan, activity: StepActivity, step = 0): Accesses =>
  accessesOf(plan, workOf(plan.network, activity, step));

/**
 * The same of the work of layers and readout. All counts are linear in the events of each, apart from steps without any: so
 * the work may be a mean over steps in which the same layers have events and refresh.
 */
export function accessesOf(plan: NetworkPlan, work: readonly Work[]): Accesses {
  const { memories, operations } = knownOf(plan);
  return {
    memories: memories.map(({ name, words, bits, reads, writes }) => ({
      name,
      words,
      bits,
      reads: reads(work),
      writes: writes(work),
    })),
    operations: operations.map(({ kind, widths, part, layer, times }) => ({
      kind,
      widths,
      part,
      layer,
      count: timesIn(times, layer === null ? work.at(-1)! : work[layer]!),
    })),
  };
}

/** Bits that an access moves: of every word that is read or written all of it. */
export const bitsMoved = ({ bits, reads, writes }: MemoryAccess): number => bits * (reads + writes);
