// Claims proved one by one: what is proved, what has a counterexample, what stays open, and in which surroundings.
import { describe, expect, it } from "vitest";
import { type ProofOptions, prove } from "../../src/flow/index.ts";
import { toProve, typeAssumptions } from "../../src/flow/prove/claims.ts";
import { bit, type Circuit, circuit, elaborate, index, uint } from "../../src/hdl/index.ts";
import { claimsOf } from "../../src/hdl/verilog/claims.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";

// biome-ignore lint/suspicious/noExplicitAny: circuits of any ports
type AnyCircuit = Circuit<any, any>;

const verdicts = async (of: AnyCircuit, options: ProofOptions = {}) => {
  const { claims } = await prove(elaborate(of), { depth: 6, seconds: 20, ...options });
  return Object.fromEntries(claims.map((c) => [`${c.circuit}.${c.name}`, `${c.verdict} within ${c.within}`]));
};

/** Counts up to 4 and begins again; `guarded` false: it forgets to. */
const counter = (name: string, guarded: boolean) =>
  circuit(name, {
    inputs: { step: bit },
    outputs: { value: index(5) },
    body(c, { step }, { value }) {
      const { count } = c.registers({ count: index(5) });
      c.when(guarded ? step.and(count.ne(4)) : step, () =>
        count.next(count.add(1).narrow(count.type)),
      ).elsewhen(step, () => count.next(0));
      value.is(count);
    },
  });

/** Goes up by 3 from 0 and begins again above 19; says that it is never at 13. */
const threes = circuit("threes", {
  inputs: {},
  outputs: { value: uint(5) },
  body(c, _, { value }) {
    const { count } = c.registers({ count: uint(5) });
    c.when(count.ge(20), () => count.next(0)).otherwise(() => count.next(count.add(3).narrow(uint(5))));
    c.assert("never_13", count.ne(13), "only multiples of 3 come");
    value.is(count);
  },
});

/** Claims that its input is never 3; around it nobody gives 3. */
const picky = circuit("picky", {
  inputs: { level: uint(2) },
  outputs: { high: bit },
  body(c, { level }, { high }) {
    const { seen } = c.registers({ seen: uint(2) });
    seen.next(level);
    c.assert("never_3", seen.ne(3), "3 never comes");
    high.is(seen.ge(2));
  },
});
const around = (name: string, most: number) =>
  circuit(name, {
    inputs: { level: uint(2) },
    outputs: { high: bit },
    body(c, { level }, { high }) {
      const { limited } = c.signals({ limited: level.min(most) });
      high.is(c.instance("picky", picky, { level: limited.as(uint(2)) }).high);
    },
  });

/** Two claims, the second of which holds only as long as the first does. */
const chained = circuit("chained", {
  inputs: { trip: bit },
  outputs: { out: bit },
  body(c, { trip }, { out }) {
    const { early, late } = c.registers({ early: bit, late: bit });
    c.when(trip, () => early.next(1));
    late.next(early);
    c.assert("early_rests", early.not(), "early is never set");
    c.assert("late_rests", late.not(), "late is never set");
    out.is(late);
  },
});

describe("a claim", () => {
  it("that conditions prove is none", async () => {
    expect(await verdicts(counter("wraps", true))).toEqual({});
  });

  it("that fails has a counterexample, with a waveform", async () => {
    const { claims, counterexamples } = await prove(elaborate(counter("runs_over", false)), { depth: 8 });
    expect(counterexamples).toBe(1);
    expect(claims[0]).toMatchObject({ verdict: "counterexample", within: "runs_over", name: "count_fits" });
    expect(claims[0]!.waveform).toContain("$enddefinitions");
  });

  it("is open where the induction is too short, and proved where it is long enough", async () => {
    expect(await verdicts(threes, { depth: 3 })).toMatchObject({ "threes.never_13": "open within threes" });
    expect(await verdicts(threes, { depth: 16 })).toMatchObject({
      "threes.never_13": "proved within threes",
    });
  });

  it("that needs its surroundings is proved within them, or refuted in them", async () => {
    expect(await verdicts(around("gentle", 2))).toEqual({ "picky.never_3": "proved within gentle" });
    expect(await verdicts(around("rough", 3))).toEqual({ "picky.never_3": "counterexample within rough" });
  });

  it("that follows from another is proved even where the other fails: it is not the first to fail", async () => {
    expect(await verdicts(chained)).toEqual({
      "chained.early_rests": "counterexample within chained",
      "chained.late_rests": "proved within chained",
    });
  });

  it("is left out where only another circuit's are asked for", async () => {
    expect(await verdicts(around("gentle", 2), { circuits: ["gentle"] })).toEqual({});
  });
});

it("every claim of a printed circuit is found, and only the chosen ones are to be proved", () => {
  const design = elaborate(threes);
  const { text } = printVerilog(design).find((f) => f.name === "threes.v")!;
  const { claims } = claimsOf(text);
  expect(claims.length).toBe(text.match(/\bassert \(/g)!.length);
  expect(claims.length).toBeGreaterThan(0);
  const [first] = claims;
  const question = toProve(text, [first!.name], typeAssumptions(design.circuits.at(-1)!));
  expect(question.match(/\bassert \(/g)).toHaveLength(1);
  expect(question).toContain(`${first!.name}: assert (${first!.condition})`);
});
