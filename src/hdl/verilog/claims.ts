// The claims of a printed circuit, one by one, and its text without some of them.

/** What a circuit says must hold at every clock edge outside reset. */
export interface Claim {
  readonly name: string;
  /** The claim in words. */
  readonly message: string;
  /** As a Verilog expression over the circuit's names. */
  readonly condition: string;
}

/** A printed circuit taken apart. */
export interface Claims {
  /** The module up to its claims. */
  readonly before: string;
  /** Wires that only the claims use. */
  readonly helpers: string;
  readonly claims: readonly Claim[];
}

const open = "`ifdef ASSERTIONS\n";
const close = "`endif";
const statement =
  /^ *\/\/ ([^\n]*)\n(?: *\/\/ [^\n]*\n)* *always @\(posedge clk\) begin : (\w+)\n *if \(!rst\) assert \(([^;]*)\);\n *end\n/gm;

/** Takes the text of a printed circuit apart. A circuit without claims has none. */
export function claimsOf(text: string): Claims {
  const from = text.indexOf(open);
  if (from < 0) return { before: text.slice(0, text.lastIndexOf("endmodule")), helpers: "", claims: [] };
  const block = text.slice(from + open.length, text.indexOf(close, from));
  const claims = [...block.matchAll(statement)].map(([, message, name, condition]) => ({
    name: name!,
    message: message!,
    condition: condition!.replace(/\s+/g, " "),
  }));
  return { before: text.slice(0, from), helpers: block.replace(statement, ""), claims };
}

/** The text without the claims of these names; wires that only they used stay. */
export const withoutClaims = (text: string, names: ReadonlySet<string>): string =>
  text.replace(statement, (whole, _message, name) => (names.has(name) ? "" : whole));
