// Claims that are proved need no check in simulation: which those of a design are, and its Verilog without them.
import { createHash } from "node:crypto";
import type { Design } from "../hdl/ir.ts";
import { rangeOf } from "../hdl/range.ts";
import { claimsOf, withoutClaims } from "../hdl/verilog/claims.ts";
import { printVerilog, type VerilogFile } from "../hdl/verilog/print.ts";

/** A claim that was proved inside the circuit `within`, all of whose content `digest` stands for. */
export interface ProvedClaim {
  readonly circuit: string;
  readonly name: string;
  readonly within: string;
  readonly digest: string;
}

/** How many claims a design makes, and how many of them are not checked since they are proved. */
export interface ClaimCount {
  readonly total: number;
  readonly proved: number;
}

/** Circuits below `name`, itself included. */
export function below(design: Design, name: string): Set<string> {
  const found = new Set([name]);
  for (const item of design.circuits.find((c) => c.name === name)!.items)
    if (item.kind === "instance") for (const inner of below(design, item.circuit)) found.add(inner);
  return found;
}

/** SHA-256 of what a proof inside a circuit rests on: Verilog, contents of memories and ranges of types, of all below it. */
export function digestOf(design: Design, files: readonly VerilogFile[], name: string): string {
  const inside = below(design, name);
  const hash = createHash("sha256");
  for (const circuit of design.circuits.filter((c) => inside.has(c.name))) {
    const registers = circuit.items.filter((item) => item.kind === "register");
    const ranges = [...circuit.ports, ...registers].map(({ name: port, type }) => {
      const { lo, hi } = rangeOf(type);
      return `${port} ${lo} ${hi}`;
    });
    const { text, images } = files.find((f) => f.circuits.includes(circuit.name))!;
    hash.update(JSON.stringify([circuit.name, ranges, text, images.map((i) => [i.name, i.text])]));
  }
  return hash.digest("hex");
}

/**
 * The Verilog of `design` without the claims that are proved, and their count. A proof counts where `proved` holds the
 * digest of its surroundings: in the design itself, or in `bare`, the same without probes, which only look on.
 */
export function withoutProved(
  design: Design,
  bare: Design,
  proved: readonly ProvedClaim[],
): { files: VerilogFile[]; count: ClaimCount } {
  const printed = [design, bare].map((d) => ({
    design: d,
    files: printVerilog(d),
    digests: new Map<string, string>(),
  }));
  const digest = (of: (typeof printed)[number], name: string): string | null => {
    if (!of.design.circuits.some((c) => c.name === name)) return null;
    const found = of.digests.get(name) ?? digestOf(of.design, of.files, name);
    of.digests.set(name, found);
    return found;
  };
  const conditions = printed.map(
    ({ files }) =>
      new Map(files.flatMap((f) => claimsOf(f.text).claims.map((c) => [`${f.name} ${c.name}`, c.condition]))),
  );
  const holds = (claim: ProvedClaim): boolean => {
    const key = `${claim.circuit}.v ${claim.name}`;
    return printed.some(
      (of, i) =>
        conditions[i]!.has(key) &&
        conditions[i]!.get(key) === conditions[0]!.get(key) &&
        digest(of, claim.within) === claim.digest &&
        below(of.design, claim.within).has(claim.circuit),
    );
  };
  const held = proved.filter(holds);
  const namesOf = (file: string) => new Set(held.filter((c) => `${c.circuit}.v` === file).map((c) => c.name));
  const files = printVerilog(design, { externals: "model" });
  const left = files.map((f) => ({ ...f, text: withoutClaims(f.text, namesOf(f.name)) }));
  const total = conditions[0]!.size;
  const checked = left.reduce((sum, f) => sum + claimsOf(f.text).claims.length, 0);
  return { files: left, count: { total, proved: total - checked } };
}
