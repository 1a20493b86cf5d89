// The fused neuron pass: leak, both currents, bias, threshold and reset in one read and one write of each membrane.
import {
  all,
  any,
  bit,
  circuit,
  constant,
  index,
  mux,
  type Register,
  type Signal,
  vector,
} from "../hdl/index.ts";
import { arrivingCurrents } from "./banks.ts";
import { dataRegisters, gate, perLayer, perLayerChoice, portsIf, rshiftByLayer } from "./choose.ts";
import { loadBus } from "./events.ts";
import { parameterMemory } from "./parameter-memory.ts";
import type { ParameterMemory } from "./parameters.ts";
import type { CorePlan } from "./plan.ts";
import { jobFlags } from "./sequencer.ts";

/**
 * a = rshift(beta u) + If + Im + b; fires where a >= threshold; u' = sat(a, a - threshold or 0).
 * A word of neurons takes five cycles: read, leak and inflow, total, fire, write; one word enters every cycle.
 */
export function neurons(core: CorePlan, biasOf: ParameterMemory, loaded: boolean) {
  const { types, layers, lanes, depth, hardware } = core;
  const wordIndex = index(depth.neuron);
  const spikeWords = lanes.spike / lanes.neuron;
  return circuit(`${core.name}_neurons`, {
    note:
      "Neurons: leak, fast and slow current, bias, threshold and reset, in one read and one write of each membrane.\n" +
      "Word after word of a group, from the end of the group's memory integration.",
    inputs: {
      flags: jobFlags(core),
      group_end: bit,
      group_opens: bit,
      currents: vector(lanes.spike, types.current),
      ...portsIf(core.hasMemory, { slow: vector(lanes.neuron, types.slow) }),
      ...portsIf(loaded, { load: loadBus }),
    },
    outputs: {
      read: { address: index(depth.currents), enable: bit, ...portsIf(hardware.overlap, { bank: bit }) },
      ...portsIf(core.hasMemory, { advance: bit }),
      /** One word of spikes; the last word of the step, and of the sequence. */
      spikes: { valid: bit, fired: vector(lanes.neuron, bit), last: bit, end: bit },
      ...portsIf(hardware.probe, {
        membranes: vector(lanes.neuron, types.membrane),
        layer: index(layers.length),
      }),
    },
    body(c, input, out) {
      const { flags, group_end, group_opens, currents } = input;
      c.note("The end of a group reaches the neurons when its sums are complete.");
      const { start_1, start_2, start, opens_1, opens_2 } = c.registers({
        start_1: bit,
        start_2: bit,
        start: bit,
        opens_1: bit,
        opens_2: bit,
      });
      start_1.next(group_end);
      start_2.next(start_1);
      start.next(start_2);
      opens_1.next(group_opens);
      opens_2.next(opens_1);

      c.note("The job at work here; the sequencer may be at the next one already.");
      const many = layers.length > 1;
      const job = c.registers({ job_first: bit, job_end: bit, job_touched: bit });
      const dilated = layers.some((l) => (l.layer.memory?.dilation ?? 1) > 1);
      const refresh = dilated ? c.registers({ job_refresh: bit }).job_refresh : constant(1, bit);
      const layer = many ? c.registers({ job_layer: index(layers.length) }).job_layer : null;
      const job_bank = hardware.overlap ? c.registers({ job_bank: bit }).job_bank : null;
      c.when(opens_2, () => {
        job.job_first.next(flags.first);
        job.job_end.next(flags.end);
        job.job_touched.next(flags.touched);
        if (dilated) (refresh as Register).next(flags.refresh);
        layer?.next(flags.layer);
        job_bank?.next(flags.bank);
      });
      if (!many) c.ignore(flags.layer);
      // Layers that agree in every constant have no choice to make.
      if (layer && !hardware.probe) c.ignore(layer);
      if (!dilated) c.ignore(flags.refresh);

      c.note("Words of the group still to come, and the word that is read.");
      const words = core.wordsPerGroup;
      const left = words > 1 ? c.registers({ left: index(words) }).left : null;
      const { word, own_word } = c.registers({
        word: wordIndex,
        own_word: index(Math.max(...layers.map((l) => l.words))),
      });
      const inGroup = left === null ? start : any(start, left.ne(0));
      if (left)
        c.when(start, () => left.next(words - 1)).elsewhen(left.ne(0), () =>
          left.next(left.sub(1).narrow(left.type)),
        );
      const { over } = c.registers({ over: bit });
      const { reading } = c.signals({ reading: all(inGroup, over.not()) });
      const wordsLast = perLayer(
        layer,
        layers.map((l) => l.words - 1),
      );
      const { word_last } = c.signals({ word_last: own_word.eq(wordsLast) });
      const { current_word } = c.registers({ current_word: index(depth.currents) });
      const part = spikeWords > 1 ? c.registers({ part: index(spikeWords) }).part : null;
      const partLast = part === null ? constant(1, bit) : part.eq(spikeWords - 1);
      const base = perLayer(
        many ? flags.layer : null,
        layers.map((l) => l.base.neuron),
      );
      c.when(opens_2, () => {
        word.next(base.as(wordIndex));
        own_word.next(0);
        over.next(0);
        current_word.next(0);
        part?.next(0);
      }).elsewhen(reading, () => {
        c.when(word_last, () => over.next(1)).otherwise(() => {
          word.next(word.add(1).narrow(word.type));
          own_word.next(own_word.add(1).narrow(own_word.type));
          const advance = () => current_word.next(current_word.add(1).narrow(current_word.type));
          if (part === null) advance();
          else {
            part.next(mux(partLast, 0, part.add(1).narrow(part.type)));
            c.when(partLast, advance);
          }
        });
      });
      out.read.address.is(current_word);
      out.read.enable.is(part === null ? reading : all(reading, part.eq(0)));
      if (job_bank) out.read.bank.is(job_bank);
      if (core.hasMemory) out.advance.is(inGroup);

      c.note("Read: membranes, biases and currents come one cycle later.");
      const membraneMemory = c.memory("membranes", {
        depth: depth.neuron,
        lanes: lanes.neuron,
        type: types.membrane,
        style: hardware.memories.state,
        readDuringWrite: "never",
      });
      const old = membraneMemory.read("old", { address: word, enable: reading });
      const bias = parameterMemory(c, "bias", biasOf, loaded ? input.load : null, {
        address: word,
        enable: reading,
      });
      const held = core.holds
        ? c.memory("held_currents", {
            depth: depth.neuron,
            lanes: lanes.neuron,
            type: types.slow,
            style: hardware.memories.state,
            readDuringWrite: "never",
          })
        : null;
      const kept = held?.read("old", { address: word, enable: reading }) ?? null;
      const { sum_on, sum_last, sum_word } = c.registers({ sum_on: bit, sum_last: bit, sum_word: wordIndex });
      sum_on.next(reading);
      sum_last.next(word_last);
      sum_word.next(word);
      const arrived = arrivingCurrents(c, currents, lanes.neuron, part, sum_on);

      c.note("Sum: the leak's product, and everything else that enters the membrane.");
      const slowCurrents = core.hasMemory ? dataRegisters(c, "slow_current", lanes.neuron, types.slow) : null;
      slowCurrents?.forEach((s, l) => {
        s.next(input.slow[l]!);
      });
      const fast = arrived.map((current) =>
        gate(
          job.job_touched,
          rshiftByLayer(
            layer,
            current,
            layers.map((p) => p.layer.fast.shift),
          ),
        ),
      );
      const { slow_now } = c.signals({
        slow_now: old.map((_, l) =>
          slowCurrent(layer, core, refresh, slowCurrents?.[l] ?? null, kept?.[l] ?? null),
        ),
      });
      if (held !== null) {
        const { held_on } = c.signals({ held_on: all(sum_on, refresh) });
        held.write("new", { address: sum_word, data: slow_now, enable: held_on });
      }
      const remembered = old.map((u) => gate(job.job_first.not(), u));
      const leaks = remembered.map((u) =>
        u.mul(
          perLayer(
            layer,
            layers.map((p) => p.layer.leak.factor),
          ),
        ),
      );
      const inflows = fast.map((f, l) => f.add(slow_now[l]!).add(bias[l]!));
      const leak = dataRegisters(c, "leak", lanes.neuron, leaks[0]!.type);
      const inflow = dataRegisters(c, "inflow", lanes.neuron, inflows[0]!.type);
      const { total_on, total_last, total_word } = c.registers({
        total_on: bit,
        total_last: bit,
        total_word: wordIndex,
      });
      leaks.forEach((v, l) => {
        leak[l]!.next(v);
      });
      inflows.forEach((v, l) => {
        inflow[l]!.next(v);
      });
      total_on.next(sum_on);
      total_last.next(sum_last);
      total_word.next(sum_word);

      c.note("Total: the leak, rounded, and what flows in.");
      const totals = leak.map((v, l) =>
        rshiftByLayer(
          layer,
          v,
          layers.map((p) => p.layer.leak.shift),
        ).add(inflow[l]!),
      );
      const membrane = dataRegisters(c, "membrane", lanes.neuron, totals[0]!.type);
      totals.forEach((v, l) => {
        membrane[l]!.next(v);
      });
      const { fire_on, fire_last, fire_word } = c.registers({
        fire_on: bit,
        fire_last: bit,
        fire_word: wordIndex,
      });
      fire_on.next(total_on);
      fire_last.next(total_last);
      fire_word.next(total_word);

      c.note("Fire: the exact total meets the threshold; saturation is the last thing that happens to it.");
      const thresholds = perLayer(
        layer,
        layers.map((p) => p.layer.threshold),
      );
      const { fires } = c.signals({
        fires: membrane.map((a, l) => all(a.ge(thresholds), exists(core, layer, l, fire_last))),
      });
      const subtracts = layers.map((p) => (p.layer.reset === "subtract" ? 1 : 0));
      const reset = (a: Signal): Signal => {
        const remaining = a.sub(thresholds);
        if (subtracts.every((s) => s === subtracts[0])) return subtracts[0] === 1 ? remaining : constant(0);
        return gate(perLayer(layer, subtracts).eq(1), remaining);
      };
      const bits = layers.map((p) => p.layer.membraneBits);
      const after = membrane.map((a, l) => {
        const kept = mux(fires[l]!, reset(a), a);
        return perLayerChoice(layer, bits, (b) => kept.saturate(membraneType(b, core))).as(types.membrane);
      });
      const nextMembrane = dataRegisters(c, "next_membrane", lanes.neuron, types.membrane);
      const { write_on, write_last, write_word, fired } = c.registers({
        write_on: bit,
        write_last: bit,
        write_word: wordIndex,
        fired: vector(lanes.neuron, bit),
      });
      write_on.next(fire_on);
      write_last.next(fire_last);
      write_word.next(fire_word);
      after.forEach((u, l) => {
        nextMembrane[l]!.next(u);
      });
      fires.forEach((f, l) => {
        fired[l]!.next(f);
      });

      c.note("Write.");
      membraneMemory.write("new", { address: write_word, data: nextMembrane, enable: write_on });
      out.spikes.valid.is(write_on);
      out.spikes.last.is(write_last);
      out.spikes.end.is(job.job_end);
      out.spikes.fired.forEach((o, l) => {
        o.is(fired[l]!);
      });
      if (hardware.probe) {
        out.layer.is(layer ?? 0);
        out.membranes.forEach((o, l) => {
          o.is(nextMembrane[l]!);
        });
      }
    },
  });
}

const membraneType = (bits: number, core: CorePlan) => ({
  ...core.types.membrane,
  lo: `${-(2n ** BigInt(bits - 1))}`,
  hi: `${2n ** BigInt(bits - 1) - 1n}`,
});

/** The slow current of this step: fresh, held, or none. */
function slowCurrent(
  layer: Signal | null,
  core: CorePlan,
  refresh: Signal,
  fresh: Signal | null,
  kept: Signal | null,
): Signal {
  return perLayerChoice(layer, core.layers, (p) => {
    const { memory } = p.layer;
    if (memory === null || fresh === null) return 0;
    if (memory.dilation === 1) return fresh;
    return mux(refresh, fresh, memory.refresh === "hold" ? kept! : 0);
  });
}

/** 1 unless the lane lies beyond the layer's last neuron in the layer's last word. */
function exists(core: CorePlan, layer: Signal | null, lane: number, last: Signal): Signal {
  const lanes = core.lanes.neuron;
  const missing = core.layers.map((p) => ((p.words - 1) * lanes + lane >= p.layer.neurons ? 1 : 0));
  const beyond = perLayer(layer, missing);
  return all(beyond.eq(1), last).not();
}
