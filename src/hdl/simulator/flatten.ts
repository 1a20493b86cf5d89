// Flattens the hierarchy of a design: every net of every instance, and what computes it.

import { assignedBy } from "../assigned.ts";
import { collisionsOf } from "../collisions.ts";
import { type Place, placeOf } from "../errors.ts";
import type { AssertItem, CircuitIR, Design, Expr, MemoryItem, ProcessItem, RegisterItem } from "../ir.ts";
import { not, or, ref } from "../ir-make.ts";
import { SimulationError } from "./errors.ts";
import {
  below,
  type FlatAssertion,
  type FlatDesign,
  type FlatMemory,
  type FlatRegister,
  type Net,
  resolve,
  type Scope,
  storage,
  type Target,
  type Unit,
} from "./flat.ts";
import { BIT, Nets } from "./nets.ts";
import { representationOf } from "./representation.ts";

/** Flattens the top circuit and everything below it. */
export function flatten(design: Design): FlatDesign {
  const nets = new Nets(design);
  const top = nets.circuit(design.top);
  const root = nets.ofTop(design.top);
  const { units, registers, memories, assertions } = new Binding(nets).of(top, root);
  const reset = top.clocked ? resolve(root, "rst") : null;
  return { root, nets: nets.all, reset, units, registers, memories, assertions };
}

/** What the processes of one circuit drive. */
interface Driving {
  readonly scope: Scope;
  /** Values of wires on paths that do not assign. */
  readonly defaults: Map<string, Expr | null>;
  readonly registers: Map<string, FlatRegister>;
  readonly driven: Set<string>;
}

/** Finds what computes the nets. */
class Binding {
  readonly units: Unit[] = [];
  readonly registers: FlatRegister[] = [];
  readonly memories: FlatMemory[] = [];
  readonly assertions: FlatAssertion[] = [];
  private readonly nets: Nets;

  constructor(nets: Nets) {
    this.nets = nets;
  }

  of(circuit: CircuitIR, scope: Scope): this {
    const defaults = new Map<string, Expr | null>();
    const registers = new Map<string, FlatRegister>();
    for (const item of circuit.items) {
      if (item.kind === "wire") defaults.set(item.name, item.default);
      if (item.kind === "register") registers.set(item.name, this.register(scope, item));
    }
    const driving: Driving = { scope, defaults, registers, driven: new Set() };
    for (const item of circuit.items) {
      if (item.kind === "signal") this.drive(scope, resolve(scope, item.name), item.value);
      else if (item.kind === "memory") this.memory(scope, item);
      else if (item.kind === "instance") {
        const child = scope.children.get(item.name)!;
        for (const { port, value } of item.inputs) this.drive(scope, resolve(child, port), value);
        this.of(this.nets.circuit(item.circuit), child);
      } else if (item.kind === "clocking") {
        this.drive(scope, resolve(scope, "clk"), item.clock);
        this.drive(scope, resolve(scope, "rst"), item.reset);
      } else if (item.kind === "assert")
        this.assertion(scope, below(scope.path, item.name), item, placeOf(item));
      else if (item.kind === "process") this.process(driving, item);
    }
    this.rest(circuit, driving);
    return this;
  }

  /** Makes `net` have the value of `value`: by sharing storage where it is only another name, else by computing. */
  private drive(scope: Scope, net: Net, value: Expr): void {
    if (value.op === "ref") {
      const source = storage(resolve(scope, value.name));
      if (source !== storage(net) && source.representation.kind === net.representation.kind) {
        net.alias = source;
        return;
      }
    }
    this.units.push({ kind: "value", scope, net, value });
  }

  private computed(scope: Scope, value: Expr): Net {
    const net = this.nets.hidden(value.type);
    this.drive(scope, net, value);
    return net;
  }

  private register(scope: Scope, { name, type, reset, initial }: RegisterItem): FlatRegister {
    const rst = scope.names.get("rst");
    const register = {
      net: resolve(scope, name),
      next: this.nets.hidden(type),
      reset: reset === null || rst === undefined ? null : { rst, value: BigInt(reset) },
      initial: initial === undefined ? null : BigInt(initial),
      clock: scope.clock,
    };
    this.registers.push(register);
    return register;
  }

  private process({ scope, defaults, registers, driven }: Driving, item: ProcessItem): void {
    const targets: Target[] = [];
    for (const name of assignedBy(item.body)) {
      const register = registers.get(name);
      const net = register?.next ?? resolve(scope, name);
      if (driven.has(name))
        throw new SimulationError(`${below(scope.path, name)} is driven by two processes`);
      driven.add(name);
      const otherwise = register?.net ?? defaults.get(name) ?? null;
      const only = item.body[0];
      // An unconditional assignment is a plain value; a next value needs storage of its own.
      if (item.body.length > 1 || only.kind !== "assign") targets.push({ name, net, otherwise });
      else if (register === undefined) this.drive(scope, net, only.value);
      else this.units.push({ kind: "value", scope, net, value: only.value });
    }
    if (targets.length > 0) this.units.push({ kind: "process", scope, item, targets, slice: null });
  }

  /** Wires that no process drives have their default; registers keep what they have. */
  private rest({ items }: CircuitIR, { scope, defaults, registers, driven }: Driving): void {
    for (const [name, value] of defaults)
      if (!driven.has(name) && value !== null) this.drive(scope, resolve(scope, name), value);
    for (const item of items) {
      if (item.kind !== "register" || driven.has(item.name)) continue;
      const present: Expr = { op: "ref", name: item.name, type: item.type };
      this.units.push({ kind: "value", scope, net: registers.get(item.name)!.next, value: present });
    }
  }

  private assertion(
    scope: Scope,
    path: string,
    { condition: claim, message, value }: Pick<AssertItem, "condition" | "message" | "value">,
    place?: Place,
  ): void {
    const shown = value === undefined ? null : this.computed(scope, value);
    // The simulator itself passes over what does not hold while the input rst is 1.
    const condition = scope.clock === null ? claim : or(or(not(ref("clk", BIT)), ref("rst", BIT)), claim);
    this.units.push({ kind: "assert", scope, condition, index: this.assertions.length });
    this.assertions.push({ path, message, value: shown, place });
  }

  private memory(scope: Scope, item: MemoryItem): void {
    const computed = (value: Expr) => this.computed(scope, value);
    this.memories.push({
      path: below(scope.path, item.name),
      item,
      representation: representationOf(item.type),
      clock: scope.clock,
      reads: item.reads.map((read) => ({
        address: computed(read.address),
        enable: read.enable && computed(read.enable),
        lanes: read.lanes.map((lane) => resolve(scope, lane)),
      })),
      writes: item.writes.map((write) => ({
        address: computed(write.address),
        enable: computed(write.enable),
        laneEnables: write.laneEnables?.map(computed) ?? null,
        data: write.data.map(computed),
      })),
    });
    for (const { kind, first, second, met } of collisionsOf(item, item)) {
      const message =
        kind === "read"
          ? `${first} reads the word that ${second} is writing, which ${item.name} is declared never to see`
          : `${first} and ${second} write one word of ${item.name} at once, and no tool says which value stays`;
      this.assertion(scope, below(below(scope.path, item.name), first), { condition: not(met), message });
    }
  }
}
