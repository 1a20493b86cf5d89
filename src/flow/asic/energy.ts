// What the changes of nets cost, by the tables of the library.
import { FlowRunError } from "../error.ts";
import type { GateNetlist } from "./gates.ts";
import type { Library, Pin } from "./library.ts";

/** Joule. */
export interface Energy {
  /** Loads of gates that change: half of C V squared a change. Wires are not known before layout. */
  readonly loads: number;
  /** Within cells, their clock pins left out. */
  readonly cells: number;
  /** Pins that take a clock: their load, and what the change costs within the cell. No tree of buffers. */
  readonly clocks: number;
}

export const totalOf = ({ loads, cells, clocks }: Energy): number => loads + cells + clocks;

/** What an instance of the netlist costs. */
export interface GateEnergy extends Energy {
  readonly gate: string;
}

/** Whether a pin takes the clock of its cell. */
const isClock = (library: Library, type: string, pin: Pin): boolean => {
  const cell = library.cells.get(type)!;
  return pin.name === cell.clockGate?.clock || pin.name === cell.register?.clock.replace(/\W/g, "");
};

/**
 * The energy of every gate. An output's change costs what its table says at the load of the net and the library's own
 * transition, and half of C V squared, shared out to the pins that are the load; an input's change what its table says.
 * Rise and fall, and all conditions of a table, weigh the same. RAM macros are left out.
 * @param toggles changes by name of the net, as `togglesOf` counts them
 * @throws FlowRunError where a net was not counted
 */
export function energyOf(
  netlist: GateNetlist,
  library: Library,
  toggles: ReadonlyMap<string, number>,
): GateEnergy[] {
  const changes = changesOf(netlist, toggles);
  const pinsOf = new Map(
    [...library.cells].map(([name, cell]) => [name, new Map(cell.pins.map((p) => [p.name, p]))]),
  );
  const gates = netlist.gates.flatMap(({ name, type, pins }) => {
    const known = pinsOf.get(type);
    if (known === undefined) return [];
    return [{ name, type, pins: [...pins].flatMap(([pin, [net]]) => [{ pin: known.get(pin)!, net: net! }]) }];
  });
  const loads = new Map<string, number>();
  for (const { pins } of gates)
    for (const { pin, net } of pins) loads.set(net, (loads.get(net) ?? 0) + pin.capacitance);
  return gates.map(({ name, type, pins }) => {
    const sum = { loads: 0, cells: 0, clocks: 0 };
    for (const { pin, net } of pins) {
      const count = changes(net);
      if (count === 0) continue;
      const load = pin.direction === "output" ? (loads.get(net) ?? 0) / library.capacitanceUnit : 0;
      const inside = count * pin.energy({ transition: library.transition, load });
      const outside = 0.5 * count * pin.capacitance * library.voltage ** 2;
      if (isClock(library, type, pin)) sum.clocks += inside + outside;
      else {
        sum.cells += inside;
        sum.loads += outside;
      }
    }
    return { gate: name, ...sum };
  });
}

/** Changes by net; of a constant none. */
function changesOf(netlist: GateNetlist, toggles: ReadonlyMap<string, number>) {
  const known = new Map<string, number>();
  return (net: string): number => {
    const found = known.get(net);
    if (found !== undefined) return found;
    if (/^[01xz]$/.test(net)) return 0;
    const names = netlist.nets.get(net) ?? [];
    const counted = names.find((name) => toggles.has(name));
    if (counted === undefined)
      throw new FlowRunError(`net ${names[0] ?? net} of the netlist was not seen in simulation`);
    const count = toggles.get(counted)!;
    known.set(net, count);
    return count;
  };
}
