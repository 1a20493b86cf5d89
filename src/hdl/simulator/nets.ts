// The nets of a design: one for every name of every instance, and hidden ones for what has no name.
import type { CircuitIR, Design, Item, Type } from "../ir.ts";
import { SimulationError } from "./errors.ts";
import { below, type Net, resolve, type Scope } from "./flat.ts";
import { representationOf } from "./representation.ts";

export const BIT: Type = { lo: "0", hi: "1" };

/** What an instance takes from around it: its name and path, and the reset and clock of the circuit that it is in. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly reset: Net | null;
  readonly clock: Net | null;
}

/** Makes the nets of a design. */
export class Nets {
  /** In the order in which they were made. */
  readonly all: Net[] = [];
  private readonly circuits: ReadonlyMap<string, CircuitIR>;

  constructor({ circuits }: Design) {
    this.circuits = new Map(circuits.map((c) => [c.name, c]));
  }

  circuit(name: string): CircuitIR {
    const circuit = this.circuits.get(name);
    if (circuit === undefined) throw new SimulationError(`the design has no circuit named ${name}`);
    return circuit;
  }

  /** The nets of a top circuit and of everything below it. */
  ofTop(name: string): Scope {
    return this.declare(this.circuit(name), { name, path: "", reset: null, clock: null });
  }

  /** A net without a name. */
  hidden(type: Type): Net {
    return this.make("", null, type, "computed", null);
  }

  private make(name: string, scope: Scope | null, type: Type, role: Net["role"], states: Net["states"]): Net {
    const net: Net = {
      id: this.all.length,
      name,
      scope,
      representation: representationOf(type),
      states,
      role,
      isClock: type.clock === true,
      alias: null,
      slot: -1,
      variable: "",
    };
    this.all.push(net);
    return net;
  }

  private declare(circuit: CircuitIR, { name, path, reset, clock }: Place): Scope {
    if (circuit.external?.hasModel === false)
      throw new SimulationError(
        `${path || name}: foreign module ${circuit.external.module} has no model; give it one to simulate it`,
      );
    const scope: Scope & { clock: Net | null } = {
      name,
      path,
      names: new Map(),
      own: [],
      children: new Map(),
      clock,
    };
    const members = new Map(circuit.enumerations.map((e) => [e.name, e.members]));
    const add = (local: string, type: Type, role: Net["role"]): Net => {
      const before = scope.names.get(local);
      if (before !== undefined) {
        // The item that drives an output port has the port's name.
        before.role = role;
        return before;
      }
      const states = (type.states !== undefined && members.get(type.states)) || null;
      const net = this.make(local, scope, type, role, states);
      scope.names.set(local, net);
      scope.own.push(net);
      return net;
    };
    const given = path === "" ? "input" : "computed";
    if (circuit.clocked) {
      add("rst", BIT, given).alias = reset;
      if (clock !== null) scope.names.set("clk", clock);
    }
    if (circuit.items.some((item) => item.kind === "clocking")) {
      add("rst", BIT, "computed");
      scope.clock = add("clk", BIT, "computed");
    }
    for (const port of circuit.ports) add(port.name, port.type, port.direction === "in" ? given : "computed");
    for (const { name: constant, value } of circuit.constants ?? [])
      add(constant, { lo: value, hi: value }, path === "" ? "input" : "state");
    for (const item of circuit.items) this.declareItem(scope, item, add);
    return scope;
  }

  private declareItem(
    scope: Scope,
    item: Item,
    add: (name: string, type: Type, role: Net["role"]) => void,
  ): void {
    if (item.kind === "signal" || item.kind === "wire") add(item.name, item.type, "computed");
    else if (item.kind === "register") add(item.name, item.type, "state");
    else if (item.kind === "memory") {
      for (const read of item.reads) for (const lane of read.lanes) add(lane, item.type, "state");
    } else if (item.kind === "instance") {
      const child = this.declare(this.circuit(item.circuit), {
        name: item.name,
        path: below(scope.path, item.name),
        reset: scope.names.get("rst") ?? null,
        clock: scope.clock,
      });
      scope.children.set(item.name, child);
      for (const { port } of item.outputs) scope.names.set(`${item.name}.${port}`, resolve(child, port));
    }
  }
}
