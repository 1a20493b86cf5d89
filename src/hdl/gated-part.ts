// Registers that load under one condition, moved to a part of their own whose clock passes only where it holds.
import type { Elaborated } from "./elaborated.ts";
import { external } from "./external.ts";
import type {
  CircuitIR,
  Expr,
  InstanceItem,
  Item,
  ProcessItem,
  RegisterItem,
  Statement,
  Type,
} from "./ir.ts";
import { assign, constantBit, ref } from "./ir-make.ts";
import { assigning, loadsWhere } from "./loads.ts";
import { rangeOf, widthOf } from "./range.ts";
import { bit, clock } from "./types.ts";

/** Bits of registers below which a cell costs more than it saves. */
const WORTH = 4;

/** Lets a clock edge pass where `enable` was 1 while the clock was low. A library's cell takes its place. */
export const clockGate = external("dmp_clock_gate", {
  clock: "clk",
  inputs: { enable: bit },
  outputs: { gated: clock },
  model: (_, { enable }, { gated }) => gated.is(enable),
  verilog: `// Clock gate: a latch that is open while the clock is low, and an AND. Put your library's cell in its place.
module dmp_clock_gate (
    input  wire clk,
    input  wire enable,
    output wire gated
);
    reg open;
    /* verilator lint_off LATCH */
    always @* if (!clk) open = enable;
    /* verilator lint_on LATCH */
    assign gated = clk & open;
endmodule
`,
});

/** The registers of one condition, and what loads them. */
interface Part {
  readonly enable: Expr;
  readonly registers: RegisterItem[];
  readonly loads: ProcessItem[];
  /** Item behind which all that they load from is there. */
  last: number;
}

/** The circuit with its gated parts, and the circuits that they are. */
export function clockCell(ir: CircuitIR): {
  readonly ir: CircuitIR;
  readonly children: readonly Elaborated[];
} {
  const parts = partsOf(ir);
  if (parts.length === 0) return { ir, children: [] };
  const inPart = new Map(parts.flatMap((part) => part.registers.map((r) => [r.name, part] as const)));
  const made = new Map(parts.map((part) => [part, partCircuit(ir.name, part)]));
  const items = ir.items.flatMap((item, at): Item[] => {
    const stays = rest(item, (name) => inPart.has(name));
    const here = parts.filter((part) => part.last === at);
    return [...stays, ...here.flatMap((part) => instanceOf(part, made.get(part)!))];
  });
  return {
    ir: { ...ir, items },
    children: [clockGate.elaborate(), ...[...made.values()].map((m) => m.elaborated)],
  };
}

/** What stays of an item: of gated registers the name, as a wire. */
function rest(item: Item, gone: (name: string) => boolean): Item[] {
  if (item.kind === "register" && gone(item.name)) {
    const { name, type, note } = item;
    return [{ kind: "wire", name, type, default: null, ...(note === undefined ? {} : { note }) }];
  }
  if (item.kind !== "process") return [item];
  const body = assigning(item.body, (name) => !gone(name));
  return body.length === 0 ? [] : [{ ...item, body }];
}

/** Registers without a reset that do not load in every cycle, by the condition under which they may. */
function partsOf({ items }: CircuitIR): Part[] {
  const parts = new Map<string, Part>();
  const registers = items.filter(
    (item): item is RegisterItem =>
      item.kind === "register" && item.reset === null && item.initial === undefined && !item.type.states,
  );
  for (const register of registers) {
    const isOwn = (name: string) => name === register.name;
    const at = items.findIndex((item) => item.kind === "process" && assigning(item.body, isOwn).length > 0);
    if (at < 0) continue;
    const process = items[at] as ProcessItem;
    const body = assigning(process.body, isOwn);
    const enable = loadsWhere(body);
    if (enable === null) continue;
    const key = JSON.stringify(enable);
    const part = parts.get(key) ?? { enable, registers: [], loads: [], last: at };
    parts.set(key, part);
    part.registers.push(register);
    part.loads.push({ kind: "process", body });
    part.last = Math.max(part.last, at);
  }
  return [...parts.values()].filter(
    (part) => part.registers.reduce((bits, r) => bits + widthOf(rangeOf(r.type)), 0) >= WORTH,
  );
}

/** Every name that an expression reads, with its type. */
function readsOf(e: Expr, into: Map<string, Type>): void {
  if (e.op === "ref") into.set(e.name, e.type);
  else if (e.op !== "const") for (const arg of e.args) readsOf(arg, into);
}

function readsOfBody(body: readonly Statement[], into: Map<string, Type>): void {
  for (const s of body) {
    if (s.kind === "assign") readsOf(s.value, into);
    else {
      if (s.kind === "switch") readsOf(s.on, into);
      else for (const { when } of s.branches) readsOf(when, into);
      for (const { body: inner } of s.kind === "if" ? s.branches : s.cases) readsOfBody(inner, into);
      if (s.otherwise !== null) readsOfBody(s.otherwise, into);
    }
  }
}

interface PartCircuit {
  readonly name: string;
  readonly elaborated: Elaborated;
  /** Its ports: the gated clock, those of what its registers load from, and the registers' values. */
  readonly clock: string;
  readonly reads: readonly (Named & { readonly read: string })[];
  readonly now: readonly (Named & { readonly register: string })[];
}

/** A port and its type. */
interface Named {
  readonly port: string;
  readonly type: Type;
}

/** Gives the name that is wanted, or one like it where that is taken. */
function namer(taken: readonly string[]): (wanted: string) => string {
  const used = new Set(taken);
  return (wanted) => {
    let name = wanted;
    for (let n = 2; used.has(name); n++) name = `${wanted}_${n}`;
    used.add(name);
    return name;
  };
}

/** A name for a part: its stage's, or its first register's. */
const nameOf = ({ registers }: Part): string => `gated_${registers[0]!.stage ?? registers[0]!.name}`;

function partCircuit(around: string, part: Part): PartCircuit {
  const types = new Map<string, Type>();
  for (const { body } of part.loads) readsOfBody(body, types);
  for (const { name } of part.registers) types.delete(name);
  const free = namer(["clk", "rst", ...part.registers.map((register) => register.name)]);
  // Outputs of instances are `instance.port`.
  const reads = [...types].map(([read, type]) => ({ read, type, port: free(read.replaceAll(".", "_")) }));
  const now = part.registers.map(({ name: register, type }) => ({
    register,
    type,
    port: free(`${register}_now`),
  }));
  const clockPort = free("gated");
  const portOf = new Map(reads.map(({ read, port }) => [read, port]));
  const name = `${around}_${nameOf(part)}`;
  const within = (e: Expr): Expr => {
    if (e.op === "const") return e;
    if (e.op === "ref") return ref(portOf.get(e.name) ?? e.name, e.type);
    return { ...e, args: e.args.map(within) } as Expr;
  };
  const ir: CircuitIR = {
    name,
    note: "Registers whose clock passes only where they may load.",
    clocked: false,
    ports: [
      { name: clockPort, direction: "in", type: clock },
      ...reads.map(({ port, type }) => ({ name: port, direction: "in" as const, type })),
      ...now.map(({ port, type }) => ({ name: port, direction: "out" as const, type })),
    ],
    enumerations: [],
    items: [
      { kind: "clocking", name: "clk", type: clock, clock: ref(clockPort, clock), reset: constantBit(0) },
      ...part.registers,
      ...part.loads.map(({ body }): ProcessItem => ({ kind: "process", body: rewritten(body, within) })),
      ...now.map(({ register, port, type }) => assign(port, ref(register, type))),
    ],
  };
  return { name, clock: clockPort, reads, now, elaborated: { ir, children: [], paths: new Map() } };
}

/** The statements with every expression replaced. */
function rewritten(body: readonly Statement[], by: (e: Expr) => Expr): Statement[] {
  const inner = (b: readonly Statement[]) => rewritten(b, by);
  return body.map((s): Statement => {
    if (s.kind === "assign") return { ...s, value: by(s.value) };
    const otherwise = s.otherwise && inner(s.otherwise);
    return s.kind === "if"
      ? { ...s, otherwise, branches: s.branches.map((b) => ({ when: by(b.when), body: inner(b.body) })) }
      : { ...s, otherwise, on: by(s.on), cases: s.cases.map((c) => ({ ...c, body: inner(c.body) })) };
  });
}

/** The clock gate and the part behind it, and what the rest of the circuit sees of its registers. */
function instanceOf(part: Part, { name, clock: clockPort, reads, now }: PartCircuit): Item[] {
  const own = nameOf(part);
  const gate: InstanceItem = {
    kind: "instance",
    name: `${own}_clock`,
    circuit: clockGate.name,
    inputs: [{ port: "enable", value: part.enable }],
    outputs: [{ port: "gated", type: clock }],
  };
  const registers: InstanceItem = {
    kind: "instance",
    name: own,
    circuit: name,
    inputs: [
      { port: clockPort, value: ref(`${gate.name}.gated`, clock) },
      ...reads.map(({ port, read, type }) => ({ port, value: ref(read, type) })),
    ],
    outputs: now.map(({ port, type }) => ({ port, type })),
  };
  return [
    gate,
    registers,
    ...now.map(({ register, port, type }) => assign(register, ref(`${own}.${port}`, type))),
  ];
}
