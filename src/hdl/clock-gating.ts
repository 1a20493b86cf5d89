// How registers that rest are kept from being clocked: not at all, by enables, or by cells that gate their clock.
import type { Circuit, Elaborated, ElaborateOptions } from "./elaborated.ts";
import { clockCell } from "./gated-part.ts";
import type { CircuitIR, Item, Statement } from "./ir.ts";

/**
 * `none`: the data of a pipeline stage load in every cycle, without an enable. `enable`: only where something comes, as the
 * circuit is written. `cell`: registers without a reset that load under a condition get their clock through a foreign
 * clock gate. What the stages carry while they are valid is the same.
 */
export type ClockGating = "none" | "enable" | "cell";

/** The circuit and all circuits below it with their clocks gated in this way. */
export function clockGated<C extends Circuit>(circuit: C, gating: ClockGating): C {
  if (gating === "enable") return circuit;
  const made = new Map<Elaborated, Elaborated>();
  const gated = (of: Elaborated): Elaborated => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const children = of.children.map(gated);
    const own =
      of.ir.external !== undefined
        ? { ir: of.ir, children: [] }
        : gating === "none"
          ? { ir: withoutEnables(of.ir), children: [] }
          : clockCell(of.ir);
    const result = { ...of, ir: own.ir, children: [...children, ...own.children] };
    made.set(of, result);
    return result;
  };
  return {
    ...circuit,
    elaborate: (options?: ElaborateOptions) => gated(circuit.elaborate(options)),
  };
}

/** The data of stages load whether something comes or not. */
function withoutEnables(ir: CircuitIR): CircuitIR {
  const data = new Set(
    ir.items.flatMap((item) => (item.kind === "register" && item.stage !== undefined ? [item.name] : [])),
  );
  const always = (body: readonly Statement[]): Statement[] =>
    body.flatMap((s): Statement[] => {
      if (s.kind !== "if") return [s];
      const branches = s.branches.map(({ when, body }) => ({ when, body: always(body) }));
      const only = branches.length === 1 && s.otherwise === null ? branches[0]! : undefined;
      if (only?.body.every((inner) => inner.kind === "assign" && data.has(inner.target)))
        return [...only.body];
      return [{ ...s, branches, otherwise: s.otherwise === null ? null : always(s.otherwise) }];
    });
  const items = ir.items.map(
    (item): Item => (item.kind === "process" ? { ...item, body: always(item.body) } : item),
  );
  return { ...ir, items };
}
