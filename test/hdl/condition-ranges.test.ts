// What conditions say of the ranges of signals is true, by brute force over small ranges.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Facts } from "../../src/hdl/facts.ts";
import { all, any, circuit, constant, elaborate, int, mux, type Signal } from "../../src/hdl/index.ts";

/** Random conditions and formulas over three small signals, with what they mean. */
interface Term {
  readonly signal: (s: readonly Signal[]) => Signal;
  readonly value: (v: readonly number[]) => number;
}

const ranges = [
  [0, 4],
  [-3, 2],
  [1, 5],
] as const;

const leaf: fc.Arbitrary<Term> = fc.oneof(
  fc.integer({ min: 0, max: 2 }).map((i): Term => ({ signal: (s) => s[i]!, value: (v) => v[i]! })),
  fc.integer({ min: -4, max: 6 }).map((n): Term => ({ signal: () => constant(n), value: () => n })),
);

const join = (
  a: Term,
  b: Term,
  signal: (x: Signal, y: Signal) => Signal,
  value: (x: number, y: number) => number,
) => ({
  signal: (s: readonly Signal[]) => signal(a.signal(s), b.signal(s)),
  value: (v: readonly number[]) => value(a.value(v), b.value(v)),
});

const comparison = (term: fc.Arbitrary<Term>): fc.Arbitrary<Term> =>
  fc.tuple(term, term, fc.nat(5)).map(
    ([a, b, n]) =>
      [
        join(
          a,
          b,
          (x, y) => x.eq(y),
          (x, y) => Number(x === y),
        ),
        join(
          a,
          b,
          (x, y) => x.ne(y),
          (x, y) => Number(x !== y),
        ),
        join(
          a,
          b,
          (x, y) => x.lt(y),
          (x, y) => Number(x < y),
        ),
        join(
          a,
          b,
          (x, y) => x.le(y),
          (x, y) => Number(x <= y),
        ),
        join(
          a,
          b,
          (x, y) => x.gt(y),
          (x, y) => Number(x > y),
        ),
        join(
          a,
          b,
          (x, y) => x.ge(y),
          (x, y) => Number(x >= y),
        ),
      ][n]!,
  );

const condition: fc.Arbitrary<Term> = fc.letrec<{ condition: Term }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    comparison(leaf),
    tie("condition").map((a): Term => ({ signal: (s) => a.signal(s).not(), value: (v) => 1 - a.value(v) })),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) =>
      join(
        a,
        b,
        (x, y) => all(x, y),
        (x, y) => x & y,
      ),
    ),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) =>
      join(
        a,
        b,
        (x, y) => any(x, y),
        (x, y) => x | y,
      ),
    ),
  ),
})).condition;

const formula: fc.Arbitrary<Term> = fc.letrec<{ formula: Term }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.tuple(tie("formula"), tie("formula"), fc.nat(4)).map(
      ([a, b, n]) =>
        [
          join(
            a,
            b,
            (x, y) => x.add(y),
            (x, y) => x + y,
          ),
          join(
            a,
            b,
            (x, y) => x.sub(y),
            (x, y) => x - y,
          ),
          join(
            a,
            b,
            (x, y) => x.mul(y),
            (x, y) => x * y,
          ),
          join(a, b, (x, y) => x.min(y), Math.min),
          join(a, b, (x, y) => x.max(y), Math.max),
        ][n]!,
    ),
    fc.tuple(condition, tie("formula"), tie("formula")).map(
      ([c, a, b]): Term => ({
        signal: (s) => mux(c.signal(s), a.signal(s), b.signal(s)),
        value: (v) => (c.value(v) ? a.value(v) : b.value(v)),
      }),
    ),
    fc
      .tuple(tie("formula"), fc.integer({ min: 0, max: 2 }))
      .map(([a, n]): Term => ({ signal: (s) => a.signal(s).shiftRight(n), value: (v) => a.value(v) >> n })),
    tie("formula").map(
      (a): Term => ({
        signal: (s) => a.signal(s).neg().saturate(int(-5, 5)),
        value: (v) => Math.max(-5, Math.min(5, 0 - a.value(v))),
      }),
    ),
  ),
})).formula;

describe("what conditions say of ranges", () => {
  const everything = (() => {
    const all: number[][] = [];
    for (let a = ranges[0][0]; a <= ranges[0][1]; a++)
      for (let b: number = ranges[1][0]; b <= ranges[1][1]; b++)
        for (let c: number = ranges[2][0]; c <= ranges[2][1]; c++) all.push([a, b, c]);
    return all;
  })();

  it("is true of every value that meets them", () => {
    let narrower = 0;
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 3 }),
        formula,
        fc.boolean(),
        (cs, f, truth) => {
          const owner = { circuit: "facts", places: { get: () => undefined } };
          let named: readonly Signal[] = [];
          elaborate(
            circuit("facts", {
              inputs: { a: int(...ranges[0]), b: int(...ranges[1]), c: int(...ranges[2]) },
              body(body, { a, b, c }) {
                named = [a, b, c];
                body.ignore(a, b, c);
              },
            }),
          );
          const [first] = named;
          const of = first!.operation.op === "ref" ? first!.operation.of : owner;
          const facts = new Facts(of, () => undefined).where(
            cs.map((c) => c.signal(named)),
            truth,
          );
          const signal = f.signal(named);
          const { lo, hi } = facts.range(signal);
          if (lo > signal.range.lo || hi < signal.range.hi) narrower++;
          for (const values of everything) {
            if (!cs.every((c) => Boolean(c.value(values)) === truth)) continue;
            const value = BigInt(f.value(values));
            expect(value >= lo && value <= hi).toBe(true);
          }
        },
      ),
      { seed: 11, numRuns: 1500 },
    );
    // The property says something: many ranges are narrowed.
    expect(narrower).toBeGreaterThan(200);
  });
});
