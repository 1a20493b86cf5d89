// What a step costs, counted: reads and writes of every memory, operations of every kind.
import type { Operated } from "../../hdl/index.ts";
import { type HardwarePart, partsOf } from "../plan/parts.ts";
import type { NetworkPlan } from "../plan/plan.ts";
import type { StepActivity } from "../timing/activity.ts";
import { countedMemories } from "./memories.ts";
import type { Work } from "./memory.ts";
import { countedOperations } from "./operations.ts";
import { timesIn } from "./part.ts";

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
 * Counts what a part does for the work of layers and readout. All counts are linear in the events of each, apart from steps
 * without any: so the work may be a mean over steps in which the same layers have events and refresh.
 */
export function accessesOf(part: HardwarePart): (work: readonly Work[]) => Accesses {
  const memories = countedMemories(part);
  const operations = countedOperations(part);
  return (work) => ({
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
  });
}

const counters = new WeakMap<NetworkPlan, ReturnType<typeof accessesOf>[]>();

/**
 * Accesses and operations of a time step with this activity, exactly as the hardware does them (the simulators
 * count the same, `counted`). `step`: its number in the sequence, which says whether dilated layers refresh their slow current.
 */
export function accesses(plan: NetworkPlan, activity: StepActivity, step = 0): Accesses {
  const known = counters.get(plan) ?? partsOf(plan).map(accessesOf);
  counters.set(plan, known);
  const work = workOf(plan.network, activity, step);
  const counted = known.map((count) => count(work));
  return {
    memories: counted.flatMap((part) => part.memories),
    operations: counted.flatMap((part) => part.operations),
  };
}

/** Bits that an access moves: of every word that is read or written all of it. */
export const bitsMoved = ({ bits, reads, writes }: MemoryAccess): number => bits * (reads + writes);
