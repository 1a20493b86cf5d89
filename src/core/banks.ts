// The banks of currents: where spike integration collects, and where the neuron pass reads what was collected.
import {
  all,
  any,
  type Body,
  bit,
  concat,
  index,
  type MemoryOptions,
  mux,
  type Signal,
  type Type,
} from "../hdl/index.ts";
import { dataRegisters } from "./choose.ts";

interface BankSpec {
  readonly lanes: number;
  readonly depth: number;
  readonly overlap: boolean;
  readonly joint: boolean;
  readonly types: { readonly current: Type };
  readonly currentsStyle: "block" | "distributed" | "registers";
}

interface BankPorts {
  /** The word that the next addition needs. */
  readonly fetch: { readonly enable: Signal; readonly word: Signal };
  /** The addition at work, one cycle after its fetch; the first of a step begins from 0. */
  readonly add: {
    readonly enable: Signal;
    readonly first: Signal;
    readonly word: Signal;
    readonly terms: readonly Signal[];
  };
  /** The neuron pass's read; it goes before a fetch. */
  readonly read: { readonly address: Signal; readonly enable: Signal; readonly bank: Signal };
  /** The bank is full: collect in the other one from the next cycle on. */
  readonly swap: Signal;
}

/**
 * Declares the memory of the currents and adds to it. `shown`: the lanes of the word read by the neuron pass, one cycle
 * later. `bank`: which bank collects; null where there is only one.
 *
 * A word is never read while it is written: the rows of two events are at least two cycles apart.
 */
export function currentBanks(
  c: Body,
  spec: BankSpec,
  ports: BankPorts,
): { shown: readonly Signal[]; bank: Signal | null } {
  const { fetch, add, read, swap } = ports;
  const options: MemoryOptions = {
    depth: spec.depth,
    lanes: spec.lanes,
    type: spec.types.current,
    style: spec.currentsStyle,
    readDuringWrite: "never",
  };
  const addTo = (old: readonly Signal[]) => {
    const { current } = c.signals({ current: add.terms.map((w, l) => mux(add.first, 0, old[l]!).add(w)) });
    return current.map((s) => s.narrow(spec.types.current));
  };
  if (!spec.overlap) {
    const memory = c.memory("sums", options);
    const address = mux(read.enable, read.address, fetch.word);
    const old = memory.read("word", {
      address,
      enable: c.signal("collecting", any(fetch.enable, read.enable)),
    });
    memory.write("sum", { address: add.word, enable: add.enable, data: addTo(old) });
    return { shown: old, bank: null };
  }
  c.note("The bank that collects; the other one is read.");
  const { bank } = c.registers({ bank: bit });
  c.when(swap, () => bank.next(bank.not()));
  if (spec.joint) {
    const bits = Math.ceil(Math.log2(Math.max(2, spec.depth)));
    const depth = 2 ** (bits + 1);
    const at = (which: Signal, word: Signal) => concat(which, word.as(index(depth / 2))).as(index(depth));
    const memory = c.memory("banks", { ...options, depth });
    const address = mux(read.enable, at(read.bank, read.address), at(bank, fetch.word));
    const old = memory.read("word", { address, enable: any(fetch.enable, read.enable) });
    memory.write("sum", { address: at(bank, add.word), enable: add.enable, data: addTo(old) });
    return { shown: old, bank };
  }
  const { shown_bank } = c.registers({ shown_bank: bit });
  shown_bank.next(read.bank);
  const banks = [0, 1].map((b) => c.memory(`bank_${b}`, options));
  const words = banks.map((memory, b) => {
    // The last reads of a job may come after the swap, before the first event of the step that follows: it needs none.
    const late = c.signal(`late_${b}`, read.enable.and(read.bank.eq(b)));
    const enable = late.or(fetch.enable.and(bank.eq(b)));
    return memory.read("word", { address: mux(late, read.address, fetch.word), enable });
  });
  const ofBank = (which: Signal) => words[0]!.map((w, l) => mux(which, words[1]![l]!, w));
  const data = addTo(ofBank(bank));
  banks.forEach((memory, b) => {
    memory.write("sum", { address: add.word, enable: add.enable.and(bank.eq(b)), data });
  });
  return { shown: ofBank(shown_bank), bank };
}

/**
 * The currents of `lanes` neurons at work, from words of spike lanes: the first part comes straight from memory,
 * the others wait in a row behind it, so that every word of currents is read once.
 */
export function arrivingCurrents(
  c: Body,
  currents: readonly Signal[],
  lanes: number,
  part: Signal | null,
  on: Signal,
): readonly Signal[] {
  if (part === null) return currents;
  const { fresh } = c.registers({ fresh: bit });
  fresh.next(part.eq(0));
  const rest = currents.length - lanes;
  const waiting = dataRegisters(c, "waiting", rest, currents[0]!.type);
  waiting.forEach((w, i) => {
    const chain = c.when(all(on, fresh), () => w.next(currents[i + lanes]!));
    if (i + lanes < rest) chain.elsewhen(on, () => w.next(waiting[i + lanes]!));
  });
  return Array.from({ length: lanes }, (_, l) => mux(fresh, currents[l]!, waiting[l]!));
}
