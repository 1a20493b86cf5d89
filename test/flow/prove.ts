// Bounded proofs with Yosys' own solver, on the assertions that the printed Verilog carries.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Design } from "../../src/hdl/index.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";

export interface Proof {
  readonly design: Design;
  /** The circuit that is proved, with all inputs free. */
  readonly circuit: string;
  /** Conditions on the inputs that whoever uses the circuit keeps. */
  readonly assume?: readonly string[];
  /** Statements that are proved beside the circuit's own. */
  readonly invariants?: readonly string[];
  /** Only the assertions whose names end so. */
  readonly only?: string;
  /** Changes the text: to plant a fault. */
  readonly change?: (text: string) => string;
  /** Cycles after reset for which it is proved; "forever": by induction. */
  readonly cycles: number | "forever";
}

const block = (statement: string) => `always @(posedge clk) if (!rst) ${statement};\n`;

/** Whether the assertions hold; a proof without assertions fails. */
export async function proves(proof: Proof): Promise<boolean> {
  const { assume = [], invariants = [], only = "", change = (text) => text, cycles } = proof;
  const folder = mkdtempSync(join(tmpdir(), "proof-"));
  try {
    const files = printVerilog(proof.design);
    for (const { name, text, images } of files) {
      for (const image of images) writeFileSync(join(folder, image.name), image.text);
      const [before, after] = text.split("`ifdef ASSERTIONS\n");
      if (name !== `${proof.circuit}.v` || before === undefined || after === undefined) {
        writeFileSync(join(folder, name), text);
        continue;
      }
      const own = after.slice(0, after.indexOf("`endif"));
      const kept =
        own.match(
          new RegExp(` *always @\\(posedge clk\\) begin : \\w*${only}(_\\d+)?\\n[^]*?\\n    end\\n`, "g"),
        ) ?? [];
      if (kept.length === 0) throw new Error(`${proof.circuit} has no assertion ...${only}`);
      const added = [
        ...assume.map((a) => `always @(posedge clk) assume (${a});\n`),
        ...invariants.map((i) => block(`assert (${i})`)),
      ];
      writeFileSync(join(folder, name), change(`${before}${kept.join("")}${added.join("")}endmodule\n`));
    }
    const steps = cycles === "forever" ? "-maxsteps 10" : `-tempinduct-baseonly -maxsteps ${cycles}`;
    const script = [
      `read_verilog -sv -formal ${files.map((f) => f.name).join(" ")}`,
      `prep -top ${proof.circuit} -flatten`,
      "memory_map; async2sync; opt -full",
      `sat -verify -prove-asserts -set-assumes -set-at 1 rst 1 -seq 1 -tempinduct ${steps}`,
    ];
    const { exitCode, all } = await execa("yosys", ["-p", script.join("; ")], {
      cwd: folder,
      reject: false,
      all: true,
    });
    if (exitCode === 0) return true;
    if (/Called with -verify and proof did fail/.test(all)) return false;
    throw new Error(all.slice(-2000));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
