// The names of a design below its top: under the top's own, so that two designs live side by side in a third.
import { copyOf } from "./errors.ts";
import type { CircuitIR, Design } from "./ir.ts";

/**
 * The same design with `<top>_` before the name of every circuit below its top. The modules, files and images that are
 * printed of it collide with no others, as long as their tops differ. Instances keep their names, and so does every
 * hierarchical path; foreign modules keep theirs, since they come from elsewhere.
 */
export function belowTop(design: Design): Design {
  const { top } = design;
  const named = (name: string): string => (name === top ? top : `${top}_${name}`);
  const renamed = (circuit: CircuitIR): CircuitIR => ({
    ...circuit,
    name: named(circuit.name),
    items: circuit.items.map((item) =>
      item.kind === "instance" ? copyOf(item, { ...item, circuit: named(item.circuit) }) : item,
    ),
  });
  return { top, circuits: design.circuits.map(renamed) };
}
