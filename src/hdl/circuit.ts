// Circuits: what a user writes, and the vocabulary that its body speaks.
import { Builder, type DraftMemory, Register, type WhenChain, Wire } from "./builder.ts";
import { type Elaborated, elaborateCircuit } from "./elaborate.ts";
import { HdlError, here, type Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import { draftMemory, type MemoryOptions, MemoryValue } from "./memory.ts";
import { checkName } from "./names.ts";
import { contains, range, rangeOf, typeOf } from "./range.ts";
import { fit, type Operand, Signal, toSignal } from "./signal.ts";
import { bit, isStream, isType, type RecordShape, type Shape, type StreamShape } from "./types.ts";
import {
  buildValue,
  flatPorts,
  flattenValue,
  type InputValues,
  leavesOf,
  type OutputValues,
  type PortShapes,
  type StreamIn,
  type ValueOf,
} from "./values.ts";

/** What a circuit is: its ports and what it does with them. */
export interface CircuitDefinition<I extends PortShapes, O extends PortShapes> {
  /** Becomes the comment above the module. */
  readonly note?: string;
  readonly inputs?: I;
  readonly outputs?: O;
  /** Comments beside ports, by their flat names. */
  readonly portNotes?: Readonly<Record<string, string>>;
  /** Says the circuit: signals, registers, instances and what drives the outputs. */
  body(c: Body, inputs: InputValues<I>, outputs: OutputValues<O>): void;
}

/** A circuit that can be instantiated, printed and simulated. Elaborated on first use, once. */
export interface Circuit<I extends PortShapes = PortShapes, O extends PortShapes = PortShapes> {
  readonly name: string;
  readonly inputs: I;
  readonly outputs: O;
  /** The circuit as plain data, with what its users need to check it. Throws `HdlError` where it breaks a rule. */
  elaborate(): Elaborated;
}

/**
 * Defines a circuit. `name` is the name of its Verilog module.
 * The body runs when the circuit is first elaborated; errors name the user's line.
 */
export function circuit<const I extends PortShapes = {}, const O extends PortShapes = {}>(
  name: string,
  definition: CircuitDefinition<I, O>,
): Circuit<I, O> {
  const place = here();
  let elaborated: Elaborated | undefined;
  const inputs = definition.inputs ?? ({} as I);
  const outputs = definition.outputs ?? ({} as O);
  return {
    name,
    inputs,
    outputs,
    elaborate() {
      if (elaborated) return elaborated;
      checkName(name, "circuit", { place });
      const builder = new Builder(name);
      const body = new Body(builder);
      const values = body.ports(inputs, outputs, definition.portNotes ?? {}, place);
      definition.body(body, values.inputs as InputValues<I>, values.outputs as OutputValues<O>);
      elaborated = elaborateCircuit(builder, definition.note, body.children, place);
      return elaborated;
    },
  };
}

/** A register's type with its reset value or enable, where they are not 0 and none. */
export interface RegisterSpec {
  readonly type: Type;
  /** Value while `rst` is 1 at a clock edge. Null: not reset; its value is unknown until first given. Default 0. */
  readonly reset?: number | bigint | null;
  /** Where it is 0 the register holds. */
  readonly enable?: Signal;
}

/** What a signal, or a record or vector of signals, is given as. */
export type Given = Operand | readonly Given[] | { readonly [field: string]: Given };

type SignalsOf<T> = T extends Operand
  ? Signal
  : T extends readonly (infer E)[]
    ? SignalsOf<E>[]
    : { [K in keyof T]: SignalsOf<T[K]> };

/** A state machine's register. */
export interface States<M extends string> {
  /** 1 while the machine is in the state. */
  is(state: M): Signal;
  /** Goes to the state at the next clock edge, on the present path. */
  go(state: M): void;
  /** The register itself. */
  readonly register: Register;
  readonly members: readonly M[];
}

/** The vocabulary of a circuit's body. */
export class Body {
  private readonly builder: Builder;
  /** Circuits instantiated here. */
  readonly children: Elaborated[] = [];

  constructor(builder: Builder) {
    this.builder = builder;
  }

  /** Declares the ports; called once, before the body. */
  ports(inputs: PortShapes, outputs: PortShapes, notes: Readonly<Record<string, string>>, place: Place) {
    const flat = [...flatPorts(inputs, "in"), ...flatPorts(outputs, "out")];
    for (const { name, type, direction } of flat) {
      this.builder.declare(name, direction === "in" ? "input" : "output", place);
      const note = notes[name];
      this.builder.ports.push({ name, direction, type, place, ...(note === undefined ? {} : { note }) });
    }
    const surplus = Object.keys(notes).find((n) => !flat.some((p) => p.name === n));
    if (surplus !== undefined)
      throw this.builder.error(
        "connection",
        `No such port: "${surplus}" has a note. Ports: ${flat.map((p) => p.name).join(", ")}.`,
        place,
      );
    const input = ({ name, type }: { name: string; type: Type }) => new Signal(type, { op: "ref", name });
    const output = ({ name, type }: { name: string; type: Type }) => this.wire(name, type, true, place);
    const make = (shapes: PortShapes, read: boolean) =>
      Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => {
          if (!isStream(shape))
            return [name, read ? buildValue(name, shape, input) : buildValue(name, shape, output)];
          const [forward, backward] = read ? [input, output] : [output, input];
          return [name, this.streamValue(name, shape, forward, backward, place)];
        }),
      );
    return { inputs: make(inputs, true), outputs: make(outputs, false) };
  }

  private wire(name: string, type: Type, output: boolean, place: Place): Wire {
    this.builder.add({ kind: "wire", name, type, output, default: null }, place);
    return new Wire(this.builder, name, type);
  }

  private streamValue(
    name: string,
    shape: StreamShape,
    forward: (leaf: { name: string; type: Type }) => Signal,
    backward: (leaf: { name: string; type: Type }) => Signal,
    place: Place,
  ) {
    const { builder } = this;
    const valid = forward({ name: `${name}_valid`, type: bit });
    const ready = backward({ name: `${name}_ready`, type: bit });
    const payload = Object.fromEntries(
      Object.entries(shape.stream).map(([field, s]) => [field, buildValue(`${name}_${field}`, s, forward)]),
    );
    let fire: Signal | undefined;
    return {
      valid,
      ready,
      payload,
      get fire() {
        fire ??= builder.signal(`${name}_fire`, valid.and(ready), bit, place);
        return fire;
      },
    };
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
    const name = (n: string, v: Given): unknown => {
      if (v instanceof Signal || typeof v === "number" || typeof v === "bigint")
        return this.builder.signal(n, toSignal(v as Operand), null, place);
      if (Array.isArray(v)) return v.map((inner, i) => name(`${n}_${i}`, inner as Given));
      return Object.fromEntries(
        Object.entries(v).map(([k, inner]) => [k, name(`${n}_${k}`, inner as Given)]),
      );
    };
    return Object.fromEntries(Object.entries(values).map(([n, v]) => [n, name(n, v)])) as never;
  }

  /** Names one value that must fit the type. */
  signal(name: string, value: Operand, type: Type | null = null): Signal {
    return this.builder.signal(name, toSignal(value), type, here());
  }

  /** Declares wires to be driven with `.is`, on every path or with `.otherwise` as default. */
  wires<const T extends { readonly [name: string]: Shape }>(
    shapes: T,
  ): { [K in keyof T]: ValueOf<T[K], Wire> } {
    const place = here();
    const make = ({ name, type }: { name: string; type: Type }) => {
      this.builder.declare(name, "wire", place);
      return this.wire(name, type, false, place);
    };
    return Object.fromEntries(Object.entries(shapes).map(([n, s]) => [n, buildValue(n, s, make)])) as never;
  }

  /** Declares a stream inside the circuit: drive `valid` and `payload` at one end, `ready` at the other. */
  stream<const P extends RecordShape>(name: string, payload: P) {
    const place = here();
    const make = (leaf: { name: string; type: Type }) => {
      this.builder.declare(leaf.name, "stream", place);
      return this.wire(leaf.name, leaf.type, false, place);
    };
    return this.streamValue(name, { stream: payload }, make, make, place) as unknown as {
      readonly valid: Wire;
      readonly ready: Wire;
      readonly payload: { [K in keyof P]: ValueOf<P[K], Wire> };
      readonly fire: Signal;
    };
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
    const place = here();
    const declare = (name: string, type: Type, reset: number | bigint | null, enable: Signal | null) => {
      this.builder.declare(name, "register", place);
      const value = reset === null ? null : BigInt(reset);
      if (value !== null && !contains(rangeOf(type), range(value, value)))
        throw this.builder.error(
          "range",
          `Range does not fit: register ${name} holds ${type.lo} to ${type.hi}, but its reset value is ${value}. ` +
            "Write { type, reset } with a value that fits, or reset: null.",
          place,
        );
      this.builder.add({ kind: "register", name, type, reset: value }, place);
      return new Register(this.builder, name, type, enable);
    };
    const isSpec = (s: Shape | RegisterSpec): s is RegisterSpec =>
      !isType(s as Shape) &&
      "type" in s &&
      isType(s.type as Shape) &&
      Object.keys(s).every((k) => ["type", "reset", "enable"].includes(k));
    return Object.fromEntries(
      Object.entries(specs).map(([n, s]) => [
        n,
        isSpec(s)
          ? declare(n, s.type, s.reset === undefined ? 0 : s.reset, s.enable ?? null)
          : buildValue(n, s as Shape, (leaf) => declare(leaf.name, leaf.type, 0, null)),
      ]),
    ) as never;
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
    const place = here();
    this.builder.declare(name, "state register", place);
    for (const member of members)
      checkName(member, `state of ${name}`, { circuit: this.builder.circuit, place });
    if (members.length < 2 || new Set(members).size !== members.length)
      throw this.builder.error(
        "state",
        `States of ${name} must be at least two different names: ${members.join(", ")}.`,
        place,
      );
    this.builder.enumerations.push({ name, members });
    this.builder.transitions.set(name, []);
    this.builder.finals.set(name, options.final ?? []);
    const type = typeOf(range(0n, BigInt(members.length - 1)), name);
    this.builder.add({ kind: "register", name, type, reset: 0n }, place);
    const register = new Register(this.builder, name, type, null);
    const number = (state: M) => {
      const at = members.indexOf(state);
      if (at < 0)
        throw this.builder.error(
          "state",
          `No such state: ${state} of ${name}. States: ${members.join(", ")}.`,
          here(),
        );
      return new Signal(type, { op: "const", value: BigInt(at) });
    };
    return {
      members,
      register,
      is: (state) => register.eq(number(state)),
      go: (state) => register.next(number(state)),
    };
  }

  /** Conditional assignment: everything driven in `body` is driven only where `condition` (one bit) is 1. */
  when(condition: Operand, body: () => void): WhenChain {
    return this.builder.when(condition, body, here());
  }

  /** One body a value or state; `otherwise` for the rest. */
  switch<M extends string>(
    on: States<M> | Signal,
    cases: { readonly [K in M | number]?: () => void },
    otherwise: (() => void) | null = null,
  ): void {
    const place = here();
    const isSignal = on instanceof Signal;
    const list = Object.entries(cases as Record<string, () => void>).map(([key, fill]) => {
      const value = isSignal ? Number(key) : on.members.indexOf(key as M);
      if (!isSignal && value < 0)
        throw this.builder.error("state", `No such state: ${key}. States: ${on.members.join(", ")}.`, place);
      return { values: [BigInt(value)], fill };
    });
    this.builder.switch(isSignal ? on : on.register, list, otherwise, place);
  }

  /** Declares a memory. */
  memory(name: string, options: MemoryOptions): MemoryValue {
    const place = here();
    this.builder.declare(name, "memory", place);
    const draft = this.builder.add(draftMemory(name, options, place, this.builder), place) as DraftMemory;
    return new MemoryValue(this.builder, draft);
  }

  /** Puts a circuit inside this one. Streams given as inputs get their `ready` driven; returns the outputs. */
  instance<I extends PortShapes, O extends PortShapes>(
    name: string,
    of: Circuit<I, O>,
    inputs: {
      [K in keyof I]: I[K] extends StreamShape
        ? StreamIn
        : I[K] extends Shape
          ? ValueOf<I[K], Operand>
          : never;
    },
  ): { [K in keyof O]: InputValues<O>[K] } {
    const place = here();
    const { builder } = this;
    const child = of.elaborate();
    builder.declare(name, "instance", place);
    if (!this.children.includes(child)) this.children.push(child);
    const surplus = Object.keys(inputs).find((k) => !(k in of.inputs));
    if (surplus !== undefined)
      throw builder.error(
        "connection",
        `No such input: ${of.name} has no "${surplus}". Inputs: ${Object.keys(of.inputs).join(", ")}.`,
        place,
      );
    const outputRef = ({ name: port, type }: { name: string; type: Type }) =>
      new Signal(type, { op: "ref", name: `${name}.${port}` });
    const connections: { port: string; value: Signal }[] = [];
    const connect = (port: string, type: Type, value: unknown) =>
      connections.push({
        port,
        value: fit(toSignal(value as Operand), type, `${name}.${port}`, place, builder.circuit),
      });
    const readies: { wire: Wire; value: Signal }[] = [];
    for (const [key, shape] of Object.entries(of.inputs)) {
      const given = (inputs as Record<string, unknown>)[key];
      if (given === undefined)
        throw builder.error("connection", `Input not connected: ${name}.${key} of ${of.name}.`, place);
      if (isStream(shape)) {
        const source = given as StreamIn;
        connect(`${key}_valid`, bit, source.valid);
        for (const [field, s] of Object.entries(shape.stream)) {
          const values = flattenValue(`${key}_${field}`, s, source.payload[field], place);
          leavesOf(`${key}_${field}`, s).forEach((leaf, i) => connect(leaf.name, leaf.type, values[i]));
        }
        readies.push({ wire: source.ready, value: outputRef({ name: `${key}_ready`, type: bit }) });
      } else {
        const values = flattenValue(key, shape, given, place);
        leavesOf(key, shape).forEach((leaf, i) => connect(leaf.name, leaf.type, values[i]));
      }
    }
    const backReady = (port: string) => {
      const wire = `${name}_${port}`;
      builder.declare(wire, "ready of an instance's output", place);
      return this.wire(wire, bit, false, place);
    };
    const note = builder.takeNote();
    const outputs = Object.fromEntries(
      Object.entries(of.outputs).map(([key, shape]) => {
        if (!isStream(shape)) return [key, buildValue(key, shape, outputRef)];
        const ready = backReady(`${key}_ready`);
        connect(`${key}_ready`, bit, ready);
        const value = this.streamValue(key, shape, outputRef, () => ready, place);
        let fire: Signal | undefined;
        return [
          key,
          {
            valid: value.valid,
            payload: value.payload,
            ready,
            get fire() {
              fire ??= builder.signal(`${name}_${key}_fire`, value.valid.and(ready), bit, place);
              return fire;
            },
          },
        ];
      }),
    );
    const ports = child.ir.ports
      .filter((p) => p.direction === "out")
      .map((p) => ({ port: p.name, type: p.type }));
    if (note.note !== undefined) builder.note(note.note);
    builder.add({ kind: "instance", name, circuit: of.name, inputs: connections, outputs: ports }, place);
    for (const { wire, value } of readies) wire.is(value);
    return outputs as never;
  }

  /** Must hold at every clock edge outside reset: checked by the simulators, printed as a SystemVerilog assertion. */
  assert(name: string, condition: Signal, message: string): void {
    this.builder.assert(name, condition, message, here());
  }

  /** Says that these values are left unused on purpose. */
  ignore(...values: readonly (Given | StreamIn | undefined)[]): void {
    for (const value of values) {
      if (value === undefined) continue;
      if (value instanceof Signal) {
        if (value.operation.op !== "ref")
          throw new HdlError("unused", `Only named values can be ignored: ${value}.`, {
            circuit: this.builder.circuit,
          });
        this.builder.ignored.add(value.operation.name);
      } else if (typeof value === "object") this.ignore(...(Object.values(value) as Given[]));
    }
  }
}
