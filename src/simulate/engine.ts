// One interface over every engine: open one for a circuit, run cases, close it.
import type { Design } from "../hdl/ir.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import { type Bench, checkPorts } from "./bench.ts";
import { openBuiltin } from "./builtin.ts";
import { BenchError } from "./errors.ts";
import type { Engine, EngineName } from "./running.ts";
import type { TextFile } from "./verilator/build.ts";
import { openVerilator, type VerilatorOptions } from "./verilator/engine.ts";

export type { Engine, EngineName } from "./running.ts";

export interface EngineOptions extends VerilatorOptions {
  readonly bench: Bench;
  /** The circuit; the built-in engine needs it. */
  readonly design?: Design;
  /** Verilog to simulate instead of the design's own (Verilator only): `top` of the bench and all that is below it. */
  readonly files?: readonly TextFile[];
  /** Memory images for `files`, found by `$readmemh` under their names. */
  readonly images?: readonly TextFile[];
  /** Cases may ask for waveforms; "vcd": Verilator writes them as VCD too. Slows Verilator down a lot. */
  readonly trace?: boolean | "vcd";
  /** Check the design's assertions. Default true. */
  readonly assertions?: boolean;
}

/** Verilog and memory images of a design. */
function printed(design: Design): { files: TextFile[]; images: TextFile[] } {
  const files = printVerilog(design, { externals: "model" });
  return { files, images: files.flatMap((file) => [...file.images]) };
}

/**
 * Opens an engine for a circuit, given as a design or (Verilator) as Verilog.
 * @throws BenchError where the bench does not fit the circuit, ToolError and BuildError from the Verilator build
 */
export async function openEngine(name: EngineName, options: EngineOptions): Promise<Engine> {
  const { bench, design, trace = false, assertions = true } = options;
  if (design !== undefined) checkPorts(bench, design);
  if (name === "builtin") {
    if (design === undefined || options.files !== undefined) {
      throw new BenchError("the built-in engine simulates a design; Verilog from files needs Verilator");
    }
    return openBuiltin(design, { bench, assertions, trace: trace !== false });
  }
  if (options.files === undefined && design === undefined) {
    throw new BenchError("nothing to simulate: give a design or Verilog files");
  }
  const { files, images } =
    options.files === undefined ? printed(design!) : { files: options.files, images: options.images ?? [] };
  return openVerilator({ bench, files, images, trace, assertions }, options);
}
