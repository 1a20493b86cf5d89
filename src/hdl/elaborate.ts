// Elaboration: the draft of a circuit becomes plain data, with its rules checked on the way.
import type { Builder } from "./builder.ts";
import { checkCircuit } from "./checks.ts";
import type { DraftItem, DraftStatement } from "./draft.ts";
import type { Circuit, Elaborated, ElaborateOptions } from "./elaborated.ts";
import { HdlError, type Place, writtenAt } from "./errors.ts";
import { Expressions } from "./expressions.ts";
import type { CircuitIR, Design, Item, Statement, Work } from "./ir.ts";
import { folded } from "./names.ts";

/** Turns what the builder collected into IR. Throws `HdlError` for the first rule that is broken. */
export function elaborateCircuit(
  builder: Builder,
  note: string | undefined,
  instantiated: readonly Elaborated[],
  place: Place,
): Elaborated {
  const paths = checkCircuit(builder, instantiated, place);
  const used = new Set(builder.items.map((i) => (i.kind === "instance" ? i.circuit : "")));
  const children = instantiated.filter((child) => used.has(child.ir.name));
  const expressions = new Expressions(builder);
  const items: Item[] = [];
  const said: Work[] = [];
  for (const draft of builder.items) {
    if (draft.kind === "wire" && draft.output && draft.default === null) continue;
    expressions.startItem(draft);
    if (draft.kind === "work") {
      said.push({ when: expressions.of(draft.when), operations: draft.operations });
      items.push(...expressions.takeShared());
      continue;
    }
    const item = writtenAt(itemOf(draft, expressions), draft.place);
    items.push(...expressions.takeShared(), item);
  }
  checkClocking(builder, children);
  const clocked =
    !items.some((i) => i.kind === "clocking") &&
    (items.some((i) => i.kind === "register" || i.kind === "memory" || i.kind === "assert") ||
      children.some((child) => child.ir.clocked));
  const ir: CircuitIR = {
    name: builder.circuit,
    ...(note === undefined ? {} : { note }),
    clocked,
    ports: builder.ports.map(({ place: _, ...port }) => port),
    enumerations: builder.enumerations,
    ...(builder.constants.length === 0 ? {} : { constants: builder.constants }),
    ...(builder.options.work ? { work: { said, unsaid: builder.workNotes.unsaid } } : {}),
    items,
  };
  return { ir, children, paths };
}

/** The clock that a circuit has of its own is there before the instances that take it. */
function checkClocking(builder: Builder, children: readonly Elaborated[]): void {
  const at = builder.items.findIndex((item) => item.kind === "clocking");
  const clocked = new Set(children.filter((child) => child.ir.clocked).map((child) => child.ir.name));
  const early = builder.items.find(
    (item, i) => i < at && item.kind === "instance" && clocked.has(item.circuit),
  );
  if (early?.kind !== "instance") return;
  throw builder.error(
    "clock",
    `Clock given too late: instance ${early.name} takes it. Say clockedBy before.`,
    early.place,
  );
}

function itemOf(draft: Exclude<DraftItem, { kind: "work" }>, e: Expressions): Item {
  const { place: _place, ...rest } = draft;
  switch (rest.kind) {
    case "signal": {
      const { under: _under, ...signal } = rest;
      return { ...signal, type: rest.value.type, value: e.definition(rest.name, rest.value) };
    }
    case "wire": {
      const { output: _output, ...wire } = rest;
      return { ...wire, default: rest.default === null ? null : e.of(rest.default) };
    }
    case "register":
      return { ...rest, reset: rest.reset === null ? null : `${rest.reset}` };
    case "memory": {
      const { readInVain: _inVain, ...memory } = rest;
      return {
        ...memory,
        reads: rest.reads.map((r) => ({
          ...r,
          address: e.of(r.address),
          enable: r.enable && e.of(r.enable),
        })),
        writes: rest.writes.map((w) => ({
          ...w,
          address: e.of(w.address),
          enable: e.of(w.enable),
          laneEnables: w.laneEnables?.map((l) => e.of(l)) ?? null,
          data: w.data.map((d) => e.of(d)),
        })),
      };
    }
    case "instance":
      return { ...rest, inputs: rest.inputs.map(({ port, value }) => ({ port, value: e.of(value) })) };
    case "process":
      return { ...rest, body: rest.body.map((s) => statementOf(s, e)) };
    case "assert": {
      const { value, ...stated } = rest;
      const shown = value === undefined ? {} : { value: e.of(value) };
      return { ...stated, condition: e.of(rest.condition), ...shown };
    }
    case "clocking":
      return { ...rest, clock: e.of(rest.clock), reset: e.of(rest.reset) };
  }
}

function statementOf(s: DraftStatement, e: Expressions): Statement {
  const block = (body: readonly DraftStatement[]) => body.map((inner) => statementOf(inner, e));
  if (s.kind === "assign")
    return { kind: "assign", target: s.target.name, value: e.driving(s.target.name, s.value) };
  const otherwise = s.otherwise === null ? null : block(s.otherwise);
  if (s.kind === "if")
    return {
      kind: "if",
      branches: s.branches.map((b) => ({ when: e.of(b.when), body: block(b.body) })),
      otherwise,
    };
  return {
    kind: "switch",
    on: e.of(s.on),
    cases: s.cases.map((c) => ({ values: c.values.map(String), body: block(c.body) })),
    otherwise,
  };
}

/** The circuit and everything below it as plain data, children before parents. The same source gives the same bytes. */
export function elaborate(top: Circuit, options: ElaborateOptions = {}): Design {
  const circuits = new Map<string, CircuitIR>();
  const visited = new Set<Elaborated>();
  const visit = (circuit: Elaborated) => {
    if (visited.has(circuit)) return;
    visited.add(circuit);
    for (const child of circuit.children) visit(child);
    const known = circuits.get(folded(circuit.ir.name));
    if (known !== undefined) {
      if (known.name !== circuit.ir.name)
        throw new HdlError(
          "name",
          `Name clash: circuits "${known.name}" and "${circuit.ir.name}" differ only in case, as their files would. ` +
            "Name one of them otherwise.",
        );
      if (JSON.stringify(known) !== JSON.stringify(circuit.ir))
        throw new HdlError(
          "name",
          `Name clash: two different circuits are called "${circuit.ir.name}". Give each set of parameters a name of its own.`,
        );
      return;
    }
    circuits.set(folded(circuit.ir.name), circuit.ir);
  };
  const elaborated = top.elaborate(options);
  visit(elaborated);
  return { top: elaborated.ir.name, circuits: [...circuits.values()] };
}
