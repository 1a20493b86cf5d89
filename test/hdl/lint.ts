// Runs every reader of Verilog over a set of printed files and gives back what they complain about.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Language, Parser } from "web-tree-sitter";
import type { CircuitIR, Design } from "../../src/hdl/ir.ts";
import { type PrintOptions, printVerilog } from "../../src/hdl/verilog/print.ts";

export interface SourceFile {
  readonly name: string;
  readonly text: string;
  readonly images?: readonly { readonly name: string; readonly text: string }[];
}

/** Writes the files and their memory images to a new folder, runs `use` in it and removes it. */
export async function inFolder<T>(
  files: readonly SourceFile[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "verilog-"));
  try {
    for (const file of files) {
      await writeFile(join(folder, file.name), file.text);
      for (const image of file.images ?? []) await writeFile(join(folder, image.name), image.text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything a command says, on either channel; an exit status other than 0 counts as something said. */
async function said(folder: string, command: string, args: readonly string[]): Promise<string[]> {
  const result = await execa(command, args, { cwd: folder, all: true, reject: false });
  const lines = result.all.trim();
  if (lines !== "") return [`${command}: ${lines}`];
  return result.failed ? [`${command}: exit status ${result.exitCode}, ${result.shortMessage}`] : [];
}

/** Warnings of Verilator -Wall, Icarus -Wall and Yosys, for plain Verilog and with assertions switched on. */
export function lint(files: readonly SourceFile[], top: string, assertions = false): Promise<string[]> {
  const names = files.map(({ name }) => name);
  return inFolder(files, async (folder) => {
    const runs = [
      said(folder, "verilator", ["--lint-only", "-Wall", "--top-module", top, ...names]),
      said(folder, "iverilog", ["-Wall", "-g2005", "-s", top, "-o", "/dev/null", ...names]),
      said(folder, "yosys", [
        "-q",
        "-p",
        `read_verilog ${names.join(" ")}; hierarchy -check -top ${top}; proc; check -assert`,
      ]),
    ];
    if (assertions) {
      runs.push(
        said(folder, "verilator", [
          "--lint-only",
          "-Wall",
          "-DASSERTIONS",
          "--assert",
          "--top-module",
          top,
          ...names,
        ]),
        said(folder, "iverilog", ["-Wall", "-g2012", "-DASSERTIONS", "-s", top, "-o", "/dev/null", ...names]),
        said(folder, "yosys", [
          "-q",
          "-p",
          `read -formal -DASSERTIONS ${names.join(" ")}; hierarchy -check -top ${top}; proc; check -assert`,
        ]),
      );
    }
    return (await Promise.all(runs)).flat();
  });
}

let parser: Promise<Parser> | undefined;

async function loadParser(): Promise<Parser> {
  await Parser.init();
  const folder = createRequire(import.meta.url).resolve("tree-sitter-systemverilog/package.json");
  const language = await Language.load(join(folder, "..", "tree-sitter-systemverilog.wasm"));
  const created = new Parser();
  created.setLanguage(language);
  return created;
}

/** Lines on which an independent parser finds a syntax error. */
export async function syntaxErrors(files: readonly SourceFile[]): Promise<string[]> {
  parser ??= loadParser();
  const reader = await parser;
  return files.flatMap(({ name, text }) => {
    const tree = reader.parse(text)!;
    const found: string[] = [];
    if (tree.rootNode.hasError) {
      const errors = [...tree.rootNode.descendantsOfType("ERROR")].filter((node) => node !== null);
      const rows = errors.length > 0 ? errors.map((node) => node.startPosition.row) : [0];
      for (const row of rows) found.push(`${name}:${row + 1}: ${text.split("\n")[row]}`);
    }
    tree.delete();
    return found;
  });
}

/** The text of a design's top circuit, after every tool has read the whole design without a word. */
export async function cleanText(design: Design, options?: PrintOptions): Promise<string> {
  const files = printVerilog(design, options);
  const found = [...(await lint(files, design.top, true)), ...(await syntaxErrors(files))];
  if (found.length > 0) throw new Error(`${found.join("\n")}\n${files.map((file) => file.text).join("\n")}`);
  return files.at(-1)!.text;
}

/** What stands between the ports and the end of a circuit's module, checked likewise. */
export async function cleanBody(circuit: CircuitIR, ...children: CircuitIR[]): Promise<string> {
  const text = await cleanText({ top: circuit.name, circuits: [...children, circuit] });
  return text.slice(text.indexOf(");\n") + 3, text.indexOf("endmodule"));
}
