// What is settled before a module is written: its names, what drives each target, what must be declared at the head.

import { assignedBy } from "../assigned.ts";
import type { CircuitIR, Item } from "../ir.ts";
import { stateName } from "../names.ts";
import { loopingProcesses, readsOf } from "./dependencies.ts";
import { declareMemory } from "./memory.ts";
import { type Driver, driversOf, type Target } from "./process.ts";
import { declaredAs, isPort, type Scope, stateWidth, VerilogError, widthOfType } from "./scope.ts";

export interface Plan {
  readonly targets: ReadonlyMap<string, Target>;
  readonly drivers: ReadonlyMap<Item, readonly Driver[]>;
  /** Targets that a combinational block assigns: variables, where others are nets. */
  readonly inBlock: ReadonlySet<string>;
  /** What is declared at the head because something above its own place reads or drives it, in order of need. */
  readonly forward: ReadonlySet<string>;
}

export function planOf(scope: Scope): Plan {
  const { circuit } = scope;
  declareNames(scope);
  const drivers = planDrivers(scope);
  const inBlock = new Set<string>();
  const drivable = drivableOf(circuit);
  const driven = new Set<string>();
  for (const driver of [...drivers.values()].flat()) {
    for (const name of driver.kind === "always" ? [driver.target] : driver.targets) {
      if (!drivable.has(name)) {
        throw new VerilogError(
          `circuit "${circuit.name}" drives "${name}", which is no wire, register or output of it`,
        );
      }
      if (driven.has(name)) {
        throw new VerilogError(
          `"${name}" of circuit "${circuit.name}" is driven by two processes; drive it in one`,
        );
      }
      driven.add(name);
      if (driver.kind === "block") inBlock.add(name);
    }
  }
  for (const item of circuit.items) {
    if (item.kind === "wire" && item.default && !driven.has(item.name)) {
      drivers.set(item, [{ kind: "always", target: item.name, value: item.default }]);
    }
  }
  return { targets: targetsOf(scope, inBlock), drivers, inBlock, forward: forwardOf(circuit) };
}

/** Claims every name of the circuit before any helper is named. */
function declareNames(scope: Scope): void {
  const { circuit } = scope;
  if (circuit.clocked) for (const name of ["clk", "rst"]) scope.declare(name, { width: 1, signed: false });
  for (const port of circuit.ports) scope.declareType(port.name, port.type);
  for (const { name, members } of circuit.enumerations) {
    for (const member of members) {
      scope.declare(stateName(name, member), { width: stateWidth(members), signed: false });
    }
  }
  for (const item of circuit.items) {
    if (item.kind === "memory") declareMemory(scope, item);
    else if (item.kind === "instance") {
      scope.reserve(item.name);
      for (const { port, type } of item.outputs) scope.declareType(`${item.name}_${port}`, type);
    } else if (item.kind === "assert") scope.reserve(item.name);
    else if (item.kind === "clocking") {
      scope.declareType("clk", item.type);
      scope.declareType("rst", item.type);
    } else if (item.kind === "register") scope.declareVariable(item.name, declaredAs(item.type));
    else if (item.kind !== "process" && !isPort(circuit, item.name)) scope.declareType(item.name, item.type);
  }
}

function planDrivers({ circuit, constants }: Scope): Map<Item, Driver[]> {
  const loops = loopingProcesses(circuit);
  const registers = new Set(circuit.items.filter((i) => i.kind === "register").map((i) => i.name));
  return new Map(
    circuit.items
      .filter((item) => item.kind === "process")
      .map((item) => [item, driversOf(item, loops.has(item), registers, constants)]),
  );
}

const drivableOf = ({ ports, items }: CircuitIR): Set<string> =>
  new Set([
    ...ports.filter((port) => port.direction === "out").map((port) => port.name),
    ...items.filter((item) => item.kind === "wire" || item.kind === "register").map((item) => item.name),
  ]);

/** The names that processes assign to. A register that a block drives has its next value in a variable beside it. */
function targetsOf(scope: Scope, inBlock: ReadonlySet<string>): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const { name, type, direction } of scope.circuit.ports) {
    if (direction === "out") targets.set(name, { kind: "wire", type, assigned: name, default: null });
  }
  for (const item of scope.circuit.items) {
    if (item.kind === "wire") {
      const { name, type } = item;
      targets.set(name, { kind: "wire", type, assigned: name, default: item.default });
    } else if (item.kind === "register") {
      const { name, type } = item;
      const assigned = inBlock.has(name) ? scope.free(`${name}_next`) : name;
      if (assigned !== name) {
        scope.declareVariable(assigned, declaredAs(type));
        scope.use(assigned, 0, widthOfType(type));
      }
      targets.set(name, { kind: "register", type, assigned });
    }
  }
  return targets;
}

/** Names that an item reads or drives before the item that declares them. */
function forwardOf(circuit: CircuitIR): Set<string> {
  const declared = new Set(circuit.ports.map((p) => p.name));
  const forward = new Set<string>();
  for (const item of circuit.items) {
    for (const name of readsOf(item)) if (!declared.has(name)) forward.add(name);
    if (item.kind === "process") {
      for (const name of assignedBy(item.body)) if (!declared.has(name)) forward.add(name);
    } else if (item.kind === "instance") {
      for (const { port } of item.outputs) declared.add(`${item.name}.${port}`);
    } else if (item.kind === "memory") {
      for (const { lanes } of item.reads) for (const lane of lanes) declared.add(lane);
    } else if (item.kind !== "assert") declared.add(item.name);
  }
  return new Set([...forward].map((name) => name.replace(".", "_")));
}
