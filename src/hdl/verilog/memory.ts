// Memories: an array, its initial contents and its ports, in the shapes from which synthesis infers RAM.
import type { Expr, MemoryItem, MemoryRead, MemoryWrite } from "../ir.ts";
import { and, not } from "../ir-make.ts";
import { isOnePort } from "../one-port.ts";
import { clamp, rangeOf } from "../range.ts";
import { initialLines, isNever, isUnread, wordWidth } from "./contents.ts";
import { condition, print, reusable, whole } from "./expression.ts";
import { apart } from "./instance.ts";
import { indent } from "./layout.ts";
import { addressBits, isMacro, type MacroShape, macroOf, macroPorts } from "./macro.ts";
import {
  bitsOfName,
  type Declared,
  declaration,
  declaredAs,
  isSignedType,
  type Scope,
  VerilogError,
  widthOfType,
} from "./scope.ts";
import * as text from "./text.ts";

/** The value that Yosys and the vendors' tools know for each style. */
const ramStyle = {
  block: "block",
  spram: "huge",
  distributed: "distributed",
  registers: "registers",
  // A memory of one word, which has no macro.
  macro: "registers",
} as const;

/**
 * The same for Quartus, whose attribute Yosys reads too: the only words that both know. Which RAM it becomes is the tool's
 * choice then; that a read during a write may give anything is said.
 */
const quartusStyle = (style: MemoryItem["style"], anyCollision: boolean): string => {
  if (style === "registers" || style === "macro") return ', ramstyle = "logic"';
  return anyCollision ? ', ramstyle = "no_rw_check"' : "";
};

const one: Expr = { op: "const", value: "1", type: { lo: "1", hi: "1" } };

/** The register that a read port loads: the lane itself where there is one lane, else a word that the lanes are cut from. */
const dataRegister = (memory: MemoryItem, read: MemoryRead): string =>
  memory.lanes === 1 ? read.lanes[0]! : `${memory.name}_${read.name}`;

/** Declares the names of a memory: the lanes, and the word of each read port. */
export function declareMemory(scope: Scope, memory: MemoryItem): void {
  scope.reserve(memory.name);
  for (const read of memory.reads) {
    const register = dataRegister(memory, read);
    const never = isNever(scope, read);
    const isWire = never || isMacro(memory);
    const declare = (declared: Declared) =>
      isWire ? scope.declare(register, declared) : scope.declareVariable(register, declared);
    if (memory.lanes === 1) declare(declaredAs(memory.type));
    else {
      declare({ width: wordWidth(memory), signed: false });
      for (const lane of read.lanes) scope.declareType(lane, memory.type);
    }
  }
}

/** The array with its attributes, and its contents if given in the text. */
export function arrayLines(scope: Scope, memory: MemoryItem, images: "files" | "inline"): string[] {
  if (isUnread(scope, memory) || isMacro(memory)) return [];
  const width = wordWidth(memory);
  const signed = memory.lanes === 1 && isSignedType(memory.type);
  const style = ramStyle[memory.style];
  const any = memory.readDuringWrite !== "old" && !isOnePort(memory);
  const more = `${quartusStyle(memory.style, any)}${any ? ", no_rw_check" : ""}`;
  const word = declaration("reg", { width, signed }, memory.name);
  return [
    `(* ram_style = "${style}"${more} *)`,
    memory.depth === 1 ? `${word};` : `${word} [0:${memory.depth - 1}];`,
    ...initialLines(scope, memory, images),
  ];
}

/** The word of the values nearest to 0. */
function restWord(memory: MemoryItem): string {
  const rest = clamp(0n, rangeOf(memory.type));
  const size = widthOfType(memory.type);
  if (memory.lanes === 1) return text.literal(rest, size, isSignedType(memory.type)).code;
  return `{${memory.lanes}{${text.literal(rest, size, false).code}}}`;
}

/** The register that a read port loads, and the lanes as parts of it. */
export function readRegisters(
  scope: Scope,
  memory: MemoryItem,
  read: MemoryRead,
): { name: string; isReg: boolean; value: string }[] {
  // What is never read into is a constant, or tools would find a register that nothing drives.
  const never = isNever(scope, read);
  const register = { name: dataRegister(memory, read), isReg: !never, value: restWord(memory) };
  if (memory.lanes === 1) return [register];
  const size = widthOfType(memory.type);
  const lanes = read.lanes.map((name, i) => {
    scope.use(register.name, i * size, size);
    return { name, isReg: false, value: bitsOfName(register.name, wordWidth(memory), i * size, size) };
  });
  return [register, ...lanes];
}

/** The clocked blocks of a memory's ports, or its macro, in a design with this top. */
export function portLines(scope: Scope, memory: MemoryItem, top: string): string[][] {
  if (isUnread(scope, memory)) return [];
  scope.use("clk", 0, 1);
  const macro = macroOf(top, memory);
  if (macro !== null) return [macroLines(scope, memory, macro)];
  if (isOnePort(memory)) return [singlePort(scope, memory)];
  const writes = memory.writes.map((write) => {
    scope.owner = `${memory.name}_${write.name}`;
    const address = addressOf(scope, memory, write.address);
    return block(scope, scope.owner, writeLines(scope, memory, write, address));
  });
  const reads = memory.reads
    .filter((read) => !isNever(scope, read))
    .map((read) => {
      scope.owner = `${memory.name}_${read.name}`;
      return block(
        scope,
        scope.owner,
        readLines(scope, memory, read, addressOf(scope, memory, read.address)),
      );
    });
  return [...writes, ...reads];
}

/** One port for reading and writing, as single-port RAM needs it: a cycle writes, or reads. */
function singlePort(scope: Scope, memory: MemoryItem): string[] {
  const [write] = memory.writes;
  const [read] = memory.reads;
  if (!write || !read || memory.writes.length + memory.reads.length > 2) {
    throw new VerilogError(
      `memory "${memory.name}" of circuit "${scope.circuit.name}" has style ${memory.style} with one port, and ${memory.reads.length} read ` +
        `and ${memory.writes.length} write ports; it must have exactly one of each, at the same address`,
    );
  }
  scope.owner = memory.name;
  const address = addressOf(scope, memory, reusable(scope, read.address));
  const enable = condition(scope, write.enable);
  const always = read.enable === null || scope.constants.decided(read.enable) === 1n;
  const elsewise = always ? "else" : `else if (${condition(scope, read.enable)})`;
  return block(scope, memory.name, [
    `if (${enable}) begin`,
    ...indent(writeLines(scope, memory, { ...write, enable: one }, address)),
    `end ${elsewise} begin`,
    ...indent(readLines(scope, memory, { ...read, enable: null }, address)),
    "end",
  ]);
}

/** The instance of a macro, with the name of the memory. */
function macroLines(scope: Scope, memory: MemoryItem, macro: MacroShape): string[] {
  const [write] = memory.writes;
  const [read] = memory.reads;
  if (!write || !read || memory.writes.length + memory.reads.length > 2)
    throw new VerilogError(
      `memory "${memory.name}" of circuit "${scope.circuit.name}" has style macro and ${memory.reads.length} read ` +
        `and ${memory.writes.length} write ports; it must have exactly one of each`,
    );
  const bit = (enable: Expr | null) => (enable === null ? "1'b1" : condition(scope, enable));
  // The enable of the only lane is no port of the macro: where it is 0, its one port neither writes nor reads.
  const lane = macro.lanes === 1 ? (write.laneEnables?.[0] ?? null) : null;
  const reads = lane === null || !macro.onePort ? read.enable : and(read.enable ?? one, not(write.enable));
  const listed = (codes: readonly string[]) =>
    codes.length === 1 ? codes[0]! : text.concatenation([...codes].reverse()).code;
  const values: Record<string, () => string> = {
    read: () => bit(reads),
    address: () => addressOf(scope, memory, read.address),
    read_address: () => addressOf(scope, memory, read.address),
    read_data: () => dataRegister(memory, read),
    write: () => bit(lane === null ? write.enable : and(write.enable, lane)),
    write_lanes: () => text.concatenation([...write.laneEnables!].reverse().map(bit)).code,
    write_address: () => addressOf(scope, memory, write.address),
    write_data: () => listed(write.data.map((value) => whole(scope, value, memory.type).code)),
  };
  const connected = new Set<string>();
  const ports = macroPorts(macro).map(([direction, bits, name]) => {
    scope.owner = `${memory.name}_${name}`;
    const code = values[name]!();
    const again = direction === "in" && connected.has(code);
    connected.add(code);
    return [name, again ? apart(scope, { width: bits, signed: false }, code) : code] as const;
  });
  const size = Math.max(...ports.map(([name]) => name.length));
  const lines = ports.map(
    ([name, code], i) => `    .${name.padEnd(size)} (${code})${i === ports.length - 1 ? "" : ","}`,
  );
  return [`${macro.module} ${memory.name} (`, `    .${"clk".padEnd(size)} (clk),`, ...lines, ");"];
}

const block = (scope: Scope, name: string, body: readonly string[]): string[] => [
  `always @(posedge clk) begin : ${scope.label(`${name}_port`)}`,
  ...indent(body),
  "end",
];

/** A memory of one word is a register: an array of which only a constant address is used draws a warning. */
const wordAt = (memory: MemoryItem, address: string): string =>
  memory.depth === 1 ? memory.name : `${memory.name}[${address}]`;

function addressOf(scope: Scope, memory: MemoryItem, address: Expr): string {
  if (memory.depth === 1) return "";
  const width = addressBits(memory.depth);
  const { code } = text.asUnsigned(print(scope, address, 0, width, false));
  if (scope.constants.decided(address) === undefined) return code;
  // Yosys makes registers of a memory with a number for an address, and says so; not where the number has a name.
  const name = scope.free(`${scope.owner}_address`);
  const declared = { width, signed: false };
  scope.declare(name, declared);
  scope.use(name, 0, width);
  scope.addHelper([`${declaration("wire", declared, name)} = ${code};`]);
  return name;
}

/** Statements under a condition, or bare where it always holds. */
function under(scope: Scope, enable: Expr | null, lines: readonly string[]): string[] {
  if (enable === null || scope.constants.decided(enable) === 1n) return [...lines];
  const test = condition(scope, enable);
  if (lines.length === 1) return [`if (${test}) ${lines[0]}`];
  return [`if (${test}) begin`, ...indent(lines), "end"];
}

function readLines(scope: Scope, memory: MemoryItem, read: MemoryRead, address: string): string[] {
  return under(scope, read.enable, [`${dataRegister(memory, read)} <= ${wordAt(memory, address)};`]);
}

function writeLines(scope: Scope, memory: MemoryItem, write: MemoryWrite, address: string): string[] {
  const size = widthOfType(memory.type);
  const word = wordAt(memory, address);
  const values = write.data.map((value) => whole(scope, value, memory.type).code);
  if (write.laneEnables === null) {
    // Lane 0 is the low end of the word.
    const value = values.length === 1 ? values[0]! : text.concatenation([...values].reverse()).code;
    return under(scope, write.enable, [`${word} <= ${value};`]);
  }
  const stores = write.laneEnables.flatMap((enable, i) => {
    const lane = memory.lanes === 1 ? word : `${word}${laneBits(i * size, size)}`;
    return under(scope, enable, [`${lane} <= ${values[i]};`]);
  });
  return under(scope, write.enable, stores);
}

const laneBits = (low: number, size: number): string =>
  size === 1 ? `[${low}]` : `[${low + size - 1}:${low}]`;
