// Writes the signals of a simulation as a value change dump (IEEE 1364, section 18), for waveform viewers.
import { type Net, type Scope, storage } from "./flat.ts";
import { INT, type Representation, type Value } from "./representation.ts";

/** How a value change dump is written. */
export interface VcdOptions {
  /** Gets the text piece by piece as it is written; without it, `text()` gives the whole. */
  readonly write?: (text: string) => void;
  /** Length of a clock cycle in nanoseconds, even; 10 if not given. */
  readonly period?: number;
}

/** Bits of a value as held, most significant first. */
function bits(value: Value, { width, kind }: Representation): string {
  if (kind === INT && width < 32) return ((value as number) & (2 ** width - 1)).toString(2);
  return BigInt.asUintN(width, BigInt(value)).toString(2);
}

/** The short identifiers of the format: printable characters, shortest first. */
function identifier(n: number): string {
  const digit = String.fromCharCode(33 + (n % 94));
  return n < 94 ? digit : identifier(Math.floor(n / 94) - 1) + digit;
}

/** A net (or several that share storage and width) under one identifier of the dump. */
interface Variable {
  readonly id: string;
  readonly net: Net;
  /** Names instead of numbers. */
  readonly states: readonly string[] | null;
  last: Value | null;
}

/** A recording in progress. Cycle k runs from its rising clock edge at time k * period. */
export class VcdRecorder {
  private readonly pieces: string[] = [];
  private readonly write: (text: string) => void;
  private readonly period: number;
  private readonly stores: readonly ArrayLike<Value>[];
  private readonly settle: () => void;
  private readonly variables: Variable[] = [];
  private readonly clocked: boolean;
  private next: number;

  constructor(
    root: Scope,
    stores: readonly ArrayLike<Value>[],
    settle: () => void,
    cycle: number,
    options: VcdOptions,
  ) {
    this.write = options.write ?? ((text) => this.pieces.push(text));
    this.period = options.period ?? 10;
    this.stores = stores;
    this.settle = settle;
    this.next = cycle;
    this.clocked = root.names.has("rst");
    const header = ["$timescale 1ns $end"];
    this.declare(root, new Map(), header);
    header.push("$enddefinitions $end", "");
    this.write(header.join("\n"));
  }

  private declare(scope: Scope, ids: Map<string, string>, header: string[]): void {
    header.push(`$scope module ${scope.name} $end`);
    if (this.clocked && scope.names.has("rst") && !scope.names.has("clk"))
      header.push("$var wire 1 ! clk $end");
    const add = (key: string, net: Net, states: readonly string[] | null): string => {
      let id = ids.get(key);
      if (id === undefined) {
        id = identifier(ids.size + 1);
        ids.set(key, id);
        this.variables.push({ id, net, states, last: null });
      }
      return id;
    };
    for (const net of scope.own) {
      const { name } = net;
      const { kind, width } = net.representation;
      const key = `${kind} ${storage(net).slot} ${width}`;
      const vector = width === 1 ? "" : ` [${width - 1}:0]`;
      const type = net.role === "state" ? "reg" : "wire";
      header.push(`$var ${type} ${width} ${add(key, net, null)} ${name}${vector} $end`);
      if (net.states === null) continue;
      let label = `${name}_name`;
      while (scope.names.has(label)) label += "_";
      header.push(`$var string 1 ${add(`${key} ${net.states.join()}`, net, net.states)} ${label} $end`);
    }
    for (const child of scope.children.values()) this.declare(child, ids, header);
    header.push("$upscope $end");
  }

  /** Writes what changed in a cycle. */
  sample(cycle: number): void {
    const lines = [`#${cycle * this.period}`];
    if (this.clocked) lines.push("1!");
    this.changes(lines);
    if (this.clocked) lines.push(`#${cycle * this.period + this.period / 2}`, "0!");
    lines.push("");
    this.next = cycle + 1;
    this.write(lines.join("\n"));
  }

  private changes(lines: string[]): void {
    for (const variable of this.variables) {
      const { id, net, states } = variable;
      const value = this.stores[net.representation.kind][storage(net).slot];
      if (value === variable.last) continue;
      variable.last = value;
      if (states !== null) lines.push(`s${states[Number(value)]} ${id}`);
      else if (net.representation.width === 1) lines.push(`${bits(value, net.representation)}${id}`);
      else lines.push(`b${bits(value, net.representation)} ${id}`);
    }
  }

  /** Everything recorded so far (without `write`), with the present values as the last cycle. */
  text(): string {
    const kept = this.variables.map((v) => v.last);
    this.settle();
    const lines = [`#${this.next * this.period}`];
    if (this.clocked) lines.push("1!");
    this.changes(lines);
    this.variables.forEach((v, at) => {
      v.last = kept[at];
    });
    return `${this.pieces.join("")}${lines.join("\n")}\n`;
  }
}
