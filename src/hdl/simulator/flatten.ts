// Flattens the hierarchy of a design: every net of every instance, and what computes it.
import { type Place, placeOf } from "../errors.ts";
import type {
  AssertItem,
  CircuitIR,
  Design,
  Expr,
  InstanceItem,
  MemoryItem,
  Statement,
  Type,
} from "../ir.ts";
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
import { representationOf } from "./representation.ts";

const BIT: Type = { lo: "0", hi: "1" };

/** Names of what the statements assign, each once, in order. */
function assigned(body: readonly Statement[], into = new Set<string>()): Set<string> {
  for (const s of body) {
    if (s.kind === "assign") into.add(s.target);
    else {
      for (const branch of s.kind === "if" ? s.branches : s.cases) assigned(branch.body, into);
      if (s.otherwise !== null) assigned(s.otherwise, into);
    }
  }
  return into;
}

/** Flattens the top circuit and everything below it. */
export function flatten(design: Design): FlatDesign {
  const circuits = new Map(design.circuits.map((c) => [c.name, c]));
  const nets: Net[] = [];
  const units: Unit[] = [];
  const registers: FlatRegister[] = [];
  const memories: FlatMemory[] = [];
  const assertions: FlatAssertion[] = [];

  const circuitNamed = (name: string): CircuitIR => {
    const circuit = circuits.get(name);
    if (circuit === undefined) throw new SimulationError(`the design has no circuit named ${name}`);
    return circuit;
  };

  const hide = (type: Type): Net => {
    const representation = representationOf(type);
    const net: Net = {
      id: nets.length,
      name: "",
      scope: null,
      representation,
      states: null,
      role: "computed",
      isClock: false,
      alias: null,
      slot: -1,
      variable: "",
    };
    nets.push(net);
    return net;
  };

  /** First pass: every net of a circuit and of its instances. */
  function declare(
    circuit: CircuitIR,
    name: string,
    path: string,
    reset: Net | null,
    clock: Net | null,
  ): Scope {
    if (circuit.external?.hasModel === false)
      throw new SimulationError(
        `${path || name}: foreign module ${circuit.external.module} has no model; give it one to simulate it`,
      );
    const hasOwnClock = circuit.items.some((item) => item.kind === "clocking");
    const names = new Map<string, Net>();
    const scope: Scope & { clock: Net | null } = { name, path, names, own: [], children: new Map(), clock };
    const members = new Map(circuit.enumerations.map((e) => [e.name, e.members]));
    const add = (local: string, type: Type, role: Net["role"]): Net => {
      const before = scope.names.get(local);
      if (before !== undefined) {
        // The item that drives an output port has the port's name.
        before.role = role;
        return before;
      }
      const net: Net = {
        id: nets.length,
        name: local,
        scope,
        representation: representationOf(type),
        states: (type.states !== undefined && members.get(type.states)) || null,
        role,
        isClock: type.clock === true,
        alias: null,
        slot: -1,
        variable: "",
      };
      scope.names.set(local, net);
      scope.own.push(net);
      nets.push(net);
      return net;
    };
    if (circuit.clocked) {
      const rst = add("rst", BIT, path === "" ? "input" : "computed");
      rst.alias = reset;
      if (clock !== null) names.set("clk", clock);
    }
    if (hasOwnClock) {
      add("rst", BIT, "computed");
      scope.clock = add("clk", BIT, "computed");
    }
    for (const port of circuit.ports) {
      add(port.name, port.type, port.direction === "in" && path === "" ? "input" : "computed");
    }
    for (const { name: constant, value } of circuit.constants ?? []) {
      add(constant, { lo: value, hi: value }, path === "" ? "input" : "state");
    }
    for (const item of circuit.items) {
      if (item.kind === "signal" || item.kind === "wire") add(item.name, item.type, "computed");
      else if (item.kind === "register") add(item.name, item.type, "state");
      else if (item.kind === "memory") {
        for (const read of item.reads) for (const lane of read.lanes) add(lane, item.type, "state");
      } else if (item.kind === "instance") {
        const rst = scope.names.get("rst") ?? null;
        const child = declare(
          circuitNamed(item.circuit),
          item.name,
          below(path, item.name),
          rst,
          scope.clock,
        );
        scope.children.set(item.name, child);
        for (const { port } of item.outputs) scope.names.set(`${item.name}.${port}`, resolve(child, port));
      }
    }
    return scope;
  }

  /** Makes `net` have the value of `value`: by sharing storage where it is only another name, else by computing. */
  function drive(scope: Scope, net: Net, value: Expr): void {
    if (value.op === "ref") {
      const source = storage(resolve(scope, value.name));
      if (source !== storage(net) && source.representation.kind === net.representation.kind) {
        net.alias = source;
        return;
      }
    }
    units.push({ kind: "value", scope, net, value });
  }

  const computed = (scope: Scope, value: Expr): Net => {
    const net = hide(value.type);
    drive(scope, net, value);
    return net;
  };

  function addAssertion(
    scope: Scope,
    path: string,
    { condition: claim, message, value }: Pick<AssertItem, "condition" | "message" | "value">,
    place?: Place,
  ): void {
    const shown = value === undefined ? null : computed(scope, value);
    // The simulator itself passes over what does not hold while the input rst is 1.
    const condition = scope.clock === null ? claim : either(either(not(named("clk")), named("rst")), claim);
    units.push({ kind: "assert", scope, condition, index: assertions.length });
    assertions.push({ path, message, value: shown, place });
  }

  function bindMemory(scope: Scope, item: MemoryItem): void {
    const path = below(scope.path, item.name);
    memories.push({
      path,
      item,
      representation: representationOf(item.type),
      clock: scope.clock,
      reads: item.reads.map((read) => ({
        address: computed(scope, read.address),
        enable: read.enable && computed(scope, read.enable),
        lanes: read.lanes.map((lane) => resolve(scope, lane)),
      })),
      writes: item.writes.map((write) => ({
        address: computed(scope, write.address),
        enable: computed(scope, write.enable),
        laneEnables: write.laneEnables?.map((e) => computed(scope, e)) ?? null,
        data: write.data.map((e) => computed(scope, e)),
      })),
    });
    if (item.readDuringWrite !== "never" || item.style === "spram") return;
    for (const read of item.reads) {
      for (const write of item.writes) {
        const message = `${read.name} reads the word that ${write.name} is writing, which ${item.name} is declared never to see`;
        addAssertion(scope, below(path, read.name), { condition: not(collision(read, write)), message });
      }
    }
  }

  function bindInstance(scope: Scope, item: InstanceItem): Scope {
    const child = scope.children.get(item.name)!;
    for (const { port, value } of item.inputs) drive(scope, resolve(child, port), value);
    return child;
  }

  /** Second pass: what computes the nets. */
  function bind(circuit: CircuitIR, scope: Scope): void {
    const defaults = new Map<string, Expr | null>();
    const nexts = new Map<string, FlatRegister>();
    for (const item of circuit.items) {
      if (item.kind === "wire") defaults.set(item.name, item.default);
      if (item.kind === "register") {
        const rst = scope.names.get("rst");
        const register = {
          net: resolve(scope, item.name),
          next: hide(item.type),
          reset: item.reset === null || rst === undefined ? null : { rst, value: BigInt(item.reset) },
          initial: item.initial === undefined ? null : BigInt(item.initial),
          clock: scope.clock,
        };
        nexts.set(item.name, register);
        registers.push(register);
      }
    }
    const driven = new Set<string>();
    for (const item of circuit.items) {
      if (item.kind === "signal") drive(scope, resolve(scope, item.name), item.value);
      else if (item.kind === "memory") bindMemory(scope, item);
      else if (item.kind === "instance") bind(circuitNamed(item.circuit), bindInstance(scope, item));
      else if (item.kind === "clocking") {
        drive(scope, resolve(scope, "clk"), item.clock);
        drive(scope, resolve(scope, "rst"), item.reset);
      } else if (item.kind === "assert") {
        addAssertion(scope, below(scope.path, item.name), item, placeOf(item));
      } else if (item.kind === "process") {
        const targets: Target[] = [];
        for (const name of assigned(item.body)) {
          const register = nexts.get(name);
          const net = register?.next ?? resolve(scope, name);
          if (driven.has(name))
            throw new SimulationError(`${below(scope.path, name)} is driven by two processes`);
          driven.add(name);
          const otherwise = register?.net ?? defaults.get(name) ?? null;
          const only = item.body[0];
          // An unconditional assignment is a plain value; a next value needs storage of its own.
          if (item.body.length > 1 || only.kind !== "assign") targets.push({ name, net, otherwise });
          else if (register === undefined) drive(scope, net, only.value);
          else units.push({ kind: "value", scope, net, value: only.value });
        }
        if (targets.length > 0) units.push({ kind: "process", scope, item, targets, slice: null });
      }
    }
    for (const [name, value] of defaults) {
      if (!driven.has(name) && value !== null) drive(scope, resolve(scope, name), value);
    }
    for (const item of circuit.items) {
      if (item.kind !== "register" || driven.has(item.name)) continue;
      const present: Expr = { op: "ref", name: item.name, type: item.type };
      units.push({ kind: "value", scope, net: nexts.get(item.name)!.next, value: present });
    }
  }

  const top = circuitNamed(design.top);
  const root = declare(top, top.name, "", null, null);
  bind(top, root);
  return {
    root,
    nets,
    reset: top.clocked ? resolve(root, "rst") : null,
    units,
    registers,
    memories,
    assertions,
  };
}

const not = (a: Expr): Expr => ({ op: "not", args: [a], type: BIT });
const named = (name: string): Expr => ({ op: "ref", name, type: BIT });
const either = (a: Expr, b: Expr): Expr => ({ op: "or", args: [a, b], type: BIT });
const both = (a: Expr, b: Expr): Expr => ({ op: "and", args: [a, b], type: BIT });

/** Whether a read and a write port touch the same word at this clock edge. */
function collision(read: MemoryItem["reads"][number], write: MemoryItem["writes"][number]): Expr {
  const same: Expr = { op: "eq", args: [read.address, write.address], type: BIT };
  const lanes = write.laneEnables?.reduce((a, b): Expr => ({ op: "or", args: [a, b], type: BIT })) ?? null;
  const writes = lanes === null ? write.enable : both(write.enable, lanes);
  return both(read.enable === null ? writes : both(read.enable, writes), same);
}
