// The JavaScript of consecutive scheduled steps: every net a local variable.
import type { Statement } from "../ir.ts";
import { ExpressionWriter } from "./expression.ts";
import { type Net, resolve, storage, type Unit } from "./flat.ts";
import { type Kind, literal } from "./representation.ts";
import { assignsAny, results, type Step } from "./schedule.ts";

/** Gives a table of constants a name that the generated code can use. */
export type Table = (values: readonly bigint[], kind: Kind) => string;

/** Where a net is stored, as JavaScript. */
export const stored = (net: Net): string => {
  const { slot, representation } = storage(net);
  return `${"IDB"[representation.kind]}[${slot}]`;
};

/** The local variable of a net. */
export const local = (net: Net): string => storage(net).variable;

type Slice = ReadonlySet<string> | null;
type ProcessUnit = Unit & { kind: "process" };

class ChunkWriter {
  /** Nets that are read but not computed here. */
  readonly foreign: Net[] = [];
  /** Nets whose local variables exist: computed here, or foreign. */
  private readonly known = new Set<Net>();
  private readonly writer: ExpressionWriter;
  private readonly store: boolean;
  private unit!: Unit;
  /** What the present process drives, by name. */
  private targets = new Map<string, Net>();

  constructor(table: Table, store: boolean) {
    this.store = store;
    this.writer = new ExpressionWriter((name) => {
      const net = storage(resolve(this.unit.scope, name));
      return { text: this.read(net), kind: net.representation.kind };
    }, table);
  }

  get text(): string {
    return this.writer.lines.join("\n");
  }

  private read(net: Net): string {
    if (!this.known.has(net)) {
      this.known.add(net);
      this.foreign.push(net);
    }
    return net.variable;
  }

  add(unit: Unit): void {
    this.unit = unit;
    const { writer } = this;
    if (unit.kind === "assert") {
      writer.lines.push(`if (!${writer.condition(unit.condition)}) failed.push(${unit.index});`);
    } else if (unit.kind === "value") {
      const net = storage(unit.net);
      const text = writer.valueAs(unit.value, net.representation.kind);
      writer.lines.push(`const ${local(net)} = ${this.store ? `${stored(net)} = ` : ""}${text};`);
    } else {
      this.process(unit);
      if (this.store)
        for (const { net } of unit.targets) writer.lines.push(`${stored(net)} = ${local(net)};`);
    }
    for (const net of results(unit)) this.known.add(storage(net));
  }

  private process({ targets, item, slice }: ProcessUnit): void {
    this.targets = new Map(targets.map((t) => [t.name, storage(t.net)]));
    for (const { net, otherwise } of targets) {
      const { kind } = net.representation;
      let first = literal(0n, kind);
      if (otherwise !== null) {
        first = "op" in otherwise ? this.writer.valueAs(otherwise, kind) : this.read(storage(otherwise));
      }
      this.writer.lines.push(`let ${local(net)} = ${first};`);
    }
    this.statements(item.body, slice);
  }

  private statements(body: readonly Statement[], slice: Slice): void {
    for (const s of body) {
      if (slice !== null && !assignsAny([s], slice)) continue;
      if (s.kind === "assign") {
        const net = this.targets.get(s.target)!;
        const value = this.writer.valueAs(s.value, net.representation.kind);
        this.writer.lines.push(`${local(net)} = ${value};`);
      } else if (s.kind === "if") this.branches(s, 0, slice);
      else this.cases(s, slice);
    }
  }

  /** The text of lines that `write` adds, to be put into a block of their own. */
  private block(write: () => void): string {
    const { writer } = this;
    const outer = writer.lines;
    writer.lines = [];
    write();
    const text = writer.lines.join("\n");
    writer.lines = outer;
    return text;
  }

  private branches(s: Statement & { kind: "if" }, from: number, slice: Slice): void {
    if (from === s.branches.length) {
      this.statements(s.otherwise ?? [], slice);
      return;
    }
    const { when, body } = s.branches[from];
    const condition = this.writer.condition(when);
    const yes = this.block(() => this.statements(body, slice));
    // What a later condition needs is computed in the else branch.
    const no = this.block(() => this.branches(s, from + 1, slice));
    this.writer.lines.push(`if (${condition}) {\n${yes}\n}${no === "" ? "" : ` else {\n${no}\n}`}`);
  }

  private cases(s: Statement & { kind: "switch" }, slice: Slice): void {
    const on = this.writer.value(s.on);
    const cases = s.cases.map(({ values, body }) => {
      const labels = values.map((v) => `case ${literal(BigInt(v), on.kind)}:`).join(" ");
      return `${labels} {\n${this.block(() => this.statements(body, slice))}\nbreak; }`;
    });
    const { otherwise } = s;
    if (otherwise !== null) {
      cases.push(`default: {\n${this.block(() => this.statements(otherwise, slice))}\n}`);
    }
    this.writer.lines.push(`switch (${on.text}) {\n${cases.join("\n")}\n}`);
  }
}

/**
 * The statements that compute the steps, and the nets whose local variables they expect.
 * With `store`, every result is also stored.
 */
export function writeChunk(
  steps: readonly Step[],
  table: Table,
  store: boolean,
): { readonly text: string; readonly foreign: readonly Net[] } {
  const chunk = new ChunkWriter(table, store);
  for (const { unit } of steps) chunk.add(unit);
  return { text: chunk.text, foreign: chunk.foreign };
}
