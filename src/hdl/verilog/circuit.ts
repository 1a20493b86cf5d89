// One circuit as one Verilog module: header, declarations and logic in source order, then what is clocked.
import type { CircuitIR, Design, Expr, InstanceItem, Item, Port } from "../ir.ts";
import { combinationalReads, readsOf } from "./dependencies.ts";
import { bits, condition, whole } from "./expression.ts";
import { broken, comment, indent } from "./layout.ts";
import {
  arrayLines,
  collisions,
  declareMemory,
  type Image,
  imageOf,
  portLines,
  readRegisterLines,
} from "./memory.ts";
import { assignedBy, blockLines, type Driver, driversOf, type Target } from "./process.ts";
import {
  declaration,
  isSignedType,
  Scope,
  stateName,
  stateWidth,
  VerilogError,
  widthOfType,
} from "./scope.ts";
import * as text from "./text.ts";
import { level } from "./text.ts";

export interface PrintOptions {
  /** Initial memory contents: images that `$readmemh` loads (the default), or assignments in the text. */
  readonly memories?: "files" | "inline";
}

/** The Verilog of one circuit and the memory images that it loads. */
export interface VerilogFile {
  /** `<circuit>.v` */
  readonly name: string;
  readonly text: string;
  readonly images: readonly Image[];
}

/** Prints one circuit of a design as a Verilog-2005 module. Throws `VerilogError` where a name it must make is taken. */
export function printCircuit(circuit: CircuitIR, design: Design, options: PrintOptions = {}): VerilogFile {
  return new Module(circuit, design, options.memories ?? "files").print();
}

/** The module as it grows: a life of one call. */
class Module {
  readonly circuit: CircuitIR;
  readonly design: Design;
  readonly memories: "files" | "inline";
  readonly scope: Scope;
  /** Declarations and logic; blank lines lie between those that are no plain lines. */
  readonly body: string[] = [];
  readonly targets = new Map<string, Target>();
  /** Wires that are declared at the head because something above their place reads them. */
  readonly forward = new Set<string>();
  /** What each register takes at a clock edge, with the note to say there. */
  readonly taken = new Map<string, { readonly value: string; readonly note: string | undefined }>();
  readonly drivers = new Map<Item, Driver[]>();
  readonly inBlock = new Set<string>();
  readonly images: Image[] = [];

  constructor(circuit: CircuitIR, design: Design, memories: "files" | "inline") {
    this.circuit = circuit;
    this.design = design;
    this.memories = memories;
    this.scope = new Scope(circuit);
  }

  print(): VerilogFile {
    const { circuit } = this;
    this.declareNames();
    this.planDrivers();
    this.findForward();
    for (const item of circuit.items) this.item(item);
    this.registers();
    for (const item of circuit.items) if (item.kind === "memory") this.memoryPorts(item);
    this.assertions();
    this.sink();
    const lines = [
      "`default_nettype none",
      "",
      ...comment(circuit.note),
      ...this.header(),
      ...indent([...this.localparams(), ...this.body]),
      "endmodule",
      "",
      "`default_nettype wire",
    ];
    const code = `${lines.flatMap(broken).join("\n")}\n`;
    return { name: `${circuit.name}.v`, text: code, images: this.images };
  }

  /** Claims every name of the circuit before any helper is named. */
  declareNames(): void {
    const { circuit, scope } = this;
    if (circuit.clocked) {
      scope.declare("clk", { width: 1, signed: false });
      scope.declare("rst", { width: 1, signed: false });
    }
    for (const port of circuit.ports) scope.declareType(port.name, port.type);
    const outputs = new Set(circuit.ports.filter((p) => p.direction === "out").map((p) => p.name));
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
      else if (item.kind !== "process" && !(item.kind === "wire" && outputs.has(item.name))) {
        scope.declareType(item.name, item.type);
      }
    }
  }

  planDrivers(): void {
    const { circuit, scope } = this;
    for (const port of circuit.ports) {
      if (port.direction === "out") {
        this.targets.set(port.name, {
          item: { kind: "output", name: port.name, type: port.type },
          assigned: port.name,
        });
      }
    }
    for (const item of circuit.items) {
      if (item.kind === "wire") this.targets.set(item.name, { item, assigned: item.name });
    }
    const reads = combinationalReads(circuit, (process) => assignedBy(process.body));
    const driven = new Set<string>();
    const conditional = new Set<string>();
    for (const item of circuit.items) {
      if (item.kind !== "process") continue;
      const drivers = driversOf(item, reads, circuit);
      this.drivers.set(item, drivers);
      for (const driver of drivers) {
        for (const name of driver.kind === "always" ? [driver.target] : driver.targets) {
          if (driven.has(name)) {
            throw new VerilogError(`"${name}" of circuit "${circuit.name}" is driven by two processes`);
          }
          driven.add(name);
          if (driver.kind === "block") conditional.add(name);
        }
      }
    }
    for (const name of conditional) this.inBlock.add(name);
    for (const item of circuit.items) {
      if (item.kind !== "register") continue;
      if (!conditional.has(item.name)) {
        this.targets.set(item.name, { item, assigned: item.name });
        continue;
      }
      const next = scope.free(`${item.name}_next`);
      scope.declareType(next, item.type);
      this.targets.set(item.name, { item, assigned: next });
      scope.use(next, 0, widthOfType(item.type));
    }
    for (const item of circuit.items) {
      if (item.kind === "wire" && !driven.has(item.name) && item.default) {
        this.drivers.set(item, [{ kind: "always", target: item.name, value: item.default }]);
      }
    }
  }

  /** Finds what is read above the place where it is declared. */
  findForward(): void {
    const declared = new Set(this.circuit.ports.map((p) => p.name));
    const later = new Set<string>();
    for (const item of this.circuit.items) {
      const reads = readsOf(item);
      for (const name of reads) if (!declared.has(name)) later.add(name);
      if (item.kind === "instance") {
        for (const { port } of item.outputs) declared.add(`${item.name}.${port}`);
      } else if (item.kind === "memory") {
        for (const { lanes } of item.reads) for (const lane of lanes) declared.add(lane);
      } else if (item.kind === "process") {
        for (const name of assignedBy(item.body)) if (!declared.has(name)) later.add(name);
      } else if (item.kind !== "assert") declared.add(item.name);
    }
    const head: string[] = [];
    for (const name of later) {
      const flat = name.replace(".", "_");
      this.forward.add(flat);
      head.push(`${declaration(this.kindOf(name), this.scope.lookup(flat), flat)};`);
    }
    this.lines(head);
  }

  kindOf(name: string): "wire" | "reg" {
    if (this.inBlock.has(name)) return "reg";
    for (const item of this.circuit.items) {
      if (item.kind === "register" && item.name === name) return "reg";
      if (item.kind === "memory" && item.lanes === 1 && item.reads.some((r) => r.lanes[0] === name))
        return "reg";
    }
    return "wire";
  }

  /** Adds plain lines, with helpers before them; a note sets them apart. */
  lines(lines: readonly string[], note?: string): void {
    const all = [...this.scope.pending, ...comment(note), ...lines];
    this.scope.pending = [];
    if (note !== undefined) this.blank();
    this.body.push(...all);
  }

  /** Adds a block, blank lines around it. */
  block(lines: readonly string[], note?: string): void {
    this.lines([]);
    this.blank();
    this.body.push(...comment(note), ...lines, "");
  }

  blank(): void {
    if (this.body.length > 0 && this.body.at(-1) !== "") this.body.push("");
  }

  /** A wire with its value, or the value alone where the wire is declared at the head. */
  assigned(name: string, value: string): string {
    return this.forward.has(name)
      ? `assign ${name} = ${value};`
      : `${declaration("wire", this.scope.lookup(name), name)} = ${value};`;
  }

  declared(kind: "wire" | "reg", name: string): string[] {
    return this.forward.has(name) ? [] : [`${declaration(kind, this.scope.lookup(name), name)};`];
  }

  item(item: Item): void {
    const { scope } = this;
    if (item.kind === "signal") {
      scope.owner = item.name;
      this.lines([this.assigned(item.name, whole(scope, item.value, item.type).code)], item.note);
    } else if (item.kind === "register") {
      const next = this.targets.get(item.name)!.assigned;
      const lines = this.declared("reg", item.name);
      if (next !== item.name) lines.push(`${declaration("reg", scope.lookup(next), next)};`);
      this.lines(lines, item.note);
    } else if (item.kind === "wire") {
      const isPort = this.circuit.ports.some((p) => p.name === item.name);
      if (!isPort) this.lines(this.declared(this.kindOf(item.name), item.name), item.note);
    } else if (item.kind === "instance") this.instance(item);
    else if (item.kind === "memory") {
      this.lines([]);
      this.blank();
      this.lines(arrayLines(scope, item, this.memories), item.note);
      for (const read of item.reads) {
        this.lines(readRegisterLines(scope, item, read, (name, value) => this.assigned(name, value)));
      }
      this.blank();
      const image = this.memories === "files" ? imageOf(scope, item) : null;
      if (image) this.images.push(image);
    }
    this.drivers.get(item)?.forEach((driver, i) => {
      this.driver(driver, item.kind === "process" && i === 0 ? item.note : undefined);
    });
  }

  driver(driver: Driver, note: string | undefined): void {
    if (driver.kind === "block") {
      const lines = blockLines(this.scope, driver, this.targets);
      this.block(lines, note);
      return;
    }
    const target = this.targets.get(driver.target);
    if (!target) {
      throw new VerilogError(
        `circuit "${this.circuit.name}" drives "${driver.target}", which is no wire, register or output of it`,
      );
    }
    this.scope.owner = driver.target;
    const value = whole(this.scope, driver.value, target.item.type);
    if (target.item.kind === "register") {
      // A comparison in parentheses: its sign could be taken for the assignment's.
      this.taken.set(driver.target, {
        value: value.level === level.compare ? `(${value.code})` : value.code,
        note,
      });
      this.lines([]);
    } else this.lines([`assign ${driver.target} = ${value.code};`], note);
  }

  instance(item: InstanceItem): void {
    const child = this.design.circuits.find(({ name }) => name === item.circuit);
    if (!child) {
      throw new VerilogError(
        `circuit "${this.circuit.name}" has an instance of "${item.circuit}", which is not in the design`,
      );
    }
    const { scope } = this;
    const given = new Map(item.inputs.map(({ port, value }) => [port, value]));
    const connection = ({ name, direction, type }: Port): [string, string] => {
      if (direction === "out") return [name, `${item.name}_${name}`];
      const value = given.get(name);
      if (!value) {
        throw new VerilogError(
          `input "${name}" of instance "${item.name}" (${item.circuit}) in circuit "${this.circuit.name}" is not connected`,
        );
      }
      scope.owner = `${item.name}_${name}`;
      return [name, bits(scope, value, 0, widthOfType(type), isSignedType(type)).code];
    };
    const clocks: [string, string][] = child.clocked
      ? [
          ["clk", "clk"],
          ["rst", "rst"],
        ]
      : [];
    for (const [name] of clocks) scope.use(name, 0, 1);
    const connections = [...clocks, ...child.ports.map(connection)];
    const size = Math.max(0, ...connections.map(([port]) => port.length));
    const outputs = item.outputs.flatMap(({ port }) => this.declared("wire", `${item.name}_${port}`));
    this.lines([]);
    this.blank();
    this.body.push(...comment(item.note), ...outputs);
    const ports = connections.map(
      ([port, value], i) => `    .${port.padEnd(size)} (${value})${i === connections.length - 1 ? "" : ","}`,
    );
    this.body.push(`${item.circuit} ${item.name} (`, ...ports, ");", "");
  }

  /** The clocked blocks of the registers: those that reset clears, and those without a reset apart. */
  registers(): void {
    const { scope } = this;
    const all = this.circuit.items.filter((item) => item.kind === "register");
    const cleared = all.filter(({ reset }) => reset !== null);
    const plain = all.filter(({ reset }) => reset === null);
    if (all.length > 0) scope.use("clk", 0, 1);
    const take = ({ name }: { name: string }): string[] => {
      const next = this.targets.get(name)!.assigned;
      const own = this.taken.get(name);
      return [...comment(own?.note), `${name} <= ${own?.value ?? next};`];
    };
    if (cleared.length > 0) {
      scope.use("rst", 0, 1);
      const resets = cleared.map(({ name, type, reset }) => {
        const value: Expr = { op: "const", value: reset!, type: { ...type, lo: reset!, hi: reset! } };
        return `${name} <= ${whole(scope, value, type).code};`;
      });
      this.block([
        `always @(posedge clk) begin : ${scope.label("registers")}`,
        "    if (rst) begin",
        ...indent(resets, 2),
        "    end else begin",
        ...indent(cleared.flatMap(take), 2),
        "    end",
        "end",
      ]);
    }
    if (plain.length > 0) {
      this.block([
        `always @(posedge clk) begin : ${scope.label("registers_without_reset")}`,
        ...indent(plain.flatMap(take)),
        "end",
      ]);
    }
  }

  memoryPorts(item: Item & { kind: "memory" }): void {
    this.scope.use("clk", 0, 1);
    for (const lines of portLines(this.scope, item)) this.block(lines);
  }

  /** Assertions stand under a macro; what only they read counts as unread. */
  assertions(): void {
    const { scope, circuit } = this;
    const stated = circuit.items.flatMap((item) =>
      item.kind === "assert" ? [item] : item.kind === "memory" ? collisions(item) : [],
    );
    if (stated.length === 0) return;
    scope.counting = false;
    this.blank();
    this.body.push("`ifdef ASSERTIONS");
    for (const { name, condition: test, message } of stated) {
      scope.owner = name;
      const code = condition(scope, test);
      const helpers = scope.pending;
      scope.pending = [];
      this.body.push(
        ...helpers,
        ...comment(message),
        `always @(posedge clk) begin : ${scope.isReserved(name) ? name : scope.label(name)}`,
        `    if (!rst) assert (${code});`,
        "end",
      );
    }
    this.body.push("`endif", "");
    scope.counting = true;
  }

  /** Bits that nothing reads, said to be so: one wire, in place of a waiver for each. */
  sink(): void {
    const outputs = new Set(this.circuit.ports.filter((p) => p.direction === "out").map((p) => p.name));
    const unused = this.scope.unused((name) => outputs.has(name));
    if (unused.length === 0) {
      if (this.body.at(-1) === "") this.body.pop();
      return;
    }
    this.blank();
    this.body.push(
      "// Bits that nothing reads.",
      `wire ${this.scope.free("unused_bits")} = &{1'b0, ${unused.join(", ")}};`,
    );
  }

  localparams(): string[] {
    return this.circuit.enumerations.flatMap(({ name, members }) => {
      const width = stateWidth(members);
      const range = width > 1 ? `[${width - 1}:0] ` : "";
      return [
        ...members.map((member, i) => {
          const value = text.literal(BigInt(i), width, false).code;
          return `localparam ${range}${stateName(name, member)} = ${value};`;
        }),
        "",
      ];
    });
  }

  header(): string[] {
    const { circuit, scope } = this;
    const ports: { left: string; name: string; note: string | undefined }[] = [];
    const range = (name: string) => {
      const { width, signed } = scope.lookup(name);
      return `${signed ? " signed" : ""}${width > 1 ? ` [${width - 1}:0]` : ""}`;
    };
    if (circuit.clocked) {
      for (const name of ["clk", "rst"]) ports.push({ left: "input  wire", name, note: undefined });
    }
    for (const { name, direction, note } of circuit.ports) {
      const kind = this.inBlock.has(name) ? "reg " : "wire";
      ports.push({ left: `${direction === "in" ? "input " : "output"} ${kind}${range(name)}`, name, note });
    }
    if (ports.length === 0) return [`module ${circuit.name};`];
    const size = Math.max(...ports.map(({ left }) => left.length));
    let note: string | undefined;
    const lines = ports.flatMap((port, i) => {
      const said = port.note === note ? [] : comment(port.note);
      note = port.note;
      return [...said, `${port.left.padEnd(size)} ${port.name}${i === ports.length - 1 ? "" : ","}`];
    });
    return [`module ${circuit.name} (`, ...indent(lines), ");"];
  }
}
