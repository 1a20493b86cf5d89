// Every place of a Verilog module at which an edit of some kind can be made, and the edit: the mistakes of people who
// change hardware by hand. An edit replaces one expression or takes one statement out of force.
import type { Node } from "web-tree-sitter";
import { type Declared, declarations, withSyntax } from "./syntax.ts";

export interface Edit {
  readonly file: string;
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
  /** The expression or statement in the text, from start (included) to end (not). */
  readonly start: number;
  readonly end: number;
  /** The expression to stand there; null: the statement has no effect. */
  readonly replacement: string | null;
}

interface Scope {
  readonly text: string;
  readonly names: ReadonlyMap<string, Declared>;
}

/** Kind of edit by name: what it makes of a node, one text for each edit; null: the statement goes. */
type Kind = (node: Node, scope: Scope) => readonly (string | null)[];

const operands = (node: Node): { left: Node; operator: string; right: Node } | null => {
  if (node.type !== "expression" || node.childCount !== 3) return null;
  const [left, operator, right] = node.children as [Node, Node, Node];
  return left.type === "expression" && right.type === "expression"
    ? { left, operator: operator.text, right }
    : null;
};

/** Rewrites a binary operator by a table. */
const operator =
  (table: Readonly<Record<string, string>>): Kind =>
  (node) => {
    const parts = operands(node);
    const other = parts && table[parts.operator];
    return other ? [`(${parts.left.text} ${other} ${parts.right.text})`] : [];
  };

const choice = (node: Node) => {
  if (node.type !== "conditional_expression") return null;
  const inner = node.namedChildren.filter((n) => n!.type === "expression" || n!.type === "cond_predicate");
  return inner.length === 3 ? inner.map((n) => n!.text) : null;
};

/** The number of a literal such as 4'd3, -20'sd32768 without its sign, 1'b0 or 16'sh8000. */
const literal = (node: Node) => {
  if (node.type !== "primary_literal") return null;
  const match = /^(\d+)'(s?)([bdh])([0-9a-f]+)$/i.exec(node.text);
  if (match === null) return null;
  const [, width, sign, base, digits] = match;
  const radix = { b: 2, d: 10, h: 16 }[base!.toLowerCase()]!;
  return { width: Number(width), sign: sign!, value: Number.parseInt(digits!, radix) };
};

const withValue = ({ width, sign }: { width: number; sign: string }, value: number): string[] =>
  value >= 0 && value < 2 ** width ? [`${width}'${sign}h${value.toString(16)}`] : [];

const isCondition = (node: Node) =>
  node.type === "cond_predicate" && node.parent?.type === "conditional_statement";

/** Inside `if (rst)`: the reset branch of a clocked block. */
function inReset(node: Node): boolean {
  for (let at: Node | null = node; at?.parent; at = at.parent)
    if (at.parent.type === "conditional_statement") {
      const condition = at.parent.namedChildren.find((n) => n!.type === "cond_predicate");
      const first = at.parent.namedChildren.find((n) => n!.type === "statement_or_null");
      if (condition?.text === "rst") return first?.id === at.id;
    }
  return false;
}

const clocked = (node: Node) =>
  node.type === "statement" && node.text.match(/^\w+(\[[^;]*?\])? <= [^;]*;$/s) !== null;

/** The two sides of `x <= value;`. */
const assigned = (node: Node): { target: string; value: Node } | null => {
  if (node.type !== "expression" || node.parent?.type !== "nonblocking_assignment") return null;
  return { target: node.parent.namedChildren[0]!.text, value: node };
};

const clocks: ReadonlySet<string> = new Set(["clk", "rst"]);

const isAddress = (node: Node) =>
  node.type === "expression" && node.parent?.type === "bit_select" && !/^\d+$/.test(node.text);

export const kinds: Readonly<Record<string, Kind>> = {
  "comparison off by one": operator({ "<": "<=", "<=": "<", ">": ">=", ">=": ">" }),
  "comparison inverted": operator({ "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" }),
  "equality loosened": operator({ "==": ">=" }),
  "sum for difference": operator({ "+": "-", "-": "+" }),
  "or for and": operator({ "&": "|", "|": "&", "&&": "||", "||": "&&" }),
  "operand lost": (node) => {
    const parts = operands(node);
    if (parts === null || !["+", "-", "*", "&", "|"].includes(parts.operator)) return [];
    return [`(${parts.left.text})`, `(${parts.right.text})`];
  },
  "negation lost": (node) =>
    node.type === "expression" && node.childCount === 2 && /^[!~]/.test(node.text)
      ? [`(${node.children[1]!.text})`]
      : [],
  "condition inverted": (node) => (isCondition(node) && node.text !== "rst" ? [`!(${node.text})`] : []),
  "condition always true": (node) => (isCondition(node) && node.text !== "rst" ? ["1'b1"] : []),
  "condition never true": (node) => (isCondition(node) && node.text !== "rst" ? ["1'b0"] : []),
  "number off by one": (node) => {
    const number = literal(node);
    if (number === null || number.width === 1 || inReset(node)) return [];
    return [...withValue(number, number.value + 1), ...withValue(number, number.value - 1)];
  },
  "bit of a number flipped": (node) => {
    const number = literal(node);
    if (number === null || inReset(node)) return [];
    const at = number.value % number.width;
    return withValue(
      number,
      number.value % 2 ** (at + 1) >= 2 ** at ? number.value - 2 ** at : number.value + 2 ** at,
    );
  },
  "choice swapped": (node) => {
    const parts = choice(node);
    return parts ? [`(${parts[0]} ? ${parts[2]} : ${parts[1]})`] : [];
  },
  "choice stuck": (node) => {
    const parts = choice(node);
    return parts ? [`(1'b1 ? ${parts[1]} : ${parts[2]})`, `(1'b0 ? ${parts[1]} : ${parts[2]})`] : [];
  },
  "another register": (node, { names }) => {
    if (node.type !== "expression" || !/^\w+$/.test(node.text)) return [];
    const own = names.get(node.text);
    if (own === undefined || own.kind === "state" || clocks.has(node.text)) return [];
    // A register cannot close a loop of logic.
    return [...names]
      .filter(
        ([name, d]) =>
          d.kind === "reg" &&
          !name.endsWith("_next") &&
          name !== node.text &&
          d.width === own.width &&
          d.signed === own.signed,
      )
      .map(([name]) => name);
  },
  "another state": (node, { names }) => {
    if (node.type !== "expression" || names.get(node.text)?.kind !== "state" || inReset(node)) return [];
    const set = node.text.slice(0, node.text.indexOf("_"));
    return [...names]
      .filter(([name, d]) => d.kind === "state" && name.startsWith(set) && name !== node.text)
      .map(([name]) => name);
  },
  "register holds": (node) => (clocked(node) && !inReset(node) ? [null] : []),
  "reset lost": (node) => (clocked(node) && inReset(node) ? [null] : []),
  "reset to another value": (node, { names }) => {
    const to = assigned(node);
    if (to === null || !inReset(node)) return [];
    const own = names.get(to.target);
    return own === undefined || own.width === 0 ? [] : [`(${node.text} ^ ${own.width}'d1)`];
  },
  "top bit lost": (node, { names }) => {
    const to = assigned(node);
    const own = to === null ? undefined : names.get(to.target);
    if (own === undefined || own.width < 2 || inReset(node)) return [];
    return [`((${node.text}) & ${own.width}'h${((1n << BigInt(own.width - 1)) - 1n).toString(16)})`];
  },
  "assignment lost": (node) =>
    node.type === "statement" &&
    /^\w+ = [^;]*;$/s.test(node.text) &&
    node.parent?.parent?.type === "seq_block" &&
    node.parent.parent.parent?.parent?.parent?.parent?.type === "conditional_statement"
      ? [null]
      : [],
  "slice off by one": (node, { names }) => {
    if (node.type !== "expression") return [];
    const match = /^(\w+)\[(\d+):(\d+)\]$/.exec(node.text);
    const own = match && names.get(match[1]!);
    if (!match || !own) return [];
    const [high, low] = [Number(match[2]), Number(match[3])];
    return [
      ...(high + 1 < own.width ? [`${match[1]}[${high + 1}:${low + 1}]`] : []),
      ...(low > 0 ? [`${match[1]}[${high - 1}:${low - 1}]`] : []),
    ];
  },
  "sign lost": (node) => {
    if (node.type !== "concatenation") return [];
    const match = /^\{\{(\d+)\{(\w+)\[(\d+)\]\}\}, ?([\s\S]*)\}$/.exec(node.text);
    return match ? [`{{${match[1]}{1'b0}}, ${match[4]}}`] : [];
  },
  "parts swapped": (node) => {
    if (node.type !== "concatenation") return [];
    const parts = node.namedChildren.filter((n) => n!.type === "expression").map((n) => n!.text);
    return parts.length === 2 && parts[0] !== parts[1] ? [`{${parts[1]}, ${parts[0]}}`] : [];
  },
  "another address": (node) => (isAddress(node) ? [`(${node.text} ^ 1'b1)`] : []),
  "connections swapped": (node, { names }) => {
    if (node.type !== "expression" || node.parent?.type !== "named_port_connection") return [];
    const own = names.get(node.text);
    const others = node.parent.parent!.namedChildren.flatMap((c) =>
      c!.namedChildren.filter((n) => n!.type === "expression").map((n) => n!.text),
    );
    if (own === undefined) return [];
    const same = others.filter((o) => o !== node.text && names.get(o)?.width === own.width && !clocks.has(o));
    return clocks.has(node.text) ? [] : same.slice(0, 2);
  },
};

/** Lines that claim, that mark, or that only keep tools quiet. */
function isOutside(node: Node, claimsFrom: number): boolean {
  if (node.startIndex >= claimsFrom) return true;
  for (let at: Node | null = node; at; at = at.parent) {
    if (
      [
        "list_of_port_declarations",
        "packed_dimension",
        "unpacked_dimension",
        "attribute_instance",
        "initial_construct",
        "parameter_declaration",
        "local_parameter_declaration",
        "case_item_expression",
        "multiple_concatenation",
      ].includes(at.type)
    )
      return at.type !== "multiple_concatenation" || at.id !== node.id;
    if (at.type === "net_decl_assignment" && /^unused/.test(at.text)) return true;
  }
  return false;
}

/** An output port, or the target of an assignment: not an expression that can be another. */
const isTarget = (node: Node, outputs: ReadonlySet<string>) =>
  node.parent?.type === "named_port_connection" && outputs.has(node.parent.namedChildren[0]!.text);

/** All edits of a module, in the order of the text. `outputs`: names of output ports of the modules that it instantiates. */
export function editsOf(
  file: string,
  text: string,
  outputsOf: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Edit[]> {
  const scope: Scope = { text, names: declarations(text) };
  const claims = text.indexOf("`ifdef ASSERTIONS");
  const claimsFrom = claims < 0 ? text.length : claims;
  return withSyntax(text, (root) => {
    const found: Edit[] = [];
    const visit = (node: Node, outputs: ReadonlySet<string>) => {
      const module = node.type === "module_instantiation" ? node.namedChildren[0]!.text : null;
      const inside = module === null ? outputs : (outputsOf.get(module) ?? new Set<string>());
      if (!isOutside(node, claimsFrom) && !isTarget(node, outputs))
        for (const [kind, make] of Object.entries(kinds))
          for (const replacement of make(node, scope))
            found.push({
              file,
              kind,
              line: node.startPosition.row + 1,
              start: node.startIndex,
              end: node.endIndex,
              replacement,
            });
      for (const child of node.namedChildren) visit(child!, inside);
    };
    visit(root, new Set());
    return found;
  });
}
