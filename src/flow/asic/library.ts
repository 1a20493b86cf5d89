// A cell library: what its cells do, how large they are, what they load and what they consume.
import { FlowError } from "../error.ts";
import { type Group, groupsOf, parseLiberty, textOf } from "./liberty.ts";
import { meanOf, type OperatingPoint, type Table, type Templates, tablesOf } from "./tables.ts";

export interface Pin {
  readonly name: string;
  readonly direction: "input" | "output" | "internal" | "inout";
  /** Farad that it loads its net with. */
  readonly capacitance: number;
  /** As the library writes it; null: none, or a state that no function tells. */
  readonly function: string | null;
  /** Joule a change, beside the load: of an output's change, or of an input's. */
  readonly energy: (at: OperatingPoint) => number;
}

/** State of a cell: the names of its value and its inverse in functions, and what sets it. */
export interface Register {
  readonly state: string;
  readonly inverse: string | null;
  readonly next: string;
  readonly clock: string;
  readonly clear: string | null;
  readonly preset: string | null;
}

/** An integrated clock gate: its pins. */
export interface ClockGate {
  readonly clock: string;
  readonly enable: string;
  readonly out: string;
  /** Inputs that open it in a test. */
  readonly tests: readonly string[];
}

export interface Cell {
  readonly name: string;
  /** In the unit of the library: square micrometres, as is the custom. */
  readonly area: number;
  /** Watt. */
  readonly leakage: number;
  readonly pins: readonly Pin[];
  readonly register: Register | null;
  readonly clockGate: ClockGate | null;
  /** What it does is told: functions of its pins and of one register, or a clock gate. */
  readonly told: boolean;
  /** Synthesis may use it for logic and registers: told, no clock gate, no scan path, no word against it. */
  readonly usable: boolean;
}

export interface Library {
  readonly name: string;
  /** Volt. */
  readonly voltage: number;
  readonly cells: ReadonlyMap<string, Cell>;
  /** How fast inputs change: as an inverter with a fan-out of four makes them. In the library's own unit. */
  readonly transition: number;
  /** Seconds: the unit of transitions. */
  readonly timeUnit: number;
  /** Farad: the unit of loads in tables. */
  readonly capacitanceUnit: number;
  /** The text without the cells that synthesis must not use. */
  readonly usableText: string;
}

const prefixes: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
};

/** `1nW`, `10ps`, `1,ff` as a number. */
function unit(text: string, where: string): number {
  const found = /^([\d.eE+-]+)\s*,?\s*([fpnumk]?)(s|w|v|f)$/i.exec(text.trim());
  if (found === null) throw new FlowError(`${where}: unit "${text}" is not known`);
  const [, factor, prefix] = found;
  return Number(factor) * (prefix === "" ? 1 : prefixes[prefix!.toLowerCase()]!);
}

const number = (group: Group, name: string): number | null => {
  const text = textOf(group, name);
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text);
};

interface Context {
  readonly templates: Templates;
  /** Joule, Watt and Farad of one in the text. */
  readonly energy: number;
  readonly power: number;
  readonly capacitance: number;
}

const isTrue = (group: Group, name: string) => textOf(group, name) === "true";

/** Conditions of an arc are not told apart: the mean of all that one supply is said to give. */
function energyOf(pin: Group, context: Context, where: string): Pin["energy"] {
  const supplies = new Map<string, Table[]>();
  for (const arc of groupsOf(pin, "internal_power")) {
    const supply = textOf(arc, "related_pg_pin") ?? "";
    const tables = tablesOf(arc, ["rise_power", "fall_power", "power"], context.templates, where);
    supplies.set(supply, [...(supplies.get(supply) ?? []), ...tables]);
  }
  const means = [...supplies.values()].map(meanOf).filter((mean) => mean !== null);
  return (at) => context.energy * means.reduce((sum, mean) => sum + mean(at), 0);
}

function pinOf(group: Group, context: Context, cell: string): Pin {
  const name = group.args[0] ?? "";
  return {
    name,
    direction: (textOf(group, "direction") ?? "internal") as Pin["direction"],
    capacitance: context.capacitance * (number(group, "capacitance") ?? 0),
    function: textOf(group, "function"),
    energy: energyOf(group, context, `cell ${cell}, pin ${name}`),
  };
}

function registerOf(cell: Group): Register | null {
  const [ff, ...more] = groupsOf(cell, "ff");
  if (ff === undefined || more.length > 0) return null;
  const [next, clock] = [textOf(ff, "next_state"), textOf(ff, "clocked_on")];
  if (next === null || clock === null) return null;
  return {
    ...{ state: ff.args[0] ?? "IQ", inverse: ff.args[1] ?? null, next, clock },
    ...{ clear: textOf(ff, "clear"), preset: textOf(ff, "preset") },
  };
}

function clockGateOf(cell: Group): ClockGate | null {
  const kind = textOf(cell, "clock_gating_integrated_cell");
  if (!kind?.startsWith("latch_posedge") || kind.includes("obs")) return null;
  const pins = (role: string) =>
    groupsOf(cell, "pin")
      .filter((pin) => isTrue(pin, role))
      .map((pin) => pin.args[0]!);
  const [[clock], [enable], [out]] = [
    pins("clock_gate_clock_pin"),
    pins("clock_gate_enable_pin"),
    pins("clock_gate_out_pin"),
  ];
  if (clock === undefined || enable === undefined || out === undefined) return null;
  return { clock, enable, out, tests: pins("clock_gate_test_pin") };
}

function cellOf(group: Group, context: Context): Cell {
  const name = group.args[0] ?? "";
  const pins = groupsOf(group, "pin").map((pin) => pinOf(pin, context, name));
  const [register, clockGate] = [registerOf(group), clockGateOf(group)];
  const forbidden = isTrue(group, "dont_use") || isTrue(group, "dont_touch") || isTrue(group, "pad_cell");
  // Yosys reads no group of several pins.
  const lists = groupsOf(group, "pin").some((pin) => pin.args.length !== 1);
  const other = ["latch", "statetable", "ff_bank", "latch_bank", "bus", "bundle", "test_cell"];
  const stateful = other.some((kind) => groupsOf(group, kind).length > 0);
  const outputs = pins.filter((pin) => pin.direction === "output");
  const functions = outputs.length > 0 && outputs.every((pin) => pin.function !== null);
  const told = clockGate !== null || (functions && !stateful);
  const simple = register === null || (/^\w+$/.test(register.next) && /^\w+$/.test(register.clock));
  const area = number(group, "area") ?? 0;
  const leakages = groupsOf(group, "leakage_power").flatMap((g) => number(g, "value") ?? []);
  const leakage =
    number(group, "cell_leakage_power") ??
    leakages.reduce((sum, value) => sum + value, 0) / Math.max(1, leakages.length);
  const usable =
    told &&
    clockGate === null &&
    simple &&
    !lists &&
    !forbidden &&
    area > 0 &&
    !pins.some((p) => p.direction === "inout");
  return { name, area, leakage: leakage * context.power, pins, register, clockGate, told, usable };
}

/**
 * The transition at which an inverter that drives four of its kind reproduces itself, of the smallest inverter; 0 where
 * the library has no table for it.
 */
function transitionOf(cells: readonly Group[], templates: Templates): number {
  const isInverter = (cell: Group) =>
    groupsOf(cell, "pin").some((pin) =>
      /^\(?\s*(!\s*\w+|\w+\s*')\s*\)?$/.test(textOf(pin, "function") ?? ""),
    ) &&
    groupsOf(cell, "pin").length === 2 &&
    !isTrue(cell, "dont_use");
  const [smallest] = cells
    .filter(isInverter)
    .sort((a, b) => (number(a, "area") ?? 0) - (number(b, "area") ?? 0));
  if (smallest === undefined) return 0;
  const pins = groupsOf(smallest, "pin");
  const load = 4 * Math.max(...pins.map((pin) => number(pin, "capacitance") ?? 0));
  const tables = pins.flatMap((pin) =>
    groupsOf(pin, "timing").flatMap((timing) =>
      tablesOf(timing, ["rise_transition", "fall_transition"], templates, `cell ${smallest.args[0]}`),
    ),
  );
  const mean = meanOf(tables);
  let transition = 0;
  if (mean !== null) for (let turn = 0; turn < 20; turn += 1) transition = mean({ transition, load });
  return transition;
}

/**
 * Reads a library. Energies are those of its tables, whose unit is the one of capacitance times the square of the one of
 * voltage, as Liberty has it.
 * @throws FlowError with file and line, or cell and pin, for what cannot be read
 */
export function libraryOf(text: string, file: string): Library {
  const root = parseLiberty(text, file);
  const groups = groupsOf(root, "cell");
  if (groups.length === 0) throw new FlowError(`${file}: the library has no cells`);
  const kinds = ["power_lut_template", "lu_table_template"];
  const templates: Templates = new Map(
    kinds.flatMap((kind) => groupsOf(root, kind).map((group) => [group.args[0]!, group] as const)),
  );
  const volt = unit(textOf(root, "voltage_unit") ?? "1V", file);
  const capacitance = unit((root.attributes.get("capacitive_load_unit") ?? ["1", "pf"]).join(","), file);
  const conditions = groupsOf(root, "operating_conditions");
  const chosen = conditions.find((g) => g.args[0] === textOf(root, "default_operating_conditions"));
  const voltage = number(root, "nom_voltage") ?? number(chosen ?? conditions[0] ?? root, "voltage");
  if (voltage === null) throw new FlowError(`${file}: the library tells no voltage (nom_voltage)`);
  const context: Context = {
    templates,
    energy: capacitance * volt ** 2,
    power: unit(textOf(root, "leakage_power_unit") ?? "1nW", file),
    capacitance,
  };
  const cells = new Map(groups.map((group) => [group.args[0] ?? "", cellOf(group, context)]));
  const usable = (group: Group) => cells.get(group.args[0] ?? "")!.usable;
  return {
    name: root.args[0] ?? file,
    voltage: voltage * volt,
    cells,
    transition: transitionOf(groups, templates),
    timeUnit: unit(textOf(root, "time_unit") ?? "1ns", file),
    capacitanceUnit: capacitance,
    usableText: without(
      text,
      groups.filter((group) => !usable(group)),
    ),
  };
}

/** The text without some groups, which stand in their order. */
function without(text: string, groups: readonly Group[]): string {
  let at = 0;
  const kept = groups.map(({ from, to }) => {
    const part = text.slice(at, from);
    at = to;
    return part;
  });
  return kept.join("") + text.slice(at);
}
