// One circuit as one Verilog module: header, declarations and logic in source order, then what is clocked.
import type { CircuitIR, Design, Item } from "../ir.ts";
import { assertionLines } from "./assertions.ts";
import { caseValue } from "./choices.ts";
import type { Constants } from "./constant.ts";
import { type Image, imagesOf } from "./contents.ts";
import { assignable, printerOf } from "./expression.ts";
import { clockLines, headerLines, stateLines } from "./header.ts";
import { instanceLines } from "./instance.ts";
import { broken, comment, indent } from "./layout.ts";
import { arrayLines, portLines, readRegisters } from "./memory.ts";
import type { Module } from "./modules.ts";
import { Page } from "./page.ts";
import { type Plan, planOf } from "./plan.ts";
import { blockLines, type Driver } from "./process.ts";
import { registerBlocks, type Taken } from "./registers.ts";
import { declaration, isPort, Scope } from "./scope.ts";
import { sinkLines } from "./sink.ts";
import type { SourceOf } from "./source.ts";
import { literal } from "./text.ts";

/** What of a design is printed. */
export interface PrintOptions {
  /** RAM macros with a behavioural body (the default), or with none, for synthesis around them. */
  readonly macros?: "behavioural" | "none";
  /** Initial memory contents: images that `$readmemh` loads (the default), or assignments in the text. */
  readonly memories?: "files" | "inline";
  /**
   * Foreign modules: left out (the default: they come from the tools' libraries), or as models for simulators of
   * Verilog, each in a file of its own.
   */
  readonly externals?: "omit" | "model";
  /**
   * Prints circuits that are equal but for their names and the images of their memories as one module, the images as
   * parameters. Not together with `memories: "inline"`.
   */
  readonly merge?: boolean;
  /**
   * Puts a comment with file and line of the source above what is printed of it, where a design was elaborated in this
   * process. Files are named from the innermost folder that they all lie in.
   */
  readonly sourceLines?: boolean;
  /** Stands before the name of every memory image, as `$readmemh` gets it. Default: none, images lie where the tool runs. */
  readonly imagePath?: string;
  /** Attributes above ports of the top module, by the port's name: what tools want to know of an interface. */
  readonly portAttributes?: Readonly<Record<string, readonly string[]>>;
}

/** The Verilog of one circuit and the memory images that it loads. */
export interface VerilogFile {
  /** `<circuit>.v` */
  readonly name: string;
  /** The circuits that the module stands for: one, or with `merge` all that are equal to it. */
  readonly circuits: readonly string[];
  readonly text: string;
  /** Empty where memories are printed inline. */
  readonly images: readonly Image[];
}

/** What is known of a whole design. */
export interface Known {
  readonly constants: (circuit: CircuitIR) => Constants;
  readonly sourceOf: SourceOf;
}

/**
 * Prints one module of a design as Verilog-2005.
 * Throws `VerilogError` where the text needs a name that the circuit has given to something else.
 */
export function printModule(
  module: Module,
  design: Design,
  { constants, sourceOf }: Known,
  options: PrintOptions,
): VerilogFile {
  const [circuit] = module.circuits as [CircuitIR, ...CircuitIR[]];
  if (circuit.external?.verilog != null)
    return {
      name: `${circuit.external.module}.v`,
      circuits: [circuit.name],
      text: circuit.external.verilog,
      images: [],
    };
  const scope = new Scope(circuit, module, constants(circuit));
  const plan = planOf(scope);
  const page = new Page(scope);
  const writer = new Writer(scope, plan, page, options.memories ?? "files");
  writer.head();
  for (const item of circuit.items) {
    page.from(sourceOf(item));
    writer.item(item, design);
  }
  page.from(undefined);
  for (const lines of registerBlocks(scope, plan.targets, writer.direct)) page.block(lines);
  for (const item of circuit.items) {
    if (item.kind === "memory") for (const lines of portLines(scope, item, design.top)) page.block(lines);
  }
  const assertions = assertionLines(scope);
  if (assertions.length > 0) page.block(assertions);
  const sink = sinkLines(scope, "unused_bits", scope.unused());
  if (sink.length > 0) {
    page.blank();
    page.add(sink);
  }
  const lines = [
    "`default_nettype none",
    "",
    ...comment(circuit.note),
    ...headerLines(scope, plan.inBlock, circuit.name === design.top ? options.portAttributes : undefined),
    ...indent([...clockLines(circuit), ...stateLines(circuit), ...page.finished()]),
    "endmodule",
    "",
    "`default_nettype wire",
  ];
  return {
    name: `${module.name}.v`,
    circuits: module.circuits.map(({ name }) => name),
    text: `${lines.flatMap(broken).join("\n")}\n`,
    images: writer.images,
  };
}

/** Writes the items of one circuit to a page. */
class Writer {
  /** Registers that take an expression at every clock edge. */
  readonly direct = new Map<string, Taken>();
  readonly images: Image[] = [];
  readonly #scope: Scope;
  readonly #plan: Plan;
  readonly #page: Page;
  readonly #memories: "files" | "inline";
  /** Values at power-up, as the end of a register's declaration. */
  readonly #starts = new Map<string, string>();

  constructor(scope: Scope, plan: Plan, page: Page, memories: "files" | "inline") {
    this.#scope = scope;
    this.#plan = plan;
    this.#page = page;
    this.#memories = memories;
    for (const item of scope.circuit.items) {
      if (item.kind !== "register" || item.initial === undefined) continue;
      const { width, signed } = scope.lookup(item.name);
      this.#starts.set(item.name, ` = ${literal(BigInt(item.initial), width, signed).code}`);
    }
  }

  /** Declares what is needed above its own place. */
  head(): void {
    const { forward, targets } = this.#plan;
    for (const name of forward) {
      const next = targets.get(name)?.assigned;
      this.#page.add([this.#declaration(name)]);
      if (next !== undefined && next !== name) this.#page.add([this.#declaration(next)]);
    }
    if (forward.size > 0) this.#page.blank();
  }

  item(item: Item, design: Design): void {
    const page = this.#page;
    switch (item.kind) {
      case "signal":
        this.#signal(item);
        break;
      case "register": {
        const next = this.#plan.targets.get(item.name)!.assigned;
        const names = next === item.name ? [item.name] : [item.name, next];
        if (!this.#plan.forward.has(item.name))
          page.add(
            names.map((name) => this.#declaration(name)),
            item.note,
          );
        break;
      }
      case "wire":
        if (!isPort(this.#scope.circuit, item.name)) page.add(this.#unlessAbove(item.name), item.note);
        break;
      case "instance": {
        const lines = instanceLines(this.#scope, item, design);
        const outputs = item.outputs.flatMap(({ port }) => this.#unlessAbove(`${item.name}_${port}`));
        page.block([...outputs, ...lines], item.note);
        break;
      }
      case "clocking": {
        this.#scope.owner = "rst";
        const [clk, rst] = [item.clock, item.reset].map((e) => assignable(this.#scope, e, item.type));
        page.add([this.#valued("clk", clk!), this.#valued("rst", rst!)], item.note);
        break;
      }
      case "memory":
        this.#memory(item);
    }
    this.#plan.drivers.get(item)?.forEach((driver, i) => {
      this.#driver(driver, item.kind === "process" && i === 0 ? item.note : undefined);
    });
  }

  #signal(item: Item & { kind: "signal" }): void {
    this.#scope.owner = item.name;
    const choice = caseValue(printerOf(this.#scope), item.value, item.name);
    if (choice === null) {
      this.#page.add([this.#valued(item.name, assignable(this.#scope, item.value, item.type))], item.note);
      return;
    }
    this.#page.add([], item.note);
    this.#page.block([`${declaration("reg", this.#scope.lookup(item.name), item.name)};`, ...choice]);
  }

  #memory(item: Item & { kind: "memory" }): void {
    if (this.#memories === "files") this.images.push(...imagesOf(this.#scope, item));
    const lines = arrayLines(this.#scope, item, this.#memories);
    for (const { name, isReg, value } of item.reads.flatMap((read) =>
      readRegisters(this.#scope, item, read),
    )) {
      if (isReg) lines.push(...this.#unlessAbove(name));
      else lines.push(this.#valued(name, value));
    }
    this.#page.block(lines, item.note);
  }

  #driver(driver: Driver, note: string | undefined): void {
    if (driver.kind === "block") {
      this.#page.block(blockLines(this.#scope, driver, this.#plan.targets), note);
      return;
    }
    const target = this.#plan.targets.get(driver.target)!;
    this.#scope.owner = driver.target;
    const value = assignable(this.#scope, driver.value, target.type);
    if (target.kind === "register") {
      this.direct.set(driver.target, { value, note });
      this.#page.helpers();
    } else this.#page.add([`assign ${driver.target} = ${value};`], note);
  }

  /** A wire with its value, or the value alone where the wire is declared at the head. */
  #valued(name: string, value: string): string {
    return this.#plan.forward.has(name)
      ? `assign ${name} = ${value};`
      : `${declaration("wire", this.#scope.lookup(name), name)} = ${value};`;
  }

  #unlessAbove = (name: string): string[] => (this.#plan.forward.has(name) ? [] : [this.#declaration(name)]);

  #declaration(name: string): string {
    const kind = this.#plan.inBlock.has(name) || this.#scope.isVariable(name) ? "reg" : "wire";
    return `${declaration(kind, this.#scope.lookup(name), name)}${this.#starts.get(name) ?? ""};`;
  }
}
