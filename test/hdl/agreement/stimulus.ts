// Random stimuli for a circuit, and what the built-in simulator makes of them.
import { random } from "../../../src/base/random.ts";
import { type CircuitIR, type Design, elaborate } from "../../../src/hdl/index.ts";
import { rangeOf, widthOf } from "../../../src/hdl/range.ts";
import { simulate } from "../../../src/hdl/simulator/index.ts";
import { circuitOf } from "./circuit.ts";
import type { Recipe } from "./recipe.ts";

/** A circuit with what goes in and what must come out, cycle by cycle. */
export interface Case {
  readonly design: Design;
  readonly top: CircuitIR;
  /** Ports driven (rst among them where there is one) and ports compared, most significant first in the packed words. */
  readonly driven: readonly Lane[];
  readonly compared: readonly Lane[];
  /** Packed words, one a cycle. */
  readonly stimulus: readonly bigint[];
  readonly expected: readonly bigint[];
  readonly source: string;
}

export interface Lane {
  readonly name: string;
  readonly lo: bigint;
  readonly hi: bigint;
  readonly width: number;
}

/** A value of the range: an end, 0, or any. */
function valueIn({ lo, hi }: Lane, next: () => number): bigint {
  const kind = next() % 8;
  if (kind === 0) return lo;
  if (kind === 1) return hi;
  if (kind === 2 && lo <= 0n && hi >= 0n) return 0n;
  return lo + (((BigInt(next()) << 32n) | BigInt(next())) % (hi - lo + 1n));
}

const pack = (lanes: readonly Lane[], values: readonly bigint[]): bigint =>
  lanes.reduce((word, { width }, i) => (word << BigInt(width)) | BigInt.asUintN(width, values[i]!), 0n);

/** Runs a recipe in the built-in simulator. The circuit starts in reset, and is reset now and then. */
export function caseOf(name: string, recipe: Recipe, cycles: number, seed: number): Case {
  const { circuit, source } = circuitOf(name, recipe);
  return caseOfDesign(elaborate(circuit), source, cycles, seed);
}

/** The same for any design. */
export function caseOfDesign(design: Design, source: () => string, cycles: number, seed: number): Case {
  const top = design.circuits.at(-1)!;
  const lane = (port: string, type: CircuitIR["ports"][number]["type"]): Lane => {
    const range = rangeOf(type);
    return { name: port, ...range, width: widthOf(range) };
  };
  const lanes = (direction: "in" | "out") =>
    top.ports.filter((p) => p.direction === direction).map((p) => lane(p.name, p.type));
  const reset = top.clocked ? [lane("rst", { lo: "0", hi: "1" })] : [];
  const driven = [...reset, ...lanes("in")];
  const compared = lanes("out");

  const simulator = simulate(design);
  const setters = driven.map(({ name: port }) => simulator.port(port));
  const getters = compared.map(({ name: port }) => simulator.port(port));
  const next = random(seed).word;
  const stimulus: bigint[] = [];
  const expected: bigint[] = [];
  let values = driven.map((l) => valueIn(l, next));
  for (let cycle = 0; cycle < cycles; cycle++) {
    values = driven.map((l, i) => {
      if (l.name === "rst") return cycle < 2 || next() % 64 === 0 ? 1n : 0n;
      return cycle > 0 && next() % 4 === 0 ? values[i]! : valueIn(l, next);
    });
    setters.forEach((port, i) => {
      const value = values[i]!;
      port.set(driven[i]!.width > 53 ? value : Number(value));
    });
    stimulus.push(pack(driven, values));
    expected.push(
      pack(
        compared,
        getters.map((port) => BigInt(port.get())),
      ),
    );
    simulator.step();
  }
  return { design, top, driven, compared, stimulus, expected, source: source() };
}
