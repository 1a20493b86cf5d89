// The text of a printed circuit with some of its claims to be proved, and what may be assumed of its types.
import type { CircuitIR, Type } from "../../hdl/ir.ts";
import { fullRange, isSigned, rangeOf, widthOf } from "../../hdl/range.ts";
import { claimsOf } from "../../hdl/verilog/claims.ts";

/** `name` holds a value of the type, as Verilog; null where its bits cannot hold another. */
function within(name: string, type: Type): string | null {
  const { lo: low, hi: high } = rangeOf(type);
  const signed = isSigned({ lo: low, hi: high });
  const width = widthOf({ lo: low, hi: high });
  const { lo: least, hi: most } = fullRange(width, signed);
  const number = (value: bigint) => {
    const bits = `${width + 1}'${signed ? "s" : ""}d${value < 0n ? -value : value}`;
    return value < 0n ? `-${bits}` : bits;
  };
  const ends = [
    ...(low > least ? [`${name} >= ${number(low)}`] : []),
    ...(high < most ? [`${name} <= ${number(high)}`] : []),
  ];
  return ends.length === 0 ? null : ends.join(" && ");
}

const ranges = (named: readonly { readonly name: string; readonly type: Type }[]) =>
  named.flatMap(({ name, type }) => within(name, type) ?? []);

/** What says, as Verilog, that every register with a reset holds a value of its type. */
export const registerRanges = (circuit: CircuitIR): string[] =>
  ranges(circuit.items.flatMap((item) => (item.kind === "register" && item.reset !== null ? [item] : [])));

/**
 * What may be assumed inside a circuit: its inputs, and its registers that have a reset, hold values of their types.
 * Elaboration has shown that every assignment does, as long as the claims hold.
 */
export const typeAssumptions = (circuit: CircuitIR): string[] => [
  ...ranges(circuit.ports.filter((p) => p.direction === "in")),
  ...registerRanges(circuit),
];

/**
 * The module with the chosen claims to be proved in every cycle, on the assumption that all its claims held in the
 * cycles before: a claim that is proved so cannot be the first to fail. Assumptions are clocked, as assertions are: what
 * is assumed of a cycle must not be there before what is asserted of it.
 */
export function toProve(text: string, chosen: readonly string[], assumptions: readonly string[]): string {
  const { before, helpers, claims } = claimsOf(text);
  const mine = claims.filter((c) => chosen.includes(c.name));
  const rest = claims.filter((c) => !chosen.includes(c.name));
  const lines = [
    ...assumptions.map((a) => `always @(posedge clk) assume (${a});`),
    ...(rest.length === 0
      ? []
      : [
          "reg claims_held;",
          `always @(posedge clk) claims_held <= rst | (${rest.map((c) => `(${c.condition})`).join(" & ")});`,
          "always @(posedge clk) assume (claims_held);",
        ]),
    ...mine.map((c) => `always @(posedge clk) if (!rst) ${c.name}: assert (${c.condition});`),
  ];
  return `${before}${helpers}${lines.join("\n")}\nendmodule\n\`default_nettype wire\n`;
}
