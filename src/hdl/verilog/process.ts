// Processes: conditional assignments as labelled always blocks, with defaults on top.

import { assignedBy } from "../assigned.ts";
import type { Expr, ProcessItem, Statement, Type } from "../ir.ts";
import { rangeOf } from "../range.ts";
import type { Constants } from "./constant.ts";
import { assignable, condition, print } from "./expression.ts";
import { indent } from "./layout.ts";
import { isSignedType, type Scope, widthOfType } from "./scope.ts";

/** What a process drives. `assigned`: the name written in a block: the wire itself, or the register's next value. */
export type Target = { readonly type: Type; readonly assigned: string } & (
  | { readonly kind: "register" }
  /** `default`: what holds on paths that do not assign; null: every path assigns. */
  | { readonly kind: "wire"; readonly default: Expr | null }
);

/** One driver of the module: an assignment that always holds, or a block for some targets of a process. */
export type Driver =
  | { readonly kind: "always"; readonly target: string; readonly value: Expr }
  | { readonly kind: "block"; readonly targets: readonly string[]; readonly body: readonly Statement[] };

/** Statements without the branches that can never be taken. */
function possible(constants: Constants, body: readonly Statement[]): Statement[] {
  return body.flatMap((statement): Statement[] => {
    if (statement.kind === "assign") return [statement];
    if (statement.kind === "switch") {
      const on = constants.decided(statement.on);
      if (on !== undefined) {
        const hit = statement.cases.find(({ values }) => values.some((v) => BigInt(v) === on));
        return possible(constants, hit?.body ?? statement.otherwise ?? []);
      }
      const cases = statement.cases.map((c) => ({ ...c, body: possible(constants, c.body) }));
      return [
        { ...statement, cases, otherwise: statement.otherwise && possible(constants, statement.otherwise) },
      ];
    }
    const branches: { when: Expr; body: Statement[] }[] = [];
    let otherwise = statement.otherwise && possible(constants, statement.otherwise);
    for (const branch of statement.branches) {
      const sure = constants.decided(branch.when);
      if (sure === 0n) continue;
      const taken = possible(constants, branch.body);
      if (sure === 1n) {
        otherwise = taken;
        break;
      }
      branches.push({ when: branch.when, body: taken });
    }
    return branches.length === 0 ? (otherwise ?? []) : [{ kind: "if", branches, otherwise }];
  });
}

/** Statements with only the assignments to some targets; what is then empty is left out where that changes nothing. */
function only(body: readonly Statement[], targets: ReadonlySet<string>): Statement[] {
  return body.flatMap((statement): Statement[] => {
    if (statement.kind === "assign") return targets.has(statement.target) ? [statement] : [];
    const rest = statement.otherwise && only(statement.otherwise, targets);
    const otherwise = rest?.length ? rest : null;
    if (statement.kind === "switch") {
      const all = statement.cases.map((c) => ({ ...c, body: only(c.body, targets) }));
      const cases = otherwise ? all : all.filter((c) => c.body.length > 0);
      return cases.length === 0 ? (otherwise ?? []) : [{ ...statement, cases, otherwise }];
    }
    const branches = statement.branches.map((b) => ({ ...b, body: only(b.body, targets) }));
    while (!otherwise && branches.at(-1)?.body.length === 0) branches.pop();
    return branches.length === 0 ? [] : [{ kind: "if", branches, otherwise }];
  });
}

/**
 * How a process is driven. It stays one block unless it `loops`, reading what depends on a wire that it drives
 * itself: then each wire gets a block of its own, so that no tool sees a loop where there is none.
 */
export function driversOf(
  process: ProcessItem,
  loops: boolean,
  registers: ReadonlySet<string>,
  constants: Constants,
): Driver[] {
  const body = possible(constants, process.body);
  if (body.every((s) => s.kind === "assign")) {
    return body.map((s) => ({ kind: "always", target: s.target, value: s.value }));
  }
  const targets = [...assignedBy(body)];
  const wires = targets.filter((name) => !registers.has(name));
  if (!loops || targets.length === 1) return [{ kind: "block", targets, body }];
  const groups = wires.map((name) => [name]);
  const held = targets.filter((name) => registers.has(name));
  if (held.length > 0) groups.push(held);
  return groups.map((group) => ({ kind: "block", targets: group, body: only(body, new Set(group)) }));
}

/** A combinational block: defaults, then the statements. */
export function blockLines(
  scope: Scope,
  driver: Driver & { kind: "block" },
  targets: ReadonlyMap<string, Target>,
): string[] {
  const first = driver.targets[0]!;
  const driven = driver.targets.map((name) => ({ name, ...targets.get(name)! }));
  const defaults = driven.flatMap((target) => {
    scope.owner = target.name;
    if (target.kind === "register") {
      scope.use(target.name, 0, widthOfType(target.type));
      return [`${target.assigned} = ${target.name};`];
    }
    const value = target.default && assignable(scope, target.default, target.type);
    return value === null ? [] : [`${target.assigned} = ${value};`];
  });
  // Every path assigns a target that has no default: a case statement may then leave no path beside its own.
  const complete = driven.some((target) => target.kind === "wire" && target.default === null);
  return [
    `always @* begin : ${scope.label(`${first}_logic`)}`,
    ...indent([...defaults, ...statementLines(scope, driver.body, targets, complete)]),
    "end",
  ];
}

function statementLines(
  scope: Scope,
  body: readonly Statement[],
  targets: ReadonlyMap<string, Target>,
  complete: boolean,
): string[] {
  const inner = (statements: readonly Statement[]) =>
    indent(statementLines(scope, statements, targets, complete));
  return body.flatMap((statement): string[] => {
    if (statement.kind === "assign") {
      const { type, assigned } = targets.get(statement.target)!;
      scope.owner = statement.target;
      return [`${assigned} = ${assignable(scope, statement.value, type)};`];
    }
    if (statement.kind === "switch") return switchLines(scope, statement, inner, complete);
    const lines = statement.branches.flatMap(({ when, body: taken }, i) => [
      `${i === 0 ? "" : "end else "}if (${condition(scope, when)}) begin`,
      ...inner(taken),
    ]);
    if (statement.otherwise) lines.push("end else begin", ...inner(statement.otherwise));
    return [...lines, "end"];
  });
}

function switchLines(
  scope: Scope,
  { on, cases, otherwise }: Statement & { kind: "switch" },
  inner: (body: readonly Statement[]) => string[],
  complete: boolean,
): string[] {
  const width = widthOfType(on.type);
  const label = (value: string) =>
    print(
      scope,
      { op: "const", value, type: { ...on.type, lo: value, hi: value } },
      0,
      width,
      isSignedType(on.type),
    ).code;
  const count = cases.reduce((sum, { values }) => sum + values.length, 0);
  const covered = count === 2 ** width;
  const { lo, hi } = rangeOf(on.type);
  const everyValue = BigInt(count) === hi - lo + 1n;
  const head = `case (${print(scope, on, 0, width, isSignedType(on.type)).code})`;
  const lines = cases.flatMap(({ values, body }, i) => {
    const labels = values.map(label).join(", ");
    const last = complete && everyValue && !covered && otherwise === null && i === cases.length - 1;
    const open = last ? `default: begin // ${labels}` : `${labels}: begin`;
    return [`    ${open}`, ...indent(inner(body)), "    end"];
  });
  if (otherwise !== null && otherwise.length > 0) {
    lines.push("    default: begin", ...indent(inner(otherwise)), "    end");
  } else if (!covered && !(complete && everyValue && otherwise === null)) {
    lines.push("    default: ;");
  }
  return [head, ...lines, "endcase"];
}
