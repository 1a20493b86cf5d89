// The plain data that a circuit elaborates to: what is printed, simulated, counted and stored as JSON.

import type { Expr, Statement, Type } from "./expr.ts";

export type { BinaryOperator, Expr, Statement, Type } from "./expr.ts";

/** A port of a circuit. */
export interface Port {
  readonly name: string;
  readonly direction: "in" | "out";
  readonly type: Type;
  readonly note?: string;
}

/** A name of the source that always has one value: the circuit has nothing of that name. */
export interface Constant {
  readonly name: string;
  readonly value: string;
}

/** A set of named states, numbered from 0 in their order. */
export interface Enumeration {
  readonly name: string;
  readonly members: readonly string[];
}

/** A named value. */
export interface SignalItem {
  readonly kind: "signal";
  readonly name: string;
  readonly type: Type;
  readonly value: Expr;
  readonly note?: string;
}

/** A combinational value driven by processes. `default` holds on the paths that do not assign; null: every path assigns. */
export interface WireItem {
  readonly kind: "wire";
  readonly name: string;
  readonly type: Type;
  readonly default: Expr | null;
  readonly note?: string;
}

/** A register: holds its value where no process assigns it. `reset`: value while `rst` is 1 at a clock edge; null: not reset. */
export interface RegisterItem {
  readonly kind: "register";
  readonly name: string;
  readonly type: Type;
  readonly reset: string | null;
  /** Value at power-up; left out, it is unknown. */
  readonly initial?: string;
  /** It is data of the pipeline stage of this name: what it holds matters only while the stage is valid. */
  readonly stage?: string;
  readonly note?: string;
}

/** A synchronous read port. */
export interface MemoryRead {
  readonly name: string;
  /** 0 .. depth-1 in range (the front end proved it, or the address is wrapped). */
  readonly address: Expr;
  /** The data register loads at a clock edge where this is 1 and holds otherwise; null: always loads. */
  readonly enable: Expr | null;
  /** Names of the data registers, one a lane. Read data appear one clock after the address; never reset. */
  readonly lanes: readonly string[];
}

/** A write port. */
export interface MemoryWrite {
  readonly name: string;
  readonly address: Expr;
  readonly enable: Expr;
  /** One-bit enables of the lanes, applied beside `enable`; null: all lanes. That two ports write a lane of one word at once is asserted not to happen. */
  readonly laneEnables: readonly Expr[] | null;
  readonly data: readonly Expr[];
}

/** What synthesis makes of a memory. `macro`: a module of its own, in whose place a chip's RAM is put. */
export type MemoryStyle = "block" | "spram" | "distributed" | "registers" | "macro";

/** A memory: `depth` words of `lanes` lanes of one type. */
export interface MemoryItem {
  readonly kind: "memory";
  readonly name: string;
  readonly depth: number;
  readonly lanes: number;
  readonly type: Type;
  readonly style: MemoryStyle;
  /** One port reads and writes, at the same address expression, as that of every `spram` does: a cycle writes, or reads; where it writes, the read data hold. */
  readonly onePort?: true;
  /**
   * A read of the word being written at the same clock edge: `old` gives what was there before; `undefined` may give
   * anything (simulators give the old word, or noise on request); `never`: the circuit claims it cannot happen, and
   * that is asserted.
   */
  readonly readDuringWrite: "old" | "undefined" | "never";
  /** Words in order, each its lanes (lane 0 first); null: contents unknown at start. */
  readonly initial: readonly (readonly string[])[] | null;
  readonly reads: readonly MemoryRead[];
  readonly writes: readonly MemoryWrite[];
  readonly note?: string;
}

/** A circuit inside another. */
export interface InstanceItem {
  readonly kind: "instance";
  readonly name: string;
  /** Name of a circuit of the same design. Clock and reset are connected to the parent's. */
  readonly circuit: string;
  readonly inputs: readonly { readonly port: string; readonly value: Expr }[];
  /** Outputs are referred to as `instance.port`. */
  readonly outputs: readonly { readonly port: string; readonly type: Type }[];
  readonly note?: string;
}

/** One `when` or `switch` of the source, or one unconditional assignment: drives wires, output ports and registers' next values. */
export interface ProcessItem {
  readonly kind: "process";
  readonly body: readonly Statement[];
  readonly note?: string;
}

/** Must hold at every clock edge at which `rst` is 0. */
export interface AssertItem {
  readonly kind: "assert";
  readonly name: string;
  readonly condition: Expr;
  /** A failure shows it, where there is one. */
  readonly value?: Expr;
  readonly message: string;
}

/** What clocks and resets the circuit instead of inputs `clk` and `rst`: it stands before the first instance that needs them. */
export interface ClockingItem {
  readonly kind: "clocking";
  /** Beside it stands `rst`. */
  readonly name: "clk";
  readonly type: Type;
  readonly clock: Expr;
  readonly reset: Expr;
  readonly note?: string;
}

/** A module that is not ours: instances of it are printed, and the circuit's items are its model for simulators. */
export interface External {
  /** Name of the module. */
  readonly module: string;
  /** Values as Verilog writes them. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Attributes of its instances, for tools that look there; as Verilog writes them. */
  readonly attributes?: readonly string[];
  /** Ports that take clock and reset of the circuit around it. */
  readonly clock: string | null;
  readonly reset: string | null;
  /** The module for simulators of Verilog; null: printed from the model. */
  readonly verilog: string | null;
  readonly hasModel: boolean;
}

/** One thing that a circuit is made of. */
export type Item =
  | SignalItem
  | WireItem
  | RegisterItem
  | MemoryItem
  | InstanceItem
  | ProcessItem
  | AssertItem
  | ClockingItem;

/** An operation on data, with the bits of its two operands, the wider first. */
export interface Operated {
  readonly kind: "add" | "multiply" | "compare";
  readonly widths: readonly [number, number];
}

/** Operations that are done in every cycle in which `when` is 1. */
export interface Work {
  readonly when: Expr;
  readonly operations: readonly Operated[];
}

/** One circuit = one Verilog module. Every circuit has the implicit inputs `clk` and `rst` (synchronous, active high) if `clocked`. */
export interface CircuitIR {
  readonly name: string;
  readonly note?: string;
  /** False where neither the circuit nor any instance in it has a register, memory or assertion: then no clk and rst. */
  readonly clocked: boolean;
  /** Only of foreign modules. */
  readonly external?: External;
  readonly ports: readonly Port[];
  readonly enumerations: readonly Enumeration[];
  /** What the source names and the hardware does not need: ports, registers, wires and signals of a single value. */
  readonly constants?: readonly Constant[];
  /** What `work` says of its arithmetic, and operations on data of which nothing is said; only where it was asked for. */
  readonly work?: { readonly said: readonly Work[]; readonly unsaid: readonly string[] };
  /** In source order. Output ports not assigned on every path have a `wire` item of the same name that gives the default. */
  readonly items: readonly Item[];
}

/** A top circuit and every circuit below it, children before parents, each once. */
export interface Design {
  readonly top: string;
  readonly circuits: readonly CircuitIR[];
}
