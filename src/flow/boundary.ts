// A top of registers around a design that has more ports than a package has pins: all that is between them is timed.
import type { Design } from "../hdl/index.ts";
import { fieldOf, type TextFile } from "../simulate/index.ts";

/** Name of the top module. */
export const boundaryTop = "boundary";
/** Name of the design's instance in it. */
export const boundaryInstance = "design";

/** Whether a cell, by its name in the netlist, is one of the registers around the design or of their parity. */
export const isBoundary = (cell: string): boolean =>
  /^(parity|seen_|stimulus_(SB_DFF|TRELLIS_FF|FD|DFF))/.test(cell);

/**
 * Inputs come from a shift register that one pin feeds; outputs go to registers whose parity is another pin. Nothing
 * of the design can be left out as unused, and no path through it begins or ends at a pin.
 */
export function boundary(design: Design): TextFile {
  const { ports, clocked } = design.circuits.find((c) => c.name === design.top)!;
  const at = { in: 0, out: 0 };
  const connections = ports.map(({ name, direction }) => {
    const low = at[direction];
    at[direction] += fieldOf(design, name).width;
    return `.${name}(${direction === "in" ? "stimulus" : "response"}[${at[direction] - 1}:${low}])`;
  });
  const clock = clocked ? [".clk(clk)", ".rst(rst)"] : [];
  const text = `// Registers around ${design.top}, so that it can be placed and timed alone.
\`default_nettype none
module ${boundaryTop} (
    input  wire clk,
    input  wire rst,
    input  wire serial,
    output reg  parity
);
    // Kept, or a multiplier would take them in as registers of its own.
    (* keep *)
    reg  [${at.in}:0] stimulus;
    wire [${at.out - 1}:0] response;
    (* keep *)
    reg  [${at.out - 1}:0] seen;

    always @(posedge clk) begin
        stimulus <= {stimulus[${at.in - 1}:0], serial};
        seen     <= response;
        parity   <= ^seen ^ rst;
    end

    ${design.top} ${boundaryInstance} (
        ${[...clock, ...connections].join(",\n        ")}
    );
endmodule
\`default_nettype wire
`;
  return { name: `${boundaryTop}.v`, text };
}
