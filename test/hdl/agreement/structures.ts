// Steps that declare something: registers, wires with their conditions, memories, machines, instances, stream parts.
import type { Circuit } from "../../../src/hdl/index.ts";
import type { Step } from "./recipe.ts";
import { literal, type Script } from "./script.ts";

/** What the steps of one circuit share. */
export interface Workshop {
  readonly script: Script;
  /** Registers without a next value yet, with their types. */
  readonly undriven: { readonly code: string; readonly type: string }[];
  /** Circuits that may be instantiated: names in the source. */
  readonly children: readonly string[];
  /** Prefix of the names of circuits made for this one. */
  readonly circuit: string;
}

const rangeText = (script: Script, type: string) => script.value(type) as { lo: string; hi: string };

/** Declares what the step says under names that start with `x`. */
export const structures: Record<string, (shop: Workshop, step: Step, x: string) => void> = {
  constant({ script }, { n, type }, x) {
    const { lo, hi } = rangeText(script, type);
    const value = [BigInt(lo), BigInt(hi), 0n, BigInt(hi) / 2n][n % 4]!;
    if (n % 8 < 4) script.bind(x, `constant(${literal(value)}, ${type})`);
    else script.take(x, `c.signals({ ${x}: constant(${literal(value)}) })`);
    script.pool.push(x);
  },

  register({ script, undriven }, { n, type, picks }, x) {
    const { hi } = rangeText(script, type);
    const reset = ["", ", reset: null", `, reset: ${literal(BigInt(hi))}`][n % 3]!;
    const enable = picks[1]! % 3 === 0 ? `, enable: ${script.condition(picks[2]!)}` : "";
    script.take(x, `c.registers({ ${x}: { type: ${type}${reset}${enable} } })`);
    undriven.push({ code: x, type });
    script.pool.push(x);
  },

  record({ script, undriven }, { n, type }, x) {
    script.bind(
      x,
      `c.register("${x}", { only: bit, pair: vector(2, ${type}) }${n % 2 ? "" : ", { reset: null }"})`,
    );
    const leaves = [
      { code: `${x}.only`, type: "bit" },
      { code: `${x}.pair[0]`, type },
      { code: `${x}.pair[1]`, type },
    ];
    undriven.push(...leaves);
    script.pool.push(...leaves.map((l) => l.code));
  },

  lanes({ script }, { picks }, x) {
    script.take(x, `c.signals({ ${x}: [${script.pick(picks[0]!)}, ${script.pick(picks[1]!)}.bit(0)] })`);
    script.pool.push(`${x}[0]`, `${x}[1]`);
  },

  when({ script, undriven }, { n, type, picks }, x) {
    script.take(x, `c.wires({ ${x}: ${type} })`);
    const register = n % 3 === 0 ? undefined : undriven.pop();
    const value = (i: number) => script.fitting(picks[i]! + i, type);
    const next = (i: number) =>
      register === undefined ? "" : ` ${register.code}.next(${script.fitting(picks[i]!, register.type)});`;
    const hasDefault = n % 2 === 0;
    if (hasDefault) script.run(`${x}.otherwise(${value(0)})`);
    const nested =
      `c.when(${script.condition(picks[1]!)}, () => {${next(2)} ${x}.is(${value(2)}); })` +
      (hasDefault ? "" : `.otherwise(() => ${x}.is(${value(3)}))`);
    script.run(
      `c.when(${script.condition(picks[4]!)}, () => {\n` +
        `  ${nested};\n` +
        `}).elsewhen(${script.condition(picks[5]!)}, () => {\n` +
        `  ${x}.is(${value(6)});${next(7)}\n` +
        `})${hasDefault && n % 4 === 0 ? "" : `.otherwise(() => {${next(1)} ${x}.is(${value(5)}); })`}`,
    );
    script.pool.push(x);
  },

  switch({ script, undriven }, { n, type, picks }, x) {
    script.take(x, `c.wires({ ${x}: ${type} })`);
    const register = undriven.pop();
    const bits = 1 + (n % 3);
    const whole = n % 2 === 0;
    const cases = Array.from({ length: 2 ** bits }, (_, i) => i).filter(
      (i) => whole || i === 0 || (picks[i % 8]! + i) % 2 === 0,
    );
    const body = (i: number) =>
      `{ ${x}.is(${script.fitting(picks[i % 8]! + i, type)});` +
      (register === undefined || (i % 2 === 1 && i !== cases[0])
        ? ""
        : ` ${register.code}.next(${script.fitting(picks[(i + 1) % 8]!, register.type)});`) +
      " }";
    script.run(
      `c.switch(${script.pick(picks[0]!)}.wrap(uint(${bits})), {\n` +
        `${cases.map((i) => `  ${i}: () => ${body(i)},\n`).join("")}}${whole ? "" : `, () => ${body(9)}`})`,
    );
    script.pool.push(x);
  },

  narrow({ script }, { n, picks }, x) {
    const value = `${script.pick(picks[0]!)}.saturate(int(-100, 100))`;
    script.take(`${x}_free`, `c.signals({ ${x}_free: ${value} })`);
    const { lo, hi } = script.signal(`${x}_free`).range;
    const end = lo + ((hi - lo) * BigInt(n)) / 64n;
    script.take(x, `c.wires({ ${x}: int(${lo}, ${end}) })`);
    script.run(
      `c.when(${x}_free.le(${end}), () => ${x}.is(${x}_free.narrow(${x}.type))).otherwise(() => ${x}.is(${lo}))`,
    );
    script.pool.push(x);
  },

  states({ script }, { n, picks }, x) {
    const names = ["idle", "fetch", "run", "drain", "done"].slice(0, 2 + (n % 4));
    script.bind(x, `c.states("${x}", ${JSON.stringify(names)})`);
    const cases = names.map((name, i) => {
      const next = names[(i + 1) % names.length]!;
      const other = names[picks[i]! % names.length]!;
      const go = `c.when(${script.condition(picks[i]!)}, () => ${x}.go("${next}"))`;
      return `  ${name}: () => ${other === name ? go : `${go}.otherwise(() => ${x}.go("${other}"))`},\n`;
    });
    script.run(`c.switch(${x}, {\n${cases.join("")}})`);
    script.bind(`${x}_at`, `${x}.is("${names[picks[6]! % names.length]}")`);
    script.pool.push(`${x}_at`, `${x}.register`);
  },

  memory({ script }, { n, type, picks }, x) {
    const depth = [1, 2, 3, 4, 5, 8, 11, 16][picks[0]! % 8]!;
    const lanes = 1 + (picks[1]! % 3);
    const style = ["block", "spram", "distributed", "registers", "macro"][n % 5]!;
    const collision = [style === "macro" ? "undefined" : "old", "undefined", "never"][picks[2]! % 3]!;
    const onePort = style === "spram" || (style === "macro" && picks[3]! % 2 === 0);
    const { lo, hi } = rangeText(script, type);
    const word = (i: number) =>
      Array.from({ length: lanes }, (_, l) => literal([BigInt(lo), BigInt(hi), 0n][(i + l) % 3]!)).join(", ");
    const initial =
      style !== "spram" && style !== "macro" && picks[3]! % 2 === 0
        ? `, initial: [${Array.from({ length: depth }, (_, i) => `[${word(i)}]`).join(", ")}]`
        : "";
    script.bind(
      x,
      `c.memory("${x}", { depth: ${depth}, lanes: ${lanes}, type: ${type}, style: "${style}", ` +
        `readDuringWrite: "${collision}"${initial} })`,
    );
    // Depends on an input: a port that is never used, or an address that never changes, is no memory to any tool.
    const alive = "i0.bit(0)";
    const address = (i: number) =>
      `mux(${alive}, ${script.pick(picks[i]!)}.saturate(index(${depth})), i0.wrap(uint(4)).saturate(index(${depth})))`;
    const data = Array.from({ length: lanes }, (_, i) => script.fitting(picks[4]! + i, type)).join(", ");
    const laneEnables =
      picks[5]! % 2 === 0
        ? ""
        : `, laneEnables: [${Array.from({ length: lanes }, (_, i) => script.condition(picks[6]! + i)).join(", ")}]`;
    script.bind(`${x}_write`, `${script.condition(picks[7]!)}.xor(${alive})`);
    const port = `data: [${data}], enable: ${x}_write${laneEnables}`;
    const read = collision === "never" ? `${x}_write.not()` : `${script.condition(picks[2]!)}.xor(${alive})`;
    if (onePort) {
      script.bind(`${x}_out`, `${x}.access("port", { address: ${address(0)}, ${port}, read: ${read} })`);
    } else {
      script.run(`${x}.write("in", { address: ${address(0)}, ${port} })`);
      const enable = collision === "never" || picks[1]! % 2 === 0 ? `, enable: ${read}` : "";
      script.bind(`${x}_out`, `${x}.read("out", { address: ${address(1)}${enable} })`);
      if (style !== "macro" && picks[6]! % 3 === 0) {
        const more = collision === "never" ? `, enable: ${x}_write.not()` : "";
        script.bind(`${x}_more`, `${x}.read("more", { address: ${address(2)}${more} })`);
        script.pool.push(...Array.from({ length: lanes }, (_, i) => `${x}_more[${i}]`));
      }
    }
    script.pool.push(...Array.from({ length: lanes }, (_, i) => `${x}_out[${i}]`));
  },

  instance({ script, children }, { n, picks }, x) {
    if (children.length === 0) return;
    const child = children[n % children.length]!;
    const { inputs, outputs } = script.value(child) as Circuit;
    const given = Object.keys(inputs).map((key, i) => {
      const { lo, hi } = inputs[key] as { lo: string; hi: string };
      return `${key}: ${script.pick(picks[i]!)}.saturate(int(${literal(BigInt(lo))}, ${literal(BigInt(hi))}))`;
    });
    // A name that nothing has inside, where another instance may be.
    script.bind(x, `c.instance("${x}_of_${child}", ${child}, { ${given.join(", ")} })`);
    script.pool.push(...Object.keys(outputs).map((key) => `${x}.${key}`));
  },

  part({ script, circuit }, { n, type, picks }, x) {
    const name = `"${circuit}_${x}"`;
    const payload =
      picks[0]! % 2 === 0 ? `{ value: ${type} }` : `{ value: ${type}, last: bit, kind: int(0, 5) }`;
    const fields = Object.keys(script.value(payload) as object);
    const source = (at: string, i: number) => {
      script.bind(at, `c.stream("${at}", ${payload})`);
      script.run(`${at}.valid.is(${script.condition(picks[i]!)})`);
      const types: Record<string, string> = { value: type, last: "bit", kind: "int(0, 5)" };
      for (const field of fields)
        script.run(`${at}.payload.${field}.is(${script.fitting(picks[i + 1]!, types[field]!)})`);
      return at;
    };
    const from = source(`${x}_from`, 1);
    const seen = [`${from}.fire`];
    const outputs = ["output"];
    switch (n % 5) {
      case 0:
        script.bind(x, `c.instance("${x}", registerSlice(${name}, ${payload}), { input: ${from} })`);
        break;
      case 1: {
        const style = ["block", "distributed", "registers"][picks[5]! % 3];
        const made = `fifo(${name}, ${payload}, ${1 + (picks[4]! % 9)}, { style: "${style}" })`;
        script.bind(x, `c.instance("${x}", ${made}, { input: ${from} })`);
        break;
      }
      case 2:
        script.bind(x, `c.instance("${x}", fork(${name}, ${payload}, 2), { input: ${from} })`);
        outputs.splice(0, 1, "output_0", "output_1");
        break;
      case 3: {
        const other = source(`${x}_other`, 3);
        const made = `join(${name}, { left: ${payload}, right: ${payload} })`;
        script.bind(x, `c.instance("${x}", ${made}, { left: ${from}, right: ${other} })`);
        seen.push(`${other}.ready`);
        break;
      }
      default: {
        const other = source(`${x}_other`, 3);
        const policy = picks[6]! % 2 === 0 ? "round-robin" : "priority";
        const made = `arbiter(${name}, ${payload}, 2, { policy: "${policy}" })`;
        script.bind(x, `c.instance("${x}", ${made}, { input_0: ${from}, input_1: ${other} })`);
        seen.push(`${other}.ready`);
      }
    }
    const joined = n % 5 === 3;
    outputs.forEach((output, i) => {
      script.run(`${x}.${output}.ready.is(${script.condition(picks[7]! + i)})`);
      seen.push(`${x}.${output}.valid`, `${x}.${output}.payload${joined ? ".left" : ""}.value`);
    });
    script.pool.push(...seen);
  },

  assert({ script }, { picks }, x) {
    const value = script.pick(picks[0]!);
    const { lo } = script.signal(value).range;
    script.run(`c.assert("${x}", ${value}.ge(${literal(lo)}), "${x} is in its range")`);
  },
};
