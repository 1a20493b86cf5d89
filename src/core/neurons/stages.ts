// The stages of the neuron pass: read, sum, total, fire, write. A word of neurons moves on one stage a cycle.
import { all, type Body, bit, type Signal } from "../../hdl/index.ts";
import { byLayer, gate, type LayerArithmetic } from "../arithmetic.ts";
import { beforeLeak } from "../before-leak.ts";
import { stateStyle } from "../hardware.ts";
import { type LoadBus, parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given } from "../presence.ts";
import { registered } from "../registered.ts";
import { memoryStages } from "../timing/facts.ts";
import type { NeuronJob } from "./job.ts";
import type { WordAtWork } from "./word.ts";

/** A word on its way: its place in the memories, and whether it is the layer's last. */
export interface Word {
  readonly valid: Signal;
  readonly last: Signal;
  readonly word: Signal;
}

/** The parameter memories of the neurons. */
export type NeuronMemories = Readonly<Record<"bias" | "leaks" | "thresholds" | "resets", ParameterMemory>>;

/** The word read one cycle before: its membranes, its biases and leaks, the slow currents that it held. */
interface ReadWord extends Word {
  readonly membranes: readonly Signal[];
  readonly bias: readonly Signal[];
  /** None where all neurons of a layer share theirs. */
  readonly leaks: readonly Signal[];
  readonly held: readonly Signal[];
  /** The slow currents of its neurons, as they were when it was read. */
  readonly slow: readonly Signal[];
  /** Give the new values their place. */
  readonly keepMembranes: (word: Word, values: readonly Signal[]) => void;
  readonly keepHeld: (word: Word, values: readonly Signal[]) => void;
}

/** Read: membranes, biases and leaks, and slow currents held since the last refresh. */
export function read(
  c: Body,
  core: CorePlan,
  { valid, word, last }: WordAtWork,
  { bias, leaks }: NeuronMemories,
  load: LoadBus,
  slow: readonly Signal[],
): ReadWord {
  const { depth, lanes, types, hardware } = core;
  c.note("Read: membranes, biases and currents come one cycle later.");
  const memory = (name: string, type: typeof types.membrane) =>
    c.memory(name, {
      depth: depth.neuron,
      lanes: lanes.neuron,
      type,
      style: stateStyle(hardware, depth.neuron),
      readDuringWrite: "never",
    });
  const membranes = memory("membranes", types.membrane);
  const held = memory("held_currents", types.heldCurrent);
  const at = { address: word, enable: valid };
  return {
    ...c.pipe("sum", { valid, last, word, slow }),
    membranes: membranes.read("old", at),
    bias: parameterMemory(c, "bias", bias, load, at),
    leaks: core.own.leaks ? parameterMemory(c, "leaks", leaks, load, at) : [],
    held: held.read("old", at),
    keepMembranes: (to, data) => membranes.write("new", { address: to.word, enable: to.valid, data }),
    keepHeld: (to, data) => held.write("new", { address: to.word, enable: to.valid, data }),
  };
}

type Currents = { readonly fast: readonly Signal[] };

/** The word read and its currents, in registers of their own where the hardware choice asks for them. */
export function operands(c: Body, core: CorePlan, word: ReadWord & Currents): ReadWord & Currents {
  const { keepMembranes, keepHeld, ...read } = word;
  return { ...registered(c, "operand", read, memoryStages(core.hardware)), keepMembranes, keepHeld };
}

/** Sum: the leak's product, and everything else that enters the membrane. */
export function sum(
  c: Body,
  core: CorePlan,
  { flags }: NeuronJob,
  old: ReadWord & Currents,
  arithmetic: LayerArithmetic,
) {
  c.note("Sum: the leak's product, and everything else that enters the membrane.");
  const { slow_now } = c.signals({
    slow_now: old.slow.map((fresh, l) => arithmetic.remembered(flags.refresh, fresh, old.held[l]!)),
  });
  old.keepHeld(
    { ...old, valid: all(old.valid, flags.refresh) },
    slow_now.map((s) => given(core.holds, s)),
  );
  const { valid, last, word } = old;
  const factors = core.layers.map((l) => l.layer.leak.factor);
  const before = beforeLeak(c, flags.first.not(), old.membranes, factors);
  return c.pipe("total", {
    valid,
    last,
    word,
    ...c.work(valid, () => ({
      leak: before.map((u, l) => arithmetic.leak(u, old.leaks[l])),
      inflow: old.fast.map((fast, l) =>
        gate(flags.touched, arithmetic.fastCurrent(fast)).add(slow_now[l]!).add(old.bias[l]!),
      ),
    })),
  });
}

/** The threshold of each neuron of a word, and what a reset takes from it; nothing where the layer has one for all. */
type Limits = Readonly<Record<"thresholds" | "taken", readonly Signal[]>>;

/** One cycle after a word was summed. */
export function limits(
  c: Body,
  core: CorePlan,
  { valid, word }: Word,
  memories: NeuronMemories,
  load: LoadBus,
): Limits {
  const own = (name: "thresholds" | "resets") =>
    core.own[name] ? parameterMemory(c, name, memories[name], load, { address: word, enable: valid }) : [];
  return { thresholds: own("thresholds"), taken: own("resets") };
}

/** Total: the leak, rounded, and what flows in. */
export function total(
  c: Body,
  summed: Word & Limits & Readonly<Record<"leak" | "inflow", readonly Signal[]>>,
  arithmetic: LayerArithmetic,
) {
  c.note("Total: the leak, rounded, and what flows in.");
  const { valid, last, word, thresholds, taken } = summed;
  const membrane = c.work(valid, () =>
    summed.leak.map((leak, l) => arithmetic.leaked(leak).add(summed.inflow[l]!)),
  );
  return c.pipe("fire", { valid, last, word, membrane, thresholds, taken });
}

/** Fire: the exact total meets the threshold; saturation is the last thing that happens to it. */
export function fire(
  c: Body,
  core: CorePlan,
  totalled: Word & Limits & { readonly membrane: readonly Signal[] },
  arithmetic: LayerArithmetic,
  layer: Signal,
) {
  c.note("Fire: the exact total meets the threshold; saturation is the last thing that happens to it.");
  const { valid, last, word, membrane, thresholds, taken } = totalled;
  const own = membrane.map((_, l) => ({ threshold: thresholds[l], taken: taken[l] }));
  const { fires } = c.signals({
    fires: c.work(valid, () =>
      membrane.map((a, l) => all(arithmetic.fires(a, own[l]!), exists(core, layer, l, last))),
    ),
  });
  const reset = registered(
    c,
    "reset",
    {
      valid,
      last,
      word,
      fired: fires.map((f) => f.as(bit)),
      kept: c.work(valid, () => membrane.map((a, l) => arithmetic.kept(a, fires[l]!, own[l]!))),
    },
    memoryStages(core.hardware),
  );
  const { kept, ...decided } = reset;
  return c.pipe("write", { ...decided, membrane: kept.map(arithmetic.membrane) });
}

/** 1 unless the lane lies beyond the layer's last neuron in the layer's last word. */
function exists(core: CorePlan, layer: Signal, lane: number, last: Signal): Signal {
  const beyond = core.layers.map((l) => Number((l.words - 1) * core.lanes.neuron + lane >= l.layer.neurons));
  return all(byLayer(layer, beyond), last).not();
}
