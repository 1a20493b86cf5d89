// The clocked blocks of a module's registers: those that reset clears, and those without a reset apart.
import type { Expr, RegisterItem } from "../ir.ts";
import { whole } from "./expression.ts";
import { comment, indent } from "./layout.ts";
import type { Target } from "./process.ts";
import type { Scope } from "./scope.ts";

/** What a register takes at a clock edge where that is no variable of its own, and the comment to say above it. */
export interface Taken {
  readonly value: string;
  readonly note: string | undefined;
}

export function registerBlocks(
  scope: Scope,
  targets: ReadonlyMap<string, Target>,
  direct: ReadonlyMap<string, Taken>,
): string[][] {
  const all = scope.circuit.items.filter((item) => item.kind === "register");
  const take = ({ name }: RegisterItem): string[] => {
    const taken = direct.get(name);
    return [...comment(taken?.note), `${name} <= ${taken?.value ?? targets.get(name)!.assigned};`];
  };
  const blocks: string[][] = [];
  const cleared = all.filter(({ reset }) => reset !== null);
  if (cleared.length > 0) {
    scope.use("clk", 0, 1);
    scope.use("rst", 0, 1);
    blocks.push([
      `always @(posedge clk) begin : ${scope.label("registers")}`,
      "    if (rst) begin",
      ...indent(
        cleared.map((item) => resetLine(scope, item)),
        2,
      ),
      "    end else begin",
      ...indent(cleared.flatMap(take), 2),
      "    end",
      "end",
    ]);
  }
  const plain = all.filter(({ reset }) => reset === null);
  if (plain.length > 0) {
    scope.use("clk", 0, 1);
    blocks.push([
      `always @(posedge clk) begin : ${scope.label("registers_without_reset")}`,
      ...indent(plain.flatMap(take)),
      "end",
    ]);
  }
  return blocks;
}

function resetLine(scope: Scope, { name, type, reset }: RegisterItem): string {
  const value: Expr = { op: "const", value: reset!, type: { ...type, lo: reset!, hi: reset! } };
  return `${name} <= ${whole(scope, value, type).code};`;
}
