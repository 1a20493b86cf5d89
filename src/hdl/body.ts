// The vocabulary of a circuit's body: signals, wires, registers, states, conditions, memories, instances.
import type { Builder } from "./builder.ts";
import { type CasesOf, casesOf } from "./cases.ts";
import { give } from "./choose.ts";
import { addClocking } from "./clocking.ts";
import type { Circuit, Elaborated } from "./elaborated.ts";
import { here } from "./errors.ts";
import { addInstance } from "./instance.ts";
import type { Type } from "./ir.ts";
import { declareMemory, type MemoryOptions, type MemoryValue } from "./memory.ts";
import { ignoreAll, nameAll } from "./naming.ts";
import type { WhenChain } from "./paths.ts";
import {
  type Counter,
  declareCounters,
  delay,
  type PipeOptions,
  pipe,
  type Stage,
  sumOf,
  type Terms,
} from "./pipeline.ts";
import { connectStream, declareStream, declareWires } from "./ports.ts";
import { declareRegisters, declareShaped, type RegisterOptions, type RegisterSpec } from "./register.ts";
import { type Operand, Signal, toSignal } from "./signal.ts";
import { declareStates, type States } from "./states.ts";
import type { Register, Wire } from "./target.ts";
import type { RecordShape, Shape } from "./types.ts";
import type {
  Given,
  InputValues,
  InstanceInputs,
  PortShapes,
  SignalsOf,
  StreamIn,
  StreamOut,
  StreamWires,
  ValueOf,
} from "./values.ts";
import { type WordMemory, type WordMemoryOptions, wordMemory } from "./word-memory.ts";

/** The vocabulary of a circuit's body. */
export class Body {
  private readonly builder: Builder;
  /** Circuits instantiated here. */
  readonly children: Elaborated[] = [];

  constructor(builder: Builder) {
    this.builder = builder;
  }

  /** Puts a comment above the next item. */
  note(text: string): void {
    this.builder.note(text);
  }

  /** Names values: each key becomes a signal of that name, with the range that follows from the formula. */
  signals<const T extends { readonly [name: string]: Given }>(
    values: T,
  ): { [K in keyof T]: SignalsOf<T[K]> } {
    const place = here();
    return this.noted(() => nameAll(this.builder, values, place)) as never;
  }

  /** Names one value that must fit the type. */
  signal(name: string, value: Operand, type: Type | null = null): Signal {
    const place = here();
    return this.noted(() => this.builder.signal(name, toSignal(value), type, place));
  }

  /** What declares several things takes the present comment with it, also where none of them needs hardware. */
  private noted<T>(declare: () => T): T {
    const declared = declare();
    this.builder.dropNote();
    return declared;
  }

  /** Declares wires to be driven with `.is`, on every path or with `.otherwise` as default. */
  wires<const T extends { readonly [name: string]: Shape }>(
    shapes: T,
  ): { [K in keyof T]: ValueOf<T[K], Wire> } {
    return this.noted(() => declareWires(this.builder, shapes, here())) as never;
  }

  /** Declares a stream inside the circuit: drive `valid` and `payload` at one end, `ready` at the other. */
  stream<const P extends RecordShape>(name: string, payload: P): StreamWires<P> {
    return declareStream(this.builder, name, payload, here()) as unknown as StreamWires<P>;
  }

  /** Drives `to` with every transfer of `from`: valid and payload forwards, ready backwards. */
  connect<P extends RecordShape>(from: StreamIn<P>, to: StreamOut<P>): void {
    connectStream(this.builder, from, to, here());
  }

  /**
   * Drives wires of any shape with values of that shape, on the present path. A number stands for every leaf.
   * For registers it is `next`.
   */
  drive(target: unknown, value: Given): void {
    give(target, value, "is", here());
  }

  /** Gives registers of any shape their next values, on the present path. A number stands for every leaf. */
  next(target: unknown, value: Given): void {
    give(target, value, "next", here());
  }

  /** Declares registers: a shape (reset to 0), or `{ type, reset, enable }`. */
  registers<const T extends { readonly [name: string]: Shape | RegisterSpec }>(
    specs: T,
  ): {
    [K in keyof T]: T[K] extends RegisterSpec
      ? Register
      : T[K] extends Shape
        ? ValueOf<T[K], Register>
        : never;
  } {
    return this.noted(() => declareRegisters(this.builder, specs, here())) as never;
  }

  /** Declares one register of any shape: `{ reset: { field: 1 } }` for each field, or one reset for all. */
  register<const S extends Shape>(
    name: string,
    shape: S,
    options: RegisterOptions<S> = {},
  ): ValueOf<S, Register> {
    const place = here();
    return this.noted(() => declareShaped(this.builder, name, shape, options, place));
  }

  /**
   * One stage of registers: `valid`, which is reset to 0, and whatever is given beside it, which is not reset.
   * `pipe("sum", { valid, word })` declares `sum_valid` and `sum_word` and returns them as `{ valid, word }`.
   */
  pipe<const T extends Stage>(name: string, given: T, options: PipeOptions = {}): SignalsOf<T> {
    return pipe(this, name, given, options);
  }

  /**
   * What was given `cycles` cycles ago: so many registers in a row, the last called `name`, reset to 0 or what is
   * nearest to it, or not at all where `reset` is null. By 0 cycles it is the value itself.
   */
  delay<const T extends Given>(
    name: string,
    value: T,
    cycles: number,
    { reset = 0 }: { readonly reset?: 0 | null } = {},
  ): SignalsOf<T> {
    return delay(this, name, value, cycles, reset);
  }

  /** A register that counts `count` values from 0, or up to the signal `last`, and begins again; reset to 0. */
  counter(name: string, count: number | { readonly last: Operand }): Counter {
    return this.counters({ [name]: count })[name]!;
  }

  /** Several of them, by name. */
  counters<const T extends { readonly [name: string]: number | { readonly last: Operand } }>(
    counts: T,
  ): { [K in keyof T]: Counter } {
    return this.noted(() => declareCounters(this.builder, counts, here())) as never;
  }

  /**
   * Running sums over a stream of terms, a register of the type for each signal of `term`: the first term replaces
   * what was, the others add to it. That the sums stay within the type is a claim, and asserted.
   */
  sum<const T extends Given>(name: string, type: Type, terms: Terms<T>): SignalsOf<T> {
    return sumOf(this, name, type, terms);
  }

  /**
   * Declares a state machine's register; it starts in the first state. Every state that is not `final` needs a way
   * out, and every state a way in.
   */
  states<const M extends string>(
    name: string,
    members: readonly M[],
    options: { final?: readonly M[] } = {},
  ): States<M> {
    return declareStates(this.builder, name, members, options.final ?? [], here());
  }

  /** Conditional assignment: everything driven in `body` is driven only where `condition` (one bit) is 1. */
  when(condition: Operand, body: () => void): WhenChain {
    return this.builder.when(condition, body, here());
  }

  /**
   * One body a value or state; `otherwise` for the rest. Several values for one body, or integers that no number
   * holds: a list of pairs, `[[[1, 2], body], [3, body]]`.
   */
  switch<M extends string>(
    on: States<M> | Signal,
    cases: CasesOf<M>,
    otherwise: (() => void) | null = null,
  ): void {
    const place = here();
    const list = casesOf(on, cases, (rule, message) => this.builder.error(rule, message, place));
    this.builder.switch(on instanceof Signal ? on : on.register, list, otherwise, place);
  }

  /** Declares a memory: of lanes of one type, or of words of any shape. */
  memory(name: string, options: MemoryOptions): MemoryValue;
  memory<const S extends Shape>(name: string, options: WordMemoryOptions<S>): WordMemory<S>;
  memory(name: string, options: MemoryOptions | WordMemoryOptions): MemoryValue | WordMemory {
    const place = here();
    return "word" in options
      ? wordMemory(name, options, (lanes) => declareMemory(this.builder, name, lanes, place))
      : declareMemory(this.builder, name, options, place);
  }

  /** Puts a circuit inside this one. Streams given as inputs get their `ready` driven; returns the outputs. */
  instance<I extends PortShapes, O extends PortShapes>(
    name: string,
    of: Circuit<I, O>,
    inputs: InstanceInputs<I>,
  ): { [K in keyof O]: InputValues<O>[K] } {
    const child = of.elaborate(this.builder.options);
    if (!this.children.includes(child)) this.children.push(child);
    return addInstance(this.builder, name, of, child, inputs, here()) as never;
  }

  /**
   * Clocks the circuit by a clock of its own: an input of type `clock`, or one that a foreign module makes. Registers,
   * memories and instances below take it, and `reset` (one bit; default none). The circuit then has no inputs `clk`
   * and `rst`.
   */
  clockedBy(clock: Signal, reset: Operand = 0): void {
    addClocking(this.builder, clock, reset, here());
  }

  /**
   * Says that the sums, products and comparisons written in `build` are work that is done in the cycles in which `when`
   * (one bit) is 1. It is no hardware: `counted` counts it, where the design was elaborated with `work`.
   */
  work<T>(when: Operand, build: () => T): T {
    return this.builder.work(when, build, here());
  }

  /** Must hold at every clock edge outside reset: checked by the simulators, printed as a SystemVerilog assertion. */
  assert(name: string, condition: Signal, message: string): void {
    this.builder.assert(name, condition, message, here());
  }

  /** Says that these values are left unused on purpose. */
  ignore(...values: readonly (Given | StreamIn | undefined)[]): void {
    ignoreAll(this.builder, values);
  }
}
