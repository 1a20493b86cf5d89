// The banks of currents: where spike integration collects, and where the neurons read what was collected.
import {
  all,
  any,
  type Body,
  concat,
  index,
  type MemoryOptions,
  type MemoryStyle,
  mux,
  type Signal,
  select,
  type Type,
} from "../../hdl/index.ts";
import { halfWords } from "../halves.ts";

export interface BankSpec {
  readonly lanes: number;
  /** Words of one bank. */
  readonly depth: number;
  /** Two, so that integration goes on while the other bank is read; or one. */
  readonly banks: number;
  readonly current: Type;
  /** Registers between weights and currents, as they come from memory, and their sum. */
  readonly memoryStages: number;
  readonly style: Exclude<MemoryStyle, "spram">;
}

export interface BankPorts {
  /** The word that the next addition needs; the first of a step needs none. */
  readonly fetch: { readonly valid: Signal; readonly word: Signal };
  /** The addition at work, `memoryStages` and one cycle after its fetch; the first of a step begins from 0. */
  readonly add: {
    readonly valid: Signal;
    readonly first: Signal;
    readonly word: Signal;
    readonly terms: readonly Signal[];
  };
  /** The neurons' read; it goes before a fetch. */
  readonly read: { readonly valid: Signal; readonly word: Signal; readonly bank: Signal };
  /** The bank is full: collect in the other one from the next cycle on. */
  readonly swap: Signal;
}

export interface Banks {
  /** The lanes of the word that the neurons read, one cycle later. */
  readonly shown: readonly Signal[];
  /** The bank that collects. */
  readonly bank: Signal;
}

/** How banks are laid in memories. */
export type BankLayout = (c: Body, spec: BankSpec, ports: BankPorts) => Banks;

const memoryOf = ({ depth, lanes, current, style }: BankSpec): MemoryOptions => ({
  depth,
  lanes,
  type: current,
  style,
  readDuringWrite: "never",
});

/** What a word becomes: its old value, or 0 at the first addition of a step, and the terms. */
function added(c: Body, spec: BankSpec, add: BankPorts["add"], fetched: readonly Signal[]): Signal[] {
  const { current, memoryStages } = spec;
  const old = c.delay("old", fetched, memoryStages, { reset: null });
  const sums = c.work(add.valid, () => add.terms.map((term, l) => mux(add.first, 0, old[l]!).add(term)));
  return c.signals({ current: sums }).current.map((s) => s.narrow(current));
}

function collecting(c: Body, { banks }: BankSpec, swap: Signal): Signal {
  c.note("The bank that collects; the other one is read.");
  const bank = c.counter("bank", banks);
  c.when(swap, () => bank.advance());
  return bank;
}

/**
 * A memory a bank. A word is never read while it is written: the rows of two events are at least two cycles apart.
 * The last reads of a job may come after the swap, before the first event of the step that follows: it needs none.
 */
export const separateBanks: BankLayout = (c, spec, { fetch, add, read, swap }) => {
  const bank = collecting(c, spec, swap);
  const shownBank = c.delay("shown_bank", read.bank, 1);
  const memories = Array.from({ length: spec.banks }, (_, b) => c.memory(`bank_${b}`, memoryOf(spec)));
  const words = memories.map((memory, b) => {
    const shows = c.signal(`shows_${b}`, all(read.valid, read.bank.eq(b)));
    const fetches = all(fetch.valid, bank.eq(b));
    return memory.read("word", { address: mux(shows, read.word, fetch.word), enable: any(shows, fetches) });
  });
  const ofBank = (which: Signal) =>
    words[0]!.map((_, l) =>
      select(
        which,
        words.map((w) => w[l]!),
      ),
    );
  const data = added(c, spec, add, ofBank(bank));
  memories.forEach((memory, b) => {
    memory.write("sum", { address: add.word, enable: all(add.valid, bank.eq(b)), data });
  });
  return { shown: ofBank(shownBank), bank };
};

/** Both banks in one memory with one read port: a fetch must wait in a cycle in which the neurons read. */
export const jointBanks: BankLayout = (c, spec, { fetch, add, read, swap }) => {
  const bank = collecting(c, spec, swap);
  const half = halfWords(spec.depth);
  const at = (which: Signal, word: Signal) => concat(which, word.as(index(half))).as(index(2 * half));
  const memory = c.memory("banks", { ...memoryOf(spec), depth: 2 * half });
  const old = memory.read("word", {
    address: mux(read.valid, at(read.bank, read.word), at(bank, fetch.word)),
    enable: any(fetch.valid, read.valid),
  });
  memory.write("sum", { address: at(bank, add.word), enable: add.valid, data: added(c, spec, add, old) });
  return { shown: old, bank };
};
