// Steps in the language's longer words: pipelines, wholes, lanes and bits by choice, shifts, what conditions prove, what vanishes.
import type { Step } from "./recipe.ts";
import type { Workshop } from "./structures.ts";

export const words: Record<string, (shop: Workshop, step: Step, x: string) => void> = {
  pipe({ script }, { n, type, picks }, x) {
    const options = [
      "",
      ", { gate: true }",
      `, { hold: ${script.condition(picks[3]!)} }`,
      `, { hold: ${script.condition(picks[3]!)}, gate: true }`,
    ][n % 4]!;
    // What is not reset starts at 0 in some tools: types that hold 0.
    const value = (i: number) => script.fitting(picks[i]!, type);
    const pair = `[${value(1)}, ${value(4)}]`;
    script.bind(
      x,
      `c.pipe("${x}", { valid: ${script.condition(picks[0]!)}, pair: ${pair}, one: ${value(2)} }${options})`,
    );
    script.pool.push(`${x}.valid`, `${x}.pair[0]`, `${x}.one`);
    script.run(`c.ignore(${x}.pair[1])`);
  },

  delay({ script }, { n, type, picks }, x) {
    script.bind(x, `c.delay("${x}", ${script.fitting(picks[0]!, type)}, ${1 + (n % 3)}, { reset: null })`);
    script.pool.push(x);
  },

  counter({ script }, { n, picks }, x) {
    const count =
      n % 3 === 0 ? `{ last: ${script.pick(picks[2]!)}.saturate(int(3, 9)).max(9) }` : `${1 + (n % 13)}`;
    script.bind(x, `c.counter("${x}", ${count})`);
    script.run(
      `c.when(${script.condition(picks[0]!)}, () => ${x}.clear()).elsewhen(${script.condition(picks[1]!)}, () => ${x}.advance())`,
    );
    script.pool.push(x, `${x}.last`);
  },

  running({ script }, { picks }, x) {
    const term = `${script.pick(picks[0]!)}.saturate(int(-9, 9))`;
    // A new sum in every other cycle, and in every cycle of a reset, which the sum itself does not see: two terms at most.
    script.take(`${x}_again`, `c.registers({ ${x}_again: { type: bit, reset: 1 } })`);
    script.run(`${x}_again.next(${x}_again.not())`);
    script.bind(
      x,
      `c.sum("${x}", int(-18, 18), { valid: 1, first: ${x}_again.or(${script.condition(picks[1]!)}), term: ${term} })`,
    );
    script.pool.push(x);
  },

  wholes({ script }, { type, picks }, x) {
    const whole = (i: number) =>
      `{ a: ${script.fitting(picks[i]!, type)}, b: [${script.condition(picks[i + 1]!)}, ${script.condition(picks[i + 2]!)}] }`;
    script.bind(x, `c.register("${x}", { a: ${type}, b: vector(2, bit) }, { reset: { b: [1, 0] } })`);
    script.run(
      `c.when(${script.condition(picks[5]!)}, () => c.next(${x}, mux(${script.condition(picks[6]!)}, ${whole(0)}, ${x})))`,
    );
    script.pool.push(`${x}.a`, `${x}.b[0]`, `${x}.b[1]`);
  },

  word({ script }, { type, picks }, x) {
    script.bind(
      x,
      `c.memory("${x}", { depth: 4, word: { a: ${type}, b: bit, none: flag(false) }, style: "distributed", readDuringWrite: "old" })`,
    );
    const at = (i: number) => `mux(i0.bit(0), ${script.pick(picks[i]!)}.wrap(uint(2)), i0.wrap(uint(2)))`;
    script.run(
      `${x}.write("in", { address: ${at(0)}, data: { a: ${script.fitting(picks[1]!, type)}, b: ${script.condition(picks[2]!)}, none: 0 }, ` +
        `enable: ${script.condition(picks[3]!)}.xor(i0.bit(0)) })`,
    );
    script.bind(`${x}_read`, `${x}.read("out", { address: ${at(4)} })`);
    script.pool.push(`${x}_read.a`, `${x}_read.b`);
  },

  lane({ script }, { n, type, picks }, x) {
    const lanes = 2 + (n % 3);
    script.bind(x, `c.register("${x}", vector(${lanes}, ${type}))`);
    script.take(`${x}_at`, `c.signals({ ${x}_at: ${script.pick(picks[0]!)}.saturate(index(${lanes})) })`);
    script.run(
      `c.when(${script.condition(picks[1]!)}, () => ${x}.at(${x}_at).next(${script.fitting(picks[2]!, type)}))`,
    );
    script.bind(`${x}_chosen`, `${x}.at(${x}_at)`);
    script.pool.push(`${x}_chosen`);
  },

  apart({ script }, { n, picks }, x) {
    script.take(x, `c.wires({ ${x}: ${n % 2 === 0 ? "uint(8)" : "sint(8)"} })`);
    const cut = 1 + (n % 6);
    script.run(`${x}.bits(${cut}, 0).is(${script.fitting(picks[0]!, `uint(${cut + 1})`)})`);
    script.run(
      `c.when(${script.condition(picks[1]!)}, () => ${x}.bits(7, ${cut + 1}).is(${script.fitting(picks[2]!, `uint(${7 - cut})`)}))` +
        `.otherwise(() => ${x}.bits(7, ${cut + 1}).is(0))`,
    );
    script.take(`${x}_kept`, `c.registers({ ${x}_kept: uint(6) })`);
    script.run(
      `c.when(${script.condition(picks[3]!)}, () => ${x}_kept.bits(3, 1).next(${script.fitting(picks[4]!, "uint(3)")}))`,
    );
    script.run(`${x}_kept.bit(5).next(${script.condition(picks[5]!)})`);
    script.pool.push(x, `${x}_kept`);
  },

  shift({ script }, { n, picks }, x) {
    const amount = `${script.pick(picks[1]!)}.wrap(uint(${1 + (n % 3)}))`;
    const way = n % 2 === 0 ? "shiftLeft" : "shiftRight";
    const value = script.pick(picks[0]!);
    script.bind(x, script.allowed(`${value}.${way}(${amount})`, `${value}.wrap(sint(20)).${way}(${amount})`));
    script.pool.push(x);
  },

  proved({ script }, { n, picks }, x) {
    script.take(x, `c.registers({ ${x}: index(${3 + (n % 9)}) })`);
    const step = picks[2]! % 2 === 0 ? "sub(1)" : `sub(${x}.min(1))`;
    script.run(
      `c.when(all(${script.condition(picks[0]!)}, ${x}.ne(0)), () => ${x}.next(${x}.${step}))` +
        `.elsewhen(${script.condition(picks[1]!)}, () => ${x}.next(mux(${x}.eq(${x}.range.hi), 0, ${x}.add(1))))`,
    );
    script.pool.push(x);
  },

  cases({ script }, { type, picks }, x) {
    script.take(x, `c.wires({ ${x}: ${type} })`);
    const value = (i: number) => script.fitting(picks[i]!, type);
    script.run(
      `c.switch(${script.pick(picks[0]!)}.wrap(uint(3)), [[[0, 3, 5], () => ${x}.is(${value(1)})], [4n, () => ${x}.is(${value(2)})]], ` +
        `() => ${x}.is(${value(3)}))`,
    );
    script.pool.push(x);
  },

  vanishing({ script }, { n, type, picks }, x) {
    const [value, other] = [script.fitting(picks[0]!, type), script.pick(picks[1]!)];
    script.run(`c.registers({ ${x}_none: flag(false) }).${x}_none.next(0)`);
    script.take(`${x}_read`, `c.registers({ ${x}_read: ${type} })`);
    script.run(`${x}_read.next(${value})`);
    script.take(x, `c.wires({ ${x}: sint(64) })`);
    const more = script.condition(picks[2]!);
    const next = script.allowed(`${x}_read.add(${more})`, `${x}_read.sub(${more})`, `${x}_read.min(${more})`);
    script.run(
      `c.when(${n % 2}, () => ${x}.is(${next}.wrap(sint(64))))` +
        `.elsewhen(${script.condition(picks[3]!)}, () => ${x}.is(c.signal("${x}_other", ${other}.xor(1)).wrap(sint(64))))` +
        `.otherwise(() => ${x}.is(mux(${n % 3 === 0 ? 1 : 0}, 3, ${other}.bit(0))))`,
    );
    script.pool.push(x);
  },
};
