// The assertions of a design as conditions that a test bench evaluates from outside, in any simulator.
import type { CircuitIR, Design } from "../hdl/index.ts";

/** One assertion of one instance. */
export interface Claim {
  /** Instance and name of the assertion, below the top. */
  readonly name: string;
  /** Over signals by their path, `dut.` first. */
  readonly condition: string;
}

const ASSERTION = /begin : (\w+)\s+if \(!rst\) assert \(((?:.|\n)*?)\);\n\s+end/g;
/** A number, a system function, or a name. */
const WORD = /\d+'s?[bdh][0-9a-fx_]+|\$\w+|\b\d+\b|[A-Za-z_]\w*/g;

/** The printed condition with every name found from the test bench. */
const fromOutside = (condition: string, path: string): string =>
  condition
    .replace(/\s*\n\s*/g, " ")
    .replace(WORD, (word) => (/^[A-Za-z_]/.test(word) ? `${path}${word}` : word));

/** The assertions of every instance; `texts`: by circuit the Verilog of its module. */
export function claimsOf(design: Design, texts: ReadonlyMap<string, string>): Claim[] {
  const circuits = new Map(design.circuits.map((c) => [c.name, c]));
  const within = (circuit: CircuitIR, path: string): Claim[] => [
    ...[...(texts.get(circuit.name) ?? "").matchAll(ASSERTION)].map(([, name, condition]) => ({
      name: `${path}${name}`,
      condition: fromOutside(condition!, `dut.${path}`),
    })),
    ...circuit.items.flatMap((item) =>
      item.kind === "instance" ? within(circuits.get(item.circuit)!, `${path}${item.name}.`) : [],
    ),
  ];
  return within(circuits.get(design.top)!, "");
}
