// What a verification is asked for.
import type { CacheOptions, EngineName } from "../simulate/index.ts";
import type { ProvedClaim } from "../simulate/proved.ts";
import type { Depth } from "./compare.ts";
import type { CaseLimits } from "./draw.ts";
import type { RunnerOptions } from "./runner.ts";
import type { Shape } from "./shape.ts";
import type { ForeignVerilog } from "./verilog.ts";

export interface VerifyProgress {
  readonly shapes: number;
  readonly shapesDone: number;
  readonly cases: number;
  readonly casesDone: number;
  readonly mismatches: number;
}

export interface VerifyOptions {
  readonly engine: EngineName;
  /** Of everything random; the same seed gives the same shapes, cases and stalls. */
  readonly seed: number;
  /** So many seeds from `seed` on, every one with shapes and cases of its own. Default: 1. */
  readonly seeds?: number;
  /** The shapes, or how many random ones. */
  readonly shapes: readonly Shape[] | number;
  /** Only these of the shapes of all seeds, seed after seed: from the first to the one before `to`. Default: all. */
  readonly part?: { readonly from: number; readonly to: number };
  /**
   * Random cases of each shape, beside the directed ones. Default: as many as take the time that its build took, and
   * 200 at least.
   */
  readonly cases?: number;
  readonly limits?: Pick<CaseLimits, "steps">;
  /** Directed cases come first: ends of sums, full lengths, trains. Default: true. */
  readonly directed?: boolean;
  /** "classes": only classes, flags and cycles are compared. Default: every value. */
  readonly depth?: Depth;
  /** Cycles are compared too. Default: true. */
  readonly cycles?: boolean;
  /** Verilog instead of the generated one (Verilator, one shape). */
  readonly verilog?: ForeignVerilog;
  /** Claims that are proved (`loadProof`): they are not checked again (Verilator, generated Verilog). */
  readonly proved?: readonly ProvedClaim[];
  /** Failures are made small. Default: true. */
  readonly shrink?: boolean;
  /** Folder for the first failure of each shape. Default: failures are shrunk, but not written. */
  readonly keep?: string;
  readonly cache?: CacheOptions;
  /** Simulations at work at once. Default: the number of cores with Verilator, else 1. */
  readonly jobs?: number;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Stops after the cases at work. */
  readonly signal?: AbortSignal;
}

/** Those that say what runs. */
export const runnerOptions = ({
  engine,
  verilog,
  cache,
  depth,
  cycles,
  proved,
}: VerifyOptions): RunnerOptions => ({
  engine,
  ...(proved === undefined ? {} : { proved }),
  ...(verilog === undefined ? {} : { verilog }),
  ...(cache === undefined ? {} : { cache }),
  ...(depth === undefined ? {} : { depth }),
  ...(cycles === undefined ? {} : { cycles }),
});
