// The word of neurons that is read: group after group, word after word, up to the layer's last.

import { all, any, type Body, bit, type Signal } from "../../hdl/index.ts";
import { layerNumbers } from "../arithmetic.ts";
import type { CorePlan } from "../plan/plan.ts";
import type { NeuronJob } from "./job.ts";

export interface WordAtWork {
  /** A word is read in this cycle. */
  readonly valid: Signal;
  /** Its place in the memories of membranes and biases. */
  readonly word: Signal;
  /** It is the layer's last. */
  readonly last: Signal;
  /** Where its currents lie: the word of spike lanes that holds them; it is the first of that word. */
  readonly currents: { readonly word: Signal; readonly first: Signal };
  /** A cycle of the group: the next slow currents move up, beyond the last word too. */
  readonly advance: Signal;
}

/** `coming`: the layer of the job that opens. */
export function wordAtWork(c: Body, core: CorePlan, job: NeuronJob, coming: Signal): WordAtWork {
  const { depth } = core;
  c.note("Words of the group still to come; the word that is read, and where its currents lie.");
  const { left, word, current_word, part } = c.counters({
    left: core.wordsPerGroup,
    word: depth.neuron,
    current_word: depth.currents,
    part: core.wordsPerRead,
  });
  const { over } = c.registers({ over: bit });
  c.when(job.start, () => left.next(core.wordsPerGroup - 1)).elsewhen(left.ne(0), () => left.decrement());
  const inGroup = any(job.start, left.ne(0));
  const { reading } = c.signals({ reading: all(inGroup, over.not()) });
  const wordsLast = layerNumbers(core, job.flags.layer)((l) => l.base.neuron + l.words - 1);
  const { word_last } = c.signals({ word_last: word.eq(wordsLast) });
  c.when(job.opens, () => {
    word.next(layerNumbers(core, coming)((l) => l.base.neuron));
    current_word.clear();
    part.clear();
    over.next(0);
  }).elsewhen(reading, () => {
    c.when(word_last, () => over.next(1)).otherwise(() => {
      word.increment();
      part.advance();
      c.when(part.last, () => current_word.increment());
    });
  });
  const currents = { word: current_word, first: part.eq(0) };
  return { valid: reading, word, last: word_last, currents, advance: inGroup };
}
