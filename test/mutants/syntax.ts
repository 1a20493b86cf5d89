// The syntax tree of printed Verilog, by a parser that knows nothing of our printer, and what its names are declared as.
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language, type Node, Parser } from "web-tree-sitter";

let parser: Promise<Parser> | undefined;

async function load(): Promise<Parser> {
  await Parser.init();
  const folder = createRequire(import.meta.url).resolve("tree-sitter-systemverilog/package.json");
  const created = new Parser();
  created.setLanguage(await Language.load(join(folder, "..", "tree-sitter-systemverilog.wasm")));
  return created;
}

/** Runs `use` on the root of a text's syntax tree. */
export async function withSyntax<T>(text: string, use: (root: Node) => T): Promise<T> {
  parser ??= load();
  const tree = (await parser).parse(text)!;
  try {
    if (tree.rootNode.hasError) throw new Error(`not Verilog:\n${text}`);
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** What a name of a module stands for. */
export interface Declared {
  readonly kind: "input" | "output" | "wire" | "reg" | "state";
  readonly width: number;
  readonly signed: boolean;
}

const declaration =
  /^\s*(input|output|wire|reg|localparam)\b(?:\s+(?:wire|reg))?(\s+signed)?(?:\s+\[(\d+):0\])?\s+(\w+)\s*(=.*|[,;]?)\s*$/;

/** The names declared in a module's text; memories are left out. */
export function declarations(text: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  for (const line of text.split("\n")) {
    const match = declaration.exec(line);
    if (match === null) continue;
    const [, what, signed, high, name] = match;
    const kind = what === "localparam" ? "state" : (what as Declared["kind"]);
    found.set(name!, { kind, width: Number(high ?? 0) + 1, signed: signed !== undefined });
  }
  return found;
}
