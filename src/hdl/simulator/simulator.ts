// A running simulation of a design: poke inputs, step the clock, peek at anything.
import { showPlace } from "../errors.ts";
import type { Design } from "../ir.ts";
import { compile, type Program } from "./compile.ts";
import { AssertionFailure, type Failure, SimulationError } from "./errors.ts";
import type { FlatDesign } from "./flat.ts";
import { flatten } from "./flatten.ts";
import { randomSource } from "./random.ts";
import { restValue, type Value } from "./representation.ts";
import { type Accessor, type Look, Values } from "./values.ts";
import { type VcdOptions, VcdRecorder } from "./vcd.ts";
import { Trace } from "./waves.ts";

/** How a simulation starts, and what it does where an assertion fails. */
export interface SimulatorOptions {
  /** Of everything that is random; 1 if not given. */
  readonly seed?: number;
  /** Registers and memories without contents start at random values of their range instead of 0. */
  readonly randomState?: boolean;
  /** What a read of a word that is being written gives, in memories that leave it undefined: the old word, or noise. */
  readonly collisions?: "old" | "random";
  /** An assertion that fails at a clock edge throws an `AssertionFailure`, or is added to `failures`. */
  readonly assertions?: "throw" | "collect";
}

/** How long to run. */
export interface RunOptions {
  /** Checked before every clock edge, over settled values: a function, or the path of a signal that is not 0. */
  readonly until: string | ((simulator: Simulator) => boolean);
  /** Clock edges after which to give up. */
  readonly limit: number;
}

/** Something that looks at every cycle: at the settled values just before each clock edge. */
interface Observer {
  sample(cycle: number): void;
}

/** From this many clock edges at once, the loop for many edges is worth compiling and entering. */
const MANY = 64;

/** The inputs of a simulation start at 0 (or the value nearest to 0), `rst` included. */
export class Simulator {
  /** Assertions that failed so far, with `assertions: "collect"`. */
  readonly failures: Failure[] = [];
  private readonly design: FlatDesign;
  private readonly program: Program;
  private readonly values: Values;
  private readonly collecting: boolean;
  private readonly observers: Observer[] = [];
  private cycles = 0;
  private stale = true;
  private readonly look: Look = {
    settle: () => this.settle(),
    changed: () => {
      this.stale = true;
    },
  };

  /** @throws SimulationError for a combinational loop */
  constructor(design: Design, options: SimulatorOptions = {}) {
    const random = randomSource(options.seed ?? 1);
    this.design = flatten(design);
    this.program = compile(this.design, { random, noise: options.collisions === "random" });
    this.collecting = options.assertions === "collect";
    this.values = new Values(this.design, this.program);
    this.values.start(options.randomState ? random : restValue);
  }

  /** Clock edges so far. */
  get cycle(): number {
    return this.cycles;
  }

  /** Computes every combinational value from the inputs and registers (done by itself wherever values are read). */
  settle(): void {
    if (!this.stale) return;
    this.program.evaluate();
    this.stale = false;
  }

  /** The signal at a hierarchical path, for repeated use. */
  port(path: string): Accessor {
    return this.values.port(path, this.look);
  }

  /** Sets an input. @throws SimulationError for a value outside the range of the port */
  poke(port: string, value: Value): void {
    this.port(port).set(value);
  }

  /** The value of a port, signal, wire or register, `instance.name` in the hierarchy: a bigint if wider than 53 bits. */
  peek(path: string): Value {
    return this.port(path).get();
  }

  /** The name of the state that a state register (or a signal of its type) is in. */
  peekState(path: string): string {
    const { states } = this.values.find(path);
    if (states === null) throw new SimulationError(`${path} of ${this.design.root.name} has no named states`);
    return states[Number(this.peek(path))];
  }

  /** The lanes of a word of a memory, lane 0 first. */
  peekMemory(path: string, address: number): Value[] {
    return this.values.peekMemory(path, address);
  }

  /** Overwrites a word of a memory, lane 0 first. */
  pokeMemory(path: string, address: number, value: readonly Value[]): void {
    this.values.pokeMemory(path, address, value);
  }

  /**
   * Advances by `n` clock edges.
   * @throws AssertionFailure before the edge at which an assertion does not hold
   */
  step(n = 1): void {
    const { run } = this.program;
    if (run !== null && n >= MANY && this.observers.length === 0) this.many(run, n);
    else for (let k = 0; k < n; k += 1) this.edge();
  }

  private edge(): void {
    this.settle();
    if (this.program.failed.length > 0) this.fail();
    for (const observer of this.observers) observer.sample(this.cycles);
    this.program.commit();
    this.cycles += 1;
    this.stale = true;
  }

  private many(run: NonNullable<Program["run"]>, n: number): void {
    const before = this.cycles;
    this.stale = true;
    run(n, (done) => {
      this.cycles = before + done;
      // The loop has kept registers only: what a failure shows is computed from them.
      this.stale = true;
      this.settle();
      this.fail();
    });
    this.cycles = before + n;
  }

  private fail(): void {
    const { reset, assertions } = this.design;
    if (reset !== null && this.program.stores[reset.representation.kind][reset.slot]) return;
    const failures = this.program.failed.map((index): Failure => {
      const { path, message, value, place } = assertions[index];
      const shown = value === null ? "" : `: it is ${this.values.of(value)}`;
      // A claim is the language's own assertion: its line says what the name does not.
      const line = value === null || place === undefined ? undefined : showPlace(place);
      const at = line === undefined ? "" : `\n  at: ${line}`;
      return { path, message: `${message}${shown}${at}`, cycle: this.cycles };
    });
    if (!this.collecting) throw new AssertionFailure(failures);
    this.failures.push(...failures);
  }

  /** Steps `cycles` clock edges with `rst` at 1, and sets it back to 0. */
  reset(cycles = 1): void {
    if (this.design.reset === null) return;
    this.poke("rst", 1);
    this.step(cycles);
    this.poke("rst", 0);
  }

  /**
   * Steps until a condition holds, and returns the number of clock edges that it took.
   * @throws SimulationError after `limit` edges
   */
  run({ until, limit }: RunOptions): number {
    const signal = typeof until === "string" ? this.port(until) : null;
    const reached = typeof until === "string" ? () => Boolean(signal!.get()) : () => until(this);
    for (let steps = 0; steps <= limit; steps += 1) {
      if (reached()) return steps;
      if (steps < limit) this.step();
    }
    const what = typeof until === "string" ? until : "the condition";
    throw new SimulationError(`${what} did not hold within ${limit} cycles (now at cycle ${this.cycles})`);
  }

  /** Records all signals from now on as a value change dump. */
  vcd(options: VcdOptions = {}): VcdRecorder {
    const recorder = new VcdRecorder(
      this.design.root,
      this.program.stores,
      () => this.settle(),
      this.cycles,
      options,
    );
    this.observers.push(recorder);
    return recorder;
  }

  /** Records the given signals from now on, to be drawn as text. */
  trace(paths: readonly string[]): Trace {
    const trace = new Trace(
      paths.map((path) => {
        const { representation, states } = this.values.find(path);
        const { get } = this.port(path);
        return { name: path, bit: representation.width === 1 && states === null, states, get };
      }),
    );
    this.observers.push(trace);
    return trace;
  }
}

/** Starts a simulation of a design. */
export const simulate = (design: Design, options?: SimulatorOptions): Simulator =>
  new Simulator(design, options);
