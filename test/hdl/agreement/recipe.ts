// Recipes: random circuits as plain data that fast-check can generate and shrink. `script.ts` turns them into source.
import fc from "fast-check";

/** One thing the circuit says. Numbers choose among what is there at the time, so that any step is valid anywhere. */
export interface Step {
  readonly kind: StepKind;
  /** Choices of operands. */
  readonly picks: readonly number[];
  /** A constant, an amount, a number of cases. */
  readonly n: number;
  /** A type that includes 0, as it is written in source. */
  readonly type: string;
}

export interface Recipe {
  /** Types of the inputs, as written in source. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly children: readonly Recipe[];
  readonly steps: readonly Step[];
}

export const operators = [
  "add",
  "sub",
  "mul",
  "min",
  "max",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "and",
  "or",
  "xor",
  "neg",
  "not",
  "shiftLeft",
  "shiftRight",
  "roundShift",
  "saturate",
  "wrap",
  "bits",
  "concat",
  "mux",
  "select",
  "sum",
  "any",
] as const;

export const structures = [
  "constant",
  "register",
  "record",
  "lanes",
  "when",
  "switch",
  "narrow",
  "states",
  "memory",
  "instance",
  "part",
  "assert",
  "pipe",
  "delay",
  "counter",
  "running",
  "wholes",
  "word",
  "lane",
  "apart",
  "shift",
  "proved",
  "cases",
  "vanishing",
] as const;

export type Operator = (typeof operators)[number];
export type StepKind = Operator | (typeof structures)[number];

const width = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 21, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(31, 32, 33, 52, 53, 54, 63, 64) },
);

/** Types that include 0, where registers and memories start in simulation. */
const restingType = fc.oneof(
  { weight: 4, arbitrary: width.map((w) => `uint(${w})`) },
  { weight: 4, arbitrary: width.map((w) => `sint(${w})`) },
  { weight: 2, arbitrary: fc.constant("bit") },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(1000), fc.integer({ min: 1, max: 1000 }))
      .map(([lo, hi]) => `int(${lo === 0 ? 0 : -lo}, ${hi})`),
  },
);

const inputType = fc.oneof(
  { weight: 6, arbitrary: restingType },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 300 }))
      .map(([lo, size]) => `int(${lo}, ${lo + size})`),
  },
);

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...operators) },
    { weight: 2, arbitrary: fc.constantFrom(...structures) },
  ),
  picks: fc.array(fc.nat(999), { minLength: 8, maxLength: 8 }),
  n: fc.nat(63),
  type: restingType,
});

const flat = (steps: { minLength: number; maxLength: number }): fc.Arbitrary<Recipe> =>
  fc.record({
    inputs: fc.array(inputType, { minLength: 1, maxLength: 3 }),
    outputs: fc.array(restingType, { minLength: 1, maxLength: 2 }),
    children: fc.constant([]),
    steps: fc.array(step, steps),
  });

/** A circuit of up to three levels of hierarchy. */
export const recipe: fc.Arbitrary<Recipe> = fc
  .tuple(
    flat({ minLength: 1, maxLength: 26 }),
    fc.array(
      fc
        .tuple(
          flat({ minLength: 1, maxLength: 8 }),
          fc.array(flat({ minLength: 1, maxLength: 5 }), { maxLength: 1 }),
        )
        .map(([parent, children]) => ({ ...parent, children })),
      { maxLength: 2 },
    ),
  )
  .map(([top, children]) => ({ ...top, children }));
