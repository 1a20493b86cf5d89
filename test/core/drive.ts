// Drives a circuit in the built-in simulator, cycle by cycle: sources and sinks of its streams with random pauses.
import fc from "fast-check";
import { type Circuit, elaborate } from "../../src/hdl/index.ts";
import { type Simulator, simulate } from "../../src/hdl/simulator/index.ts";

export type Beat = Readonly<Record<string, number | boolean>>;

/** Where a stream pauses: entry n says whether it rests in cycle n (the entries repeat). */
export type Pauses = readonly boolean[];

export const pauses: fc.Arbitrary<Pauses> = fc.oneof(
  fc.constant([false]),
  fc.array(fc.boolean(), { minLength: 1, maxLength: 23 }).map((a) => (a.every(Boolean) ? [...a, false] : a)),
);

/** A driven circuit, just after its reset. Every register and memory that the reset leaves holds noise. */
export function started(circuit: Circuit): Simulator {
  const sim = simulate(elaborate(circuit), { seed: 3, randomState: true, collisions: "random" });
  sim.reset(2);
  return sim;
}

export interface Source {
  /** Beats that have been taken. */
  readonly taken: () => number;
  /** The cycle in which each was taken. */
  readonly cycles: readonly number[];
}

interface Part {
  before(cycle: number): void;
  after(cycle: number): void;
}

/** The streams around a circuit. Add them all, then call `run`. */
export class Streams {
  readonly sim: Simulator;
  private readonly parts: Part[] = [];

  constructor(sim: Simulator) {
    this.sim = sim;
  }

  /** Offers the beats one after the other; a beat on offer stays until it is taken. */
  source(name: string, beats: readonly Beat[], rests: Pauses = [false]): Source {
    const { sim } = this;
    const cycles: number[] = [];
    let offered = false;
    this.parts.push({
      before(cycle) {
        offered = cycles.length < beats.length && (offered || !rests[cycle % rests.length]);
        sim.poke(`${name}_valid`, Number(offered));
        if (!offered) return;
        for (const [field, value] of Object.entries(beats[cycles.length]!))
          sim.poke(`${name}_${field}`, Number(value));
      },
      after(cycle) {
        if (!offered || sim.peek(`${name}_ready`) !== 1) return;
        cycles.push(cycle);
        offered = false;
      },
    });
    return { taken: () => cycles.length, cycles };
  }

  /** Takes beats and keeps the named fields of each. */
  sink(name: string, fields: readonly string[], rests: Pauses = [false]): Record<string, number>[] {
    const { sim } = this;
    const beats: Record<string, number>[] = [];
    let ready = false;
    this.parts.push({
      before(cycle) {
        ready = !rests[cycle % rests.length];
        sim.poke(`${name}_ready`, Number(ready));
      },
      after(cycle) {
        if (!ready || sim.peek(`${name}_valid`) !== 1) return;
        beats.push({ ...record(sim, name, fields), cycle });
      },
    });
    return beats;
  }

  /** Keeps the named fields in every cycle in which `valid` is 1. */
  monitor(valid: string, name: string, fields: readonly string[]): Record<string, number>[] {
    const { sim } = this;
    const beats: Record<string, number>[] = [];
    this.parts.push({
      before() {},
      after(cycle) {
        if (sim.peek(valid) === 1) beats.push({ ...record(sim, name, fields), cycle });
      },
    });
    return beats;
  }

  /** Anything else: `before` pokes inputs, `after` looks at the settled cycle. */
  also(part: Partial<Part>): void {
    this.parts.push({ before: () => {}, after: () => {}, ...part });
  }

  /** Steps until the condition holds; throws after `limit` cycles. */
  run(done: () => boolean, limit = 20_000): void {
    for (let cycle = 0; !done(); cycle++) {
      if (cycle === limit) throw new Error(`not done after ${limit} cycles`);
      this.cycle(cycle);
    }
  }

  /** Steps a number of cycles. */
  idle(cycles: number): void {
    for (let cycle = 0; cycle < cycles; cycle++) this.cycle(cycle);
  }

  private cycle(cycle: number): void {
    for (const p of this.parts) p.before(cycle);
    for (const p of this.parts) p.after(cycle);
    this.sim.step();
  }
}

const record = (sim: Simulator, name: string, fields: readonly string[]): Record<string, number> =>
  Object.fromEntries(fields.map((f) => [f, Number(sim.peek(name === "" ? f : `${name}_${f}`))]));

/** fast-check's settings for a property: fixed seed, so that a failure repeats. */
export const runs = (numRuns: number) => ({ seed: 20, numRuns });
