// The fused neuron pass: leak, both currents, bias, threshold and reset in one read and one write of each membrane.
import { bit, circuit, index, type Signal, vector } from "../../hdl/index.ts";
import { type LayerArithmetic, layerArithmetic } from "../arithmetic.ts";
import { loadBus } from "../events/payload.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given } from "../presence.ts";
import { probesOf } from "../probes.ts";
import { bankIndex, jobFlags } from "../sequencer/job.ts";
import { neuronJob } from "./job.ts";
import { fire, limits, type NeuronMemories, operands, read, sum, total } from "./stages.ts";
import { wordAtWork } from "./word.ts";

/** A word of neurons is read; where its currents lie; `arrives`: one cycle later. */
export const wordRead = (core: CorePlan) => ({
  valid: bit,
  first: bit,
  word: index(core.depth.currents),
  bank: bankIndex(core),
  arrives: bit,
});

const portsOf = (core: CorePlan, loaded: boolean) => {
  const { lanes, types } = core;
  return {
    inputs: {
      flags: jobFlags(core),
      group_end: bit,
      group_opens: bit,
      /** The fast currents of the word that was read one cycle before. */
      currents: vector(lanes.neuron, types.current),
      /** The sums P m + v x of the word that is read. */
      slow: vector(lanes.neuron, types.slowSum),
      load: loadBus(loaded),
    },
    outputs: {
      /** A word of neurons is read; where its currents lie, and whether it is the first of their word. */
      read: wordRead(core),
      advance: bit,
      /** One word of spikes; the last word of the step, and of the sequence. */
      spikes: { valid: bit, fired: vector(lanes.neuron, bit), last: bit, end: bit },
      /** The word that is written, where probes are asked for. */
      membrane: probesOf(core).membrane,
    },
  };
};

/**
 * a = rshift(beta u) + If + Im + b; fires where a >= threshold; u' = sat(a, a - threshold or 0).
 * A word of neurons takes five cycles: read, leak and inflow, total, fire, write; one word enters every cycle.
 */
export function neurons(core: CorePlan, memories: NeuronMemories) {
  return circuit(`${core.name}_neurons`, {
    note:
      "Neurons: leak, fast and slow current, bias, threshold and reset, in one read and one write of each membrane.\n" +
      "Word after word of a group, from the end of the group's memory integration.",
    ...portsOf(core, memories.bias.loaded),
    body(c, input, out) {
      const job = neuronJob(c, core, input);
      const { layer } = job.flags;
      const word = wordAtWork(c, core, job, input.flags.layer);
      const arithmetic = layerArithmetic(core, layer);

      const slow = c.work(word.valid, () => slowCurrents(core, input.slow, arithmetic));
      const old = read(c, core, word, memories, input.load, slow);
      const operand = operands(c, core, { ...old, fast: input.currents });
      const summed = sum(c, core, job, operand, arithmetic);
      const limit = limits(c, core, operand, memories, input.load);
      const totalled = total(c, { ...summed, ...limit }, arithmetic);
      const written = fire(c, core, totalled, arithmetic, layer);
      c.note("Write.");
      old.keepMembranes(written, written.membrane);

      c.drive(out.read, { valid: word.valid, ...word.currents, bank: job.flags.bank, arrives: old.valid });
      out.advance.is(word.advance);
      const { valid: writes, last, fired, membrane } = written;
      c.drive(out.spikes, { valid: writes, fired, last, end: job.flags.end });
      const shown = (value: Signal) => given(core.hardware.probe, value);
      c.drive(out.membrane, {
        valid: shown(writes),
        layer: shown(layer),
        value: membrane.map(shown),
        fired: fired.map(shown),
      });
    },
  });
}

function slowCurrents(core: CorePlan, sums: readonly Signal[], { slowCurrent }: LayerArithmetic): Signal[] {
  const { slowCurrent: type } = core.types;
  // A sum that another layer has left behind may not fit this layer's shift; nothing reads it.
  const fit = (current: Signal) => (core.layers.length > 1 ? current.wrap(type) : current.as(type));
  return sums.map((sum) => (core.hasMemory ? fit(slowCurrent(sum)) : sum));
}
