// What the schedules cost that the hardware cannot be switched to: the neurons' operators one by one, the slow state held still.
import {
  bitsOf,
  type CorePlan,
  type Hardware,
  type LayerPlan,
  type MemoryAccess,
  type NetworkPlan,
  stages,
} from "../core/index.ts";
import type { Recorded } from "./activity.ts";

/** Accesses a step beyond those of the hardware, and cycles beyond its, at the least. */
export interface Extra {
  readonly memories: readonly ExtraAccess[];
  readonly cycles: number;
}

/** `copies` 0: the memory is there already. */
export type ExtraAccess = MemoryAccess & { readonly copies: number };

/**
 * Operators that change the membranes: leak, fast current, slow current, bias, threshold with reset. Unfused, each reads and
 * writes every word of membranes.
 */
const operatorsOf = ({ dim }: LayerPlan): number => (dim > 0 ? 5 : 4);

const refreshes = ({ layer }: LayerPlan): number => 1 / (layer.memory?.dilation ?? 1);

/** Passes over the membranes beyond the one of the fused schedule, in words. */
const extraWords = (layer: LayerPlan): number => (operatorsOf(layer) - 1) * layer.words;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Membranes again for each operator but the first; both currents written to a memory before they are read, unless they are in one. */
function unfusedCore(core: CorePlan): ExtraAccess[] {
  const { name, lanes, depth, types, hardware } = core;
  const per = (of: (layer: LayerPlan) => number) => sum(core.layers.map(of));
  const memory = (last: string, bits: number, accesses: number, copies: number): ExtraAccess => ({
    ...{ name: `${name}.neurons.${last}`, words: depth.neuron, bits: lanes.neuron * bits, copies },
    ...{ reads: accesses, writes: accesses },
  });
  const all: ExtraAccess[] = [
    memory("membranes", bitsOf(types.membrane), per(extraWords), 0),
    // Event-stationary, the fast currents lie in their banks.
    memory(
      "fast_currents",
      bitsOf(types.current),
      hardware.dataflow === "neuron-stationary" ? per((l) => l.words) : 0,
      1,
    ),
    // Those that are held between refreshes lie in a memory of their own.
    memory(
      "slow_currents",
      bitsOf(types.slowCurrent),
      core.holds ? 0 : per((l) => (l.dim > 0 ? l.words * refreshes(l) : 0)),
      1,
    ),
  ];
  return all.filter(({ bits, reads }) => bits > 0 && reads > 0);
}

/** Cycles of a mean step by which longer passes lengthen it; passes that wait for events anyway cost less. */
function longer(plan: NetworkPlan, recorded: Recorded): number {
  const { mapping, overlap } = plan.hardware;
  const extra = plan.cores.flatMap((core) => core.layers.map(extraWords));
  if (mapping === "shared") return sum(extra);
  if (!overlap) return Math.max(...extra);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const ofStep = (activity: Recorded["sequences"][number][number]): number => {
    const all = stages(plan, activity);
    const passes = extra.map((cycles, l) => cycles + all.find((s) => s.part === `layer ${l} pass`)!.cycles);
    const now = most(all.map((s) => s.cycles));
    return Math.max(0, most(passes) - now);
  };
  return sum(recorded.sequences.flatMap((sequence) => sequence.map(ofStep))) / recorded.steps;
}

/** Every operator of the neurons reads and writes their membranes on its own, a word a cycle. */
export const unfused = (plan: NetworkPlan, recorded: Recorded): Extra => ({
  memories: plan.cores.flatMap(unfusedCore),
  cycles: longer(plan, recorded),
});

/** Words of slow states that stream past the neurons of a layer no more where each is read once, its update's apart. */
function fewerStates(
  { dependencyBreaking }: Hardware,
  { memoryGroups, updateGroups, dim }: LayerPlan,
): number {
  const now = dependencyBreaking ? Math.max(memoryGroups, updateGroups) : memoryGroups + updateGroups;
  return dim * Math.max(0, now - updateGroups - 1);
}

/**
 * A slow state is held still while all neurons stream past it, as an event is in the event-stationary dataflow: the sums of
 * all neurons are read and written for each of them. It takes no fewer cycles.
 */
export const slowStatesHeldStill = (plan: NetworkPlan): Extra => ({
  cycles: 0,
  memories: plan.cores.flatMap((core): ExtraAccess[] => {
    const { name, lanes, types, depth, layers, hardware } = core;
    const per = (of: (layer: LayerPlan) => number) =>
      sum(layers.map((l) => (l.dim > 0 ? refreshes(l) * of(l) : 0)));
    const accesses = per((l) => l.memoryGroups * (l.dim + 1));
    if (accesses === 0) return [];
    const words = Math.max(...layers.map((l) => l.memoryGroups));
    return [
      {
        ...{ name: `${name}.slow_current.sums`, words, bits: lanes.memory * bitsOf(types.slowSum) },
        ...{ copies: 1, reads: accesses, writes: accesses },
      },
      {
        ...{ name: `${name}.slow_state.states`, words: 2 * depth.state, bits: bitsOf(types.state) },
        ...{ copies: 0, reads: -per((l) => fewerStates(hardware, l)), writes: 0 },
      },
    ];
  }),
});
