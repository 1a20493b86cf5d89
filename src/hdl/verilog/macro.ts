// RAM macros: the modules of memories of style `macro`, one a shape, in whose place a chip's RAM is put.

import type { Design, MemoryItem } from "../ir.ts";
import { isOnePort } from "../one-port.ts";
import { indent } from "./layout.ts";
import { widthOfType } from "./scope.ts";

/** What a RAM has to be. */
export interface MacroShape {
  /** Of its module. */
  readonly module: string;
  readonly words: number;
  readonly bits: number;
  /** Parts of a word that are written apart; 1: whole words are. */
  readonly lanes: number;
  /** One port that writes or reads; else a port that reads and one that writes. */
  readonly onePort: boolean;
}

/** Address bits of a memory of so many words. */
export const addressBits = (words: number): number => Math.max(1, Math.ceil(Math.log2(words)));

/** Whether a memory is a macro: one of a single word is a register, whatever its style. */
export const isMacro = ({ style, depth }: MemoryItem): boolean => style === "macro" && depth > 1;

/** The macro of a memory in a design with this top; null where it is none. */
export function macroOf(top: string, memory: MemoryItem): MacroShape | null {
  if (!isMacro(memory)) return null;
  const { depth, writes } = memory;
  const bits = memory.lanes * widthOfType(memory.type);
  const lanes = writes.some((write) => write.laneEnables !== null) ? memory.lanes : 1;
  const onePort = isOnePort(memory);
  const parts = lanes === 1 ? "" : `_by${bits / lanes}`;
  const module = `${top}_ram_${onePort ? "1rw" : "1r1w"}_${depth}x${bits}${parts}`;
  return { module, words: depth, bits, lanes, onePort };
}

/** The macros of a design, each once, in the order of its circuits. */
export function macrosOf(design: Design): MacroShape[] {
  const found = new Map<string, MacroShape>();
  for (const { items } of design.circuits)
    for (const item of items) {
      const macro = item.kind === "memory" ? macroOf(design.top, item) : null;
      if (macro !== null) found.set(macro.module, macro);
    }
  return [...found.values()];
}

/** Ports but `clk`: direction, bits, name. */
export function macroPorts({ words, bits, lanes, onePort }: MacroShape): ["in" | "out", number, string][] {
  const address = addressBits(words);
  const mask: ["in", number, string][] = lanes === 1 ? [] : [["in", lanes, "write_lanes"]];
  return onePort
    ? [
        ["in", 1, "read"],
        ["in", 1, "write"],
        ...mask,
        ["in", address, "address"],
        ["in", bits, "write_data"],
        ["out", bits, "read_data"],
      ]
    : [
        ["in", 1, "read"],
        ["in", address, "read_address"],
        ["out", bits, "read_data"],
        ["in", 1, "write"],
        ...mask,
        ["in", address, "write_address"],
        ["in", bits, "write_data"],
      ];
}

const span = (bits: number) => (bits === 1 ? "" : `[${bits - 1}:0]`);

/** The module: with a behavioural body, or only its ports, for synthesis around it. */
export function macroText(shape: MacroShape, body: "behavioural" | "none"): string {
  const { module, words, bits, lanes, onePort } = shape;
  const ports = [["in", 1, "clk"] as const, ...macroPorts(shape)].map(([direction, width, name]) => {
    const kind = direction === "in" ? "input  wire" : body === "none" ? "output wire" : "output reg ";
    return [`${kind} ${span(width)}`, name] as const;
  });
  const size = Math.max(...ports.map(([left]) => left.length));
  const list = ports.map(
    ([left, name], i) => `    ${left.padEnd(size)} ${name}${i === ports.length - 1 ? "" : ","}`,
  );
  const each = lanes === 1 ? "" : `, written in ${lanes} lanes of ${bits / lanes}`;
  const how = onePort
    ? "One port: a cycle writes, or reads; where it writes, what was read stays."
    : "One port reads, one writes; what is read of a word in the cycle that writes it does not matter.";
  const head = [
    `// RAM of ${words} words of ${bits} bits${each}.`,
    `// ${how}`,
    "// Put the macro of your memory compiler in the place of this body.",
    `module ${module} (`,
    ...list,
    ");",
  ];
  const lines =
    body === "none"
      ? ["(* blackbox *)", ...head.slice(3)]
      : ["`default_nettype none", "", ...head, ...indent(bodyLines(shape))];
  const end = body === "none" ? ["endmodule"] : ["endmodule", "", "`default_nettype wire"];
  return `${[...lines, ...end].join("\n")}\n`;
}

function bodyLines({ words, bits, lanes, onePort }: MacroShape): string[] {
  const [to, from] = onePort ? ["address", "address"] : ["write_address", "read_address"];
  const lane = bits / lanes;
  const stores =
    lanes === 1
      ? [`words[${to}] <= write_data;`]
      : Array.from({ length: lanes }, (_, i) => {
          const part = lane === 1 ? `[${i}]` : `[${(i + 1) * lane - 1}:${i * lane}]`;
          return `if (write_lanes[${i}]) words[${to}]${part} <= write_data${part};`;
        });
  const read = `read_data <= words[${from}];`;
  const store = (begin: string) => [begin, ...stores.map((line) => `        ${line}`)];
  return [
    `reg ${span(bits)} words [0:${words - 1}];`,
    "",
    "always @(posedge clk) begin",
    ...store("    if (write) begin"),
    ...(onePort ? [`    end else if (read) ${read}`] : ["    end", `    if (read) ${read}`]),
    "end",
  ];
}
