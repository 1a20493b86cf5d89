// The names of a design below its top: under the top's own, so that two designs live side by side in a third.
import { copyOf } from "./errors.ts";
import type { CircuitIR, Design } from "./ir.ts";

/** Names of all circuits below `top`. */
function namesBelow({ circuits }: Design, top: string): Set<string> {
  const byName = new Map(circuits.map((circuit) => [circuit.name, circuit]));
  const found = new Set<string>();
  const walk = (name: string): void => {
    for (const item of byName.get(name)?.items ?? [])
      if (item.kind === "instance" && !found.has(item.circuit)) {
        found.add(item.circuit);
        walk(item.circuit);
      }
  };
  walk(top);
  return found;
}

/**
 * The same design with `<top>_` before the name of every circuit below `top`, or below the design's own. The modules, files
 * and images that are printed of it collide with no others, as long as their tops differ. Instances keep their names, and so does every
 * hierarchical path; foreign modules keep theirs, since they come from elsewhere.
 */
export function belowTop(design: Design, top: string = design.top): Design {
  const below = namesBelow(design, top);
  const named = (name: string): string => (below.has(name) ? `${top}_${name}` : name);
  const renamed = (circuit: CircuitIR): CircuitIR => ({
    ...circuit,
    name: named(circuit.name),
    items: circuit.items.map((item) =>
      item.kind === "instance" ? copyOf(item, { ...item, circuit: named(item.circuit) }) : item,
    ),
  });
  return { top: design.top, circuits: design.circuits.map(renamed) };
}
