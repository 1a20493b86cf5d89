// The fused neuron pass: membranes and spikes of every word against the formula, at any spacing of the groups.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Random } from "../../src/base/random.ts";
import type { CorePlan, LayerPlan } from "../../src/core/index.ts";
import { neurons } from "../../src/core/neurons/neurons.ts";
import type { Type } from "../../src/hdl/index.ts";
import type { Simulator } from "../../src/hdl/simulator/index.ts";
import { ofNeuron } from "../../src/network/integer.ts";
import { rshift, sat } from "./arithmetic.ts";
import { runs, started } from "./drive.ts";
import { cores } from "./plans.ts";

interface Flags {
  readonly first: boolean;
  readonly end: boolean;
  readonly touched: boolean;
  readonly refresh: boolean;
}

/** What a layer remembers: its membranes and held currents. */
interface Memory {
  u: number[];
  held: number[];
}

/** A value of the type: often an end, else of any magnitude, so that neurons sometimes fire. */
function drawn({ lo, hi }: Type, random: Random): number {
  const [low, high] = [Number(lo), Number(hi)];
  if (random.chance(0.2)) return random.pick([low, high]);
  const size = 2 ** random.int(1, 20);
  return random.int(Math.max(low, -size), Math.min(high, size));
}

/** A sum P m + v x whose current fits, as every sum of the layer does. */
function slowSum({ types }: CorePlan, { layer }: LayerPlan, random: Random): number {
  const sum = drawn(types.slowSum, random);
  const current = rshift(BigInt(sum), layer.memory?.current.shift ?? 0);
  const { lo, hi } = types.slowCurrent;
  return current >= BigInt(lo) && current <= BigInt(hi) ? sum : 0;
}

/** The layer's step by the formula: advances `memory`, returns who fires. */
function step(
  { layer }: LayerPlan,
  memory: Memory,
  flags: Flags,
  currents: readonly number[],
  slow: readonly number[],
): boolean[] {
  return currents.map((current, n) => {
    const { leak, fast, bias, threshold, reset, resetBy = threshold, membraneBits } = layer;
    if (layer.memory !== null) {
      if (flags.refresh) memory.held[n] = Number(rshift(BigInt(slow[n]!), layer.memory.current.shift));
      else if (layer.memory.refresh === "skip") memory.held[n] = 0;
    }
    const u = flags.first ? 0n : BigInt(memory.u[n]!);
    const a =
      rshift(BigInt(ofNeuron(leak.factor, n)) * u, leak.shift) +
      (flags.touched ? rshift(BigInt(current), fast.shift) : 0n) +
      BigInt(memory.held[n]!) +
      BigInt(bias.values[n]!);
    const fires = a >= BigInt(ofNeuron(threshold, n));
    const kept = !fires ? a : reset === "subtract" ? a - BigInt(ofNeuron(resetBy, n)) : 0n;
    memory.u[n] = Number(sat(kept, membraneBits));
    return fires;
  });
}

/** Runs the pass of one job; returns membranes and spikes of the layer's neurons. */
function pass(
  sim: Simulator,
  core: CorePlan,
  layer: LayerPlan,
  flags: Flags,
  values: { readonly currents: readonly number[]; readonly slow: readonly number[] },
  random: Random,
) {
  const { neuron } = core.lanes;
  const { neurons: count } = layer.layer;
  sim.poke("flags_layer", core.layers.indexOf(layer));
  for (const [name, value] of Object.entries(flags)) sim.poke(`flags_${name}`, Number(value));
  const { overlap, dataflow } = core.hardware;
  const bank = overlap && dataflow === "event-stationary" ? random.int(0, 1) : null;
  if (bank !== null) sim.poke("flags_bank", bank);

  const membranes: number[] = [];
  const fired: boolean[] = [];
  const padded: number[] = [];
  let ends = layer.memoryGroups;
  let wait = 0;
  let word = 0;
  let arriving: number | null = null;
  let reads = 0;
  for (let cycle = 0; ; cycle++) {
    const groupEnd = ends > 0 && wait === 0;
    sim.poke("group_end", Number(groupEnd));
    sim.poke("group_opens", Number(groupEnd && ends === layer.memoryGroups));
    if (groupEnd) {
      ends--;
      wait = core.wordsPerGroup + (random.chance(0.5) ? 0 : random.int(0, 5));
    }
    wait--;
    for (let l = 0; l < neuron; l++) {
      // The currents of a word show for one cycle.
      const n = arriving === null ? count : arriving * neuron + l;
      sim.poke(`currents_${l}`, values.currents[n] ?? drawn(core.types.current, random));
    }
    if (core.hasMemory)
      for (let l = 0; l < neuron; l++) sim.poke(`slow_${l}`, values.slow[word * neuron + l] ?? 0);
    if (core.hasMemory && sim.peek("advance") === 1) word++;
    arriving = null;
    if (sim.peek("read_valid") === 1) {
      // Where currents lie in words of spike lanes, the read names that word and its first part.
      if (core.wordsPerRead > 1) expect(sim.peek("read_first")).toBe(Number(reads % core.wordsPerRead === 0));
      if (core.depth.currents > 1)
        expect(Number(sim.peek("read_word"))).toBe(Math.floor(reads / core.wordsPerRead));
      arriving = reads++;
      if (bank !== null) expect(sim.peek("read_bank")).toBe(bank);
    }
    const shows = sim.peek("spikes_valid") === 1;
    const last = shows && sim.peek("spikes_last") === 1;
    if (shows) {
      expect(sim.peek("spikes_end")).toBe(Number(flags.end));
      for (let l = 0; l < neuron; l++) {
        const fires = sim.peek(`spikes_fired_${l}`) === 1;
        if (membranes.length < count) {
          membranes.push(Number(sim.peek(`membrane_value_${l}`)));
          fired.push(fires);
        } else padded.push(Number(fires));
      }
    }
    sim.step();
    if (last) break;
    if (cycle > 5000) throw new Error("the last word never comes");
  }
  // Groups may still end whose words lie beyond the last neuron.
  sim.poke("group_end", 0);
  sim.poke("group_opens", 0);
  for (let rest = 0; rest < core.wordsPerGroup + 4; rest++) {
    expect(sim.peek("spikes_valid")).toBe(0);
    sim.step();
  }
  return { membranes, fired, padded };
}

describe("neurons", () => {
  it("leaks, adds, fires, resets and saturates every neuron once a step", () => {
    const reached = { low: 0, high: 0, fired: 0, silent: 0, padded: 0, held: 0 };
    fc.assert(
      fc.property(
        cores(),
        fc.array(fc.record({ end: fc.boolean(), touched: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        ({ core, parameters, at, random }, steps) => {
          const sim = started(neurons(core, parameters.cores[at]!));
          const memories = core.layers.map(
            ({ layer }): Memory => ({
              u: new Array(layer.neurons).fill(0),
              held: new Array(layer.neurons).fill(0),
            }),
          );
          let k = 0;
          for (const { end, touched } of steps) {
            core.layers.forEach((layer, l) => {
              const { neurons: count, memory, membraneBits } = layer.layer;
              const refresh = k % (memory?.dilation ?? 1) === 0;
              const flags = { first: k === 0, end, touched, refresh };
              const currents = Array.from({ length: count }, () => drawn(core.types.current, random));
              const slow = Array.from({ length: count }, () => slowSum(core, layer, random));
              const result = pass(sim, core, layer, flags, { currents, slow }, random);
              const fired = step(layer, memories[l]!, flags, currents, slow);
              expect(result.fired).toEqual(fired);
              expect(result.membranes).toEqual(memories[l]!.u);
              expect(result.padded.every((f) => f === 0)).toBe(true);
              const limit = 2 ** (membraneBits - 1);
              reached.low += Number(result.membranes.includes(-limit));
              reached.high += Number(result.membranes.includes(limit - 1));
              reached.fired += Number(fired.includes(true));
              reached.silent += Number(fired.includes(false));
              reached.padded += result.padded.length;
              reached.held += Number(!refresh && memory?.refresh === "hold");
            });
            k = end ? 0 : k + 1;
          }
        },
      ),
      runs(100),
    );
    // The cases go everywhere.
    for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(10);
  });
});
