// Equal circuits as one module: what differs between them, the images of their memories, becomes its parameters.
import { reservedBy } from "../../base/reserved-words.ts";
import type { CircuitIR, Design, InstanceItem, MemoryItem } from "../ir.ts";

/** A parameter of a module or an instance: its value as Verilog. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** One module of the text. */
export interface Module {
  readonly name: string;
  /** The circuits that it stands for: all alike, but for images. The first is the one that is printed. */
  readonly circuits: readonly CircuitIR[];
  /** Images that differ: parameters with the first circuit's files. */
  readonly parameters: readonly Parameter[];
  /** What `$readmemh` loads into a memory. */
  image(memory: MemoryItem): string;
  /** The module of an instance, and the parameters it is given. */
  instance(item: InstanceItem): { readonly module: string; readonly parameters: readonly Parameter[] };
}

/** Whether the contents of a memory are a file: those of one word are in the text. */
export const hasImage = (memory: MemoryItem): boolean => memory.initial !== null && memory.depth > 1;

/** Name of the file with the contents of a circuit's memory. */
export const imageFile = (circuit: CircuitIR, memory: MemoryItem): string =>
  `${circuit.name}_${memory.name}.hex`;

/** What `$readmemh` is given for a circuit's memory. */
type Quoted = (circuit: CircuitIR, memory: MemoryItem) => string;

/** The images of a circuit and of the shared ones below it, each with the name of the parameter that says it. */
function imagesOf(circuit: CircuitIR, shared: ReadonlyMap<string, CircuitIR>, quoted: Quoted): Parameter[] {
  return circuit.items.flatMap((item): Parameter[] => {
    if (item.kind === "memory")
      return hasImage(item)
        ? [{ name: `${item.name}_image`.toUpperCase(), value: quoted(circuit, item) }]
        : [];
    const child = item.kind === "instance" ? shared.get(item.circuit) : undefined;
    if (item.kind !== "instance" || child === undefined) return [];
    return imagesOf(child, shared, quoted).map(({ name, value }) => ({
      name: `${item.name}_${name}`.toUpperCase(),
      value,
    }));
  });
}

/** What two circuits must have in common to be one module. */
function keyOf(circuit: CircuitIR, classes: ReadonlyMap<string, number>): string {
  const { name: _, note: __, ...rest } = circuit;
  const items = rest.items.map((item) => {
    if (item.kind === "memory" && hasImage(item)) return { ...item, initial: "image" };
    return item.kind === "instance" ? { ...item, circuit: classes.get(item.circuit) ?? item.circuit } : item;
  });
  return JSON.stringify({ ...rest, items });
}

/** What names have in common, `core_dense` of `core0_dense` and `core1_dense`; the first where that is no free name. */
function commonName(names: readonly string[], taken: ReadonlySet<string>): string {
  const [first, ...others] = names as [string, ...string[]];
  const alike = (at: (name: string, i: number) => string | undefined, most: number): number => {
    let n = 0;
    while (n < most && others.every((name) => at(name, n) === at(first, n))) n++;
    return n;
  };
  const shortest = Math.min(...names.map((name) => name.length));
  const head = alike((name, i) => name[i], shortest);
  const tail = alike((name, i) => name.at(-1 - i), shortest - head);
  const name = `${first.slice(0, head).replace(/_$/, "")}${first.slice(first.length - tail)}`;
  const isFree = /^[a-z]\w*[a-z0-9]$/i.test(name) && reservedBy(name) === undefined && !taken.has(name);
  return isFree ? name : first;
}

/**
 * The modules of a design in the order of its circuits; with `merge` equal circuits are one. `imagePath`: what stands before
 * the name of every image.
 */
export function modulesOf(design: Design, merge: boolean, imagePath: string): Module[] {
  const quoted: Quoted = (circuit, memory) => `"${imagePath}${imageFile(circuit, memory)}"`;
  const circuits = new Map(design.circuits.map((circuit) => [circuit.name, circuit]));
  const own = design.circuits.filter((circuit) => circuit.external === undefined);
  const classes = new Map<string, number>();
  const groups: CircuitIR[][] = [];
  const known = new Map<string, number>();
  for (const circuit of own) {
    const key = merge && circuit.name !== design.top ? keyOf(circuit, classes) : circuit.name;
    const group = known.get(key) ?? groups.push([]) - 1;
    known.set(key, group);
    classes.set(circuit.name, group);
    groups[group]!.push(circuit);
  }
  const taken = new Set(circuits.keys());
  const names = groups.map((group) => {
    const name =
      group.length === 1
        ? group[0]!.name
        : commonName(
            group.map((c) => c.name),
            taken,
          );
    taken.add(name);
    return name;
  });
  const shared = new Map(groups.flatMap((group) => (group.length > 1 ? group.map((c) => [c.name, c]) : [])));
  const parameters = groups.map((group) => (group.length === 1 ? [] : imagesOf(group[0]!, shared, quoted)));
  return groups.map((group, at) => {
    const [circuit] = group as [CircuitIR, ...CircuitIR[]];
    const isShared = group.length > 1;
    return {
      name: names[at]!,
      circuits: group,
      parameters: parameters[at]!,
      image: (memory) => (isShared ? `${memory.name}_image`.toUpperCase() : quoted(circuit, memory)),
      instance({ name, circuit: of }) {
        const child = circuits.get(of);
        const group = classes.get(of);
        if (child === undefined || group === undefined)
          return { module: child?.external?.module ?? of, parameters: child?.external?.parameters ?? [] };
        // Each image by the file of this instance's own circuit, or passed on.
        const values = imagesOf(child, shared, quoted);
        const given = parameters[group]!.map((parameter, i) => ({
          name: parameter.name,
          value: isShared ? `${name}_${parameter.name}`.toUpperCase() : values[i]!.value,
        }));
        return { module: names[group]!, parameters: given };
      },
    };
  });
}
