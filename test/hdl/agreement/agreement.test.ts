// Random circuits: the built-in simulator, Icarus and Verilator agree in every output of every cycle.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import {
  all,
  bit,
  circuit,
  elaborate,
  index,
  mux,
  printVerilog,
  type Signal,
  sint,
  uint,
} from "../../../src/hdl/index.ts";
import { simulate } from "../../../src/hdl/simulator/index.ts";
import { lint, syntaxErrors } from "../lint.ts";
import { casesOf, counterexample, findingsOf, recipesOf } from "./agree.ts";
import { sideBySide } from "./bench.ts";
import { circuitOf } from "./circuit.ts";
import { printedFiles, run } from "./engines.ts";
import { operators, recipe, structures } from "./recipe.ts";
import { caseOfDesign } from "./stimulus.ts";

const seed = Number(process.env.SEED ?? 20261122);
const settings = { seed, cycles: 200 };
const circuits = 300;
const recipes = recipesOf(seed, circuits);

describe(`${circuits} random circuits of seed ${seed}`, () => {
  for (const engine of ["icarus", "verilator"] as const)
    it(`agree in ${engine} and the built-in simulator over ${settings.cycles} cycles`, async () => {
      const findings = await findingsOf(recipes, 0, settings, [engine]);
      if (findings.length > 0) throw new Error(await counterexample(findings[0]!, settings));
    }, 300_000);

  it("raise no warning in any tool, with and without assertions", async () => {
    const { cases } = casesOf(recipes, 0, { seed, cycles: 1 });
    const all = cases.map((c) => c.case);
    const files = [...printedFiles(all), sideBySide("all_circuits", all)];
    expect(await lint(files, "all_circuits", true)).toEqual([]);
    expect(await syntaxErrors(files)).toEqual([]);
  }, 300_000);

  it("hold every operator and every structure", () => {
    const used = new Set(
      recipes.flatMap((r) => [r, ...r.children].flatMap((one) => one.steps.map((s) => s.kind))),
    );
    expect([...operators, ...structures].filter((kind) => !used.has(kind))).toEqual([]);
  });
});

it("an address of a signed signal's bits is no negative index", async () => {
  const low = circuit("low_bits", {
    inputs: { at: sint(2), to: sint(2), which: bit, store: bit, x: sint(6) },
    outputs: { y: sint(6), z: sint(6) },
    body(c, { at, to, which, store, x }, { y, z }) {
      const initial = [[1], [2], [3], [4]];
      const m = c.memory("m", { depth: 4, type: sint(6), style: "block", readDuringWrite: "old", initial });
      m.write("in", { address: to.wrap(uint(2)), data: [x], enable: store });
      const read = (port: string, from: Signal) => m.read(port, { address: from.wrap(uint(2)) })[0]!;
      y.is(read("plain", at));
      z.is(read("chosen", mux(which, at, to)));
    },
  });
  const design = elaborate(low);
  for (const engine of ["icarus", "verilator"] as const)
    expect(await run(engine, [caseOfDesign(design, () => "", 200, seed)])).toEqual([]);
  expect(await lint(printVerilog(design), design.top, true)).toEqual([]);
});

it("one signal on two inputs of an instance is seen to change by both", async () => {
  // Icarus 11 takes the blocks of both circuits for one where the two inputs are one net.
  const inner = circuit("inner", {
    inputs: { a: bit, b: bit },
    outputs: { y: bit },
    body(c, { a, b }, { y }) {
      c.switch(b.wrap(uint(3)), [[0, () => y.is(a)]], () => y.is(a));
    },
  });
  const outer = circuit("outer", {
    inputs: { x: bit },
    outputs: { y: bit, count: index(3) },
    body(c, { x }, { y, count }) {
      const { n } = c.registers({ n: index(3) });
      c.when(all(x.not(), n.ne(0)), () => n.next(n.sub(1))).elsewhen(x.not(), () =>
        n.next(mux(n.eq(2), 0, n.add(1))),
      );
      count.is(n);
      y.is(c.instance("part", inner, { a: x, b: x }).y);
    },
  });
  const design = elaborate(outer);
  for (const engine of ["icarus", "verilator"] as const)
    expect(await run(engine, [caseOfDesign(design, () => "", 200, seed)])).toEqual([]);
  expect(await lint(printVerilog(design), design.top, true)).toEqual([]);
});

it("the sums of random circuits stay in their type however long a reset lasts", () => {
  const step = { kind: "running", picks: [0, 0, 0, 0, 0, 0, 0, 0], n: 0, type: "bit" } as const;
  const { circuit: sums } = circuitOf("sums", {
    inputs: ["sint(6)"],
    outputs: ["bit"],
    children: [],
    steps: [step],
  });
  const simulator = simulate(elaborate(sums));
  const next = random(seed).word;
  let most = 0;
  for (let cycle = 0; cycle < 2000; cycle++) {
    simulator.port("rst").set(cycle < 2 || next() % 2 === 0 ? 1 : 0);
    simulator.port("i0").set((next() % 64) - 32);
    simulator.step(); // Throws where the sum leaves its type.
    most = Math.max(most, Math.abs(Number(simulator.peek("x0"))));
  }
  expect(most).toBe(18);
});

describe("the comparison", () => {
  it("finds a wrong bit in the cycle in which it is", async () => {
    const { cases } = casesOf(recipes.slice(0, 3), 0, { seed, cycles: 20 });
    const all = cases.map((c) => c.case);
    const wrong = {
      ...all[1]!,
      expected: all[1]!.expected.map((word, cycle) => (cycle === 7 ? word ^ 1n : word)),
    };
    const differences = await run("icarus", [all[0]!, wrong, all[2]!]);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ engine: "icarus", index: 1 });
    expect(differences[0]!.text).toMatch(/^cycle 7, icarus gives digest: \d+, built-in simulator \d+/);
  });

  it("finds a circuit again by its number, to shrink it", () => {
    const index = 5;
    const seen: unknown[] = [];
    fc.check(
      fc.property(recipe, (one) => {
        seen.push(one);
      }),
      { seed, path: `${index}`, numRuns: 1 },
    );
    expect(seen[0]).toEqual(recipes[index]);
  });
});
