// A NIR file (Neuromorphic Intermediate Representation, https://neuroir.org) as nodes and the chain that they form.
import type { TreeNode } from "../../recordings/index.ts";
import { refuse } from "../error.ts";

/** One node of the graph. */
export interface NirNode {
  readonly name: string;
  /** Its class: "Affine", "LIF", ... */
  readonly type: string;
  /** A parameter's shape ([] for a single number) and values. @throws ImportError where it is missing or no numbers */
  numbers(parameter: string): { readonly shape: readonly number[]; readonly values: Float64Array };
  readonly has: (parameter: string) => boolean;
}

const member = (node: TreeNode | undefined, name: string): TreeNode | undefined =>
  node?.kind === "group" ? node.members.get(name) : undefined;

function textOf(node: TreeNode | undefined, where: string): string {
  const values = node?.kind === "dataset" ? node.values : null;
  const [first] = values ?? [];
  return typeof first === "string"
    ? first
    : refuse(where, "is no text", "expected a file that nir.write wrote");
}

/** @throws ImportError for a file without a graph of the kind that `nir.write` writes */
function nodesOf(root: TreeNode): { nodes: Map<string, NirNode>; edges: (readonly [string, string])[] } {
  const graph = member(root, "node");
  const type = member(graph, "type");
  const listed = member(graph, "nodes");
  if (type === undefined || listed?.kind !== "group")
    refuse("the file", "holds no NIR graph (node/type, node/nodes)", "expected a file that nir.write wrote");
  const top = textOf(type, "node/type");
  if (top !== "NIRGraph") refuse("node/type", `is ${top}`, "expected NIRGraph");
  const nodes = new Map([...listed.members].map(([name, tree]) => [name, nodeOf(name, tree)]));
  const table = member(graph, "edges");
  const ends = table?.kind === "dataset" ? table.values : null;
  const flat = ends === null ? [] : Array.from<string | number, string>(ends, String);
  const edges = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]] as const);
  for (const end of flat)
    if (!nodes.has(end))
      refuse(`node/edges: ${end}`, "no node of this name", `it has ${[...nodes.keys()].join(", ")}`);
  return { nodes, edges };
}

function nodeOf(name: string, tree: TreeNode): NirNode {
  return {
    name,
    type: textOf(member(tree, "type"), `node ${name}, type`),
    has: (parameter) => member(tree, parameter) !== undefined,
    numbers(parameter) {
      const found = member(tree, parameter);
      if (found?.kind === "dataset" && found.values instanceof Float64Array) {
        const wrong = found.values.findIndex((v) => !Number.isFinite(v));
        if (wrong >= 0)
          refuse(
            `node ${name}, ${parameter}, element ${wrong}`,
            `is ${found.values[wrong]}`,
            `expected finite numbers${parameter === "tau" && found.values[wrong] === Number.POSITIVE_INFINITY ? "; without a leak the node is an IF" : ""}`,
          );
        return { shape: found.shape, values: found.values };
      }
      return refuse(
        `node ${name}, ${parameter}`,
        found === undefined ? "is missing" : "is no array of numbers",
        "expected numbers",
      );
    },
  };
}

type Edges = readonly (readonly [string, string])[];

/** Nodes that `name` feeds (0) or is fed by (1), each once. */
const neighbours = (edges: Edges, name: string, key: 0 | 1): string[] => [
  ...new Set(edges.filter((e) => e[key] === name).map((e) => e[key === 0 ? 1 : 0])),
];

/** Whether edges lead from one node to another, or the two are one. */
function reaches(after: (name: string) => readonly string[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const name of seen) for (const next of after(name)) seen.add(next);
  return seen.has(to);
}

/**
 * The nodes from Input to Output, which are left out: each feeds the next and nothing else.
 * @throws ImportError naming the node where the graph branches, joins, turns back or ends early
 */
export function chainOf(root: TreeNode): NirNode[] {
  const { nodes, edges } = nodesOf(root);
  const only = (type: string): NirNode => {
    const all = [...nodes.values()].filter((n) => n.type === type);
    if (all.length !== 1)
      refuse(
        "the graph",
        `has ${all.length} nodes of type ${type}`,
        "expected one: a chain from Input to Output",
      );
    return all[0];
  };
  const [input, output] = [only("Input"), only("Output")];
  const after = (name: string) => neighbours(edges, name, 0);
  const chain: NirNode[] = [];
  for (let at = input; at !== output; ) {
    const loop = after(at.name).find((name) => reaches(after, name, at.name));
    if (loop !== undefined)
      refuse(
        `node ${at.name}`,
        `is in a loop with ${loop}: a recurrent connection`,
        "neurons of a layer do not see each other's spikes: use a slow state for memory",
      );
    const [next, ...others] = after(at.name);
    if (next === undefined || others.length > 0)
      refuse(
        `node ${at.name}`,
        next === undefined ? "feeds no other node" : `feeds ${[next, ...others].join(" and ")}`,
        "expected a chain from Input to Output",
      );
    at = nodes.get(next)!;
    const before = neighbours(edges, next, 1);
    if (before.length > 1 && !before.some((name) => reaches(after, next, name)))
      refuse(`node ${next}`, `is fed by ${before.join(" and ")}`, "expected a chain from Input to Output");
    if (at !== output) chain.push(at);
  }
  const left = [...nodes.values()].filter((n) => n !== input && n !== output && !chain.includes(n));
  if (left.length > 0)
    refuse(`node ${left[0].name}`, "is not on the way from Input to Output", "expected a chain");
  return chain;
}

/** Elements of the graph's input. */
export function inputSize(root: TreeNode): number {
  const { nodes } = nodesOf(root);
  const input = [...nodes.values()].find((n) => n.type === "Input");
  if (input === undefined) return refuse("the graph", "has no Input", "expected one");
  return input.numbers("shape").values.reduce((product, n) => product * n, 1);
}
