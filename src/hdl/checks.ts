// The rules of a circuit that only the whole of it can show: drivers, loops, unused names, states.
import type { Builder } from "./builder.ts";
import { assertClaims } from "./claims.ts";
import { type DraftItem, type DraftStatement, rootsOf } from "./draft.ts";
import { checkDrivers } from "./drivers.ts";
import type { Elaborated } from "./elaborated.ts";
import { firstAt, type Place } from "./errors.ts";
import { findLoop, reachable } from "./graph.ts";
import { type Formula, refsOf } from "./operation.ts";
import { prune } from "./prune.ts";
import type { Signal } from "./signal.ts";

/** Removes what nothing needs, then checks every rule; returns, of each output, the inputs that reach it combinationally. */
export function checkCircuit(
  builder: Builder,
  children: readonly Elaborated[],
  place: Place,
): ReadonlyMap<string, ReadonlySet<string>> {
  checkOwners(builder);
  const spared = prune(builder);
  assertClaims(builder);
  checkDrivers(builder);
  checkStates(builder);
  checkUnused(builder, spared);
  const depends = dependencies(builder, children);
  const loop = findLoop(depends);
  if (loop !== undefined)
    throw builder.error(
      "loop",
      `Combinational loop: ${loop.join(" -> ")}. Put a register on the way, or break the dependency.`,
      builder.places.get(loop[0]!) ?? place,
    );
  const inputs = new Set(builder.ports.filter((p) => p.direction === "in").map((p) => p.name));
  const outputs = builder.ports.filter((p) => p.direction === "out").map((p) => p.name);
  return new Map(outputs.map((o) => [o, new Set([...reachable(depends, o)].filter((n) => inputs.has(n)))]));
}

/** A name means what it means in its own circuit: nothing of another one may be read. */
function checkOwners(builder: Builder): void {
  const seen = new Set<Formula>();
  const check = (roots: readonly Signal[], place: Place) => {
    for (const { name, of } of refsOf(roots, seen)) {
      if (of === builder) continue;
      const declared = of.places.get(name.split(".")[0]!);
      throw builder.error(
        "operand",
        `Signal of another circuit: ${name} belongs to circuit ${of.circuit}. Connect it by an input of this one.` +
          (declared === undefined ? "" : firstAt(declared, "declared")),
        place,
      );
    }
  };
  const walk = (s: DraftStatement): void => {
    if (s.kind === "assign") {
      check([s.value], s.place);
      return;
    }
    check(s.kind === "if" ? s.branches.map((b) => b.when) : [s.on], s.place);
    for (const branch of s.kind === "if" ? s.branches : s.cases) branch.body.forEach(walk);
    s.otherwise?.forEach(walk);
  };
  for (const item of builder.items)
    if (item.kind === "process") item.body.forEach(walk);
    else check(rootsOf(item), item.place);
}

/** Names that formulas read. */
const namesRead = (roots: Iterable<Signal>): string[] => [...refsOf(roots)].map((ref) => ref.name);

function checkUnused(builder: Builder, spared: ReadonlySet<string>): void {
  const read = new Set(builder.items.flatMap((item) => namesRead(rootsOf(item))));
  checkReached(builder);
  const outputs = new Set(builder.ports.filter((p) => p.direction === "out").map((p) => p.name));
  const check = (name: string, what: string, place: Place) => {
    if (read.has(name) || outputs.has(name) || builder.ignored.has(name) || spared.has(name)) return;
    throw builder.error(
      "unused",
      `Unused: ${what} ${name} is never read. Remove it, or say c.ignore(${name}).`,
      place,
    );
  };
  for (const port of builder.ports) if (port.direction === "in") check(port.name, "input", port.place);
  for (const item of builder.items) {
    if (item.kind === "signal" || item.kind === "wire" || item.kind === "register")
      check(item.name, item.kind, item.place);
    if (item.kind === "memory") {
      if (item.reads.length === 0)
        throw builder.error(
          "unused",
          `Unused: memory ${item.name} is never read. Remove it, or add a read port.`,
          item.place,
        );
      for (const r of item.reads)
        if (!r.lanes.some((lane) => read.has(lane) || builder.ignored.has(lane) || spared.has(lane)))
          check(r.lanes[0]!, "read port", item.place);
    }
  }
}

/** What a body that is never reached declares does not exist: nothing else may use it. */
function checkReached(builder: Builder): void {
  if (builder.gone.size === 0) return;
  for (const item of builder.items)
    for (const name of namesRead(rootsOf(item)))
      if (builder.gone.has(name))
        throw builder.error(
          "operand",
          `Declared where nothing is built: ${name} stands in a body whose condition is known to be 0. ` +
            "Declare it outside of the condition.",
          item.place,
        );
}

function checkStates(builder: Builder): void {
  for (const { name, members } of builder.enumerations) {
    const moves = builder.transitions.of(name);
    const place = builder.places.get(name)!;
    members.forEach((member, at) => {
      const state = BigInt(at);
      const leaves = moves.some((m) => (m.from === null || m.from === state) && m.to !== state);
      if (!leaves && !builder.finals.get(name)?.includes(member))
        throw builder.error(
          "state",
          `State without exit: ${member} of ${name}. Add a ${name}.go(...) to another state, or declare it final: ` +
            `states("${name}", [...], { final: ["${member}"] }).`,
          place,
        );
      if (at > 0 && !moves.some((m) => m.to === state && m.from !== state))
        throw builder.error(
          "state",
          `State without entry: nothing goes to ${member} of ${name}. Add a way in, or remove it.`,
          place,
        );
    });
  }
}

/** What each name depends on within the same cycle. */
function dependencies(builder: Builder, children: readonly Elaborated[]): Map<string, readonly string[]> {
  const depends = new Map<string, string[]>();
  const add = (name: string, roots: readonly Signal[]) => {
    const list = depends.get(name) ?? [];
    list.push(...namesRead(roots));
    depends.set(name, list);
  };
  const walk = (s: DraftStatement, conditions: readonly Signal[]): void => {
    if (s.kind === "assign") {
      if (s.target.kind === "wire") add(s.target.name, [s.value, ...conditions]);
      return;
    }
    const tests = s.kind === "if" ? s.branches.map((b) => b.when) : [s.on];
    const inner = [...conditions, ...tests];
    for (const branch of s.kind === "if" ? s.branches : s.cases) for (const b of branch.body) walk(b, inner);
    for (const b of s.otherwise ?? []) walk(b, inner);
  };
  const instancePaths = (item: DraftItem & { kind: "instance" }) => {
    const child = children.find((c) => c.ir.name === item.circuit);
    for (const [output, inputs] of child?.paths ?? []) {
      const roots = item.inputs.filter((i) => inputs.has(i.port)).map((i) => i.value);
      add(`${item.name}.${output}`, roots);
    }
  };
  for (const item of builder.items) {
    if (item.kind === "signal") add(item.name, [item.value]);
    else if (item.kind === "wire" && item.default !== null) add(item.name, [item.default]);
    else if (item.kind === "process") for (const s of item.body) walk(s, []);
    else if (item.kind === "instance") instancePaths(item);
  }
  return depends;
}
