// Proves what the circuits of a design claim of themselves, claim by claim, each in the smallest surroundings that do.
import type { CircuitIR, Design } from "../../hdl/ir.ts";
import { type Claim, claimsOf } from "../../hdl/verilog/claims.ts";
import { printVerilog, type VerilogFile } from "../../hdl/verilog/print.ts";
import { below, digestOf } from "../../simulate/proved.ts";
import { type FlowTool, needTool } from "../tools.ts";
import { toProve, typeAssumptions } from "./claims.ts";
import { type Answer, type Question, solve, type Verdict } from "./solve.ts";

export interface ProofOptions {
  /** Cycles of the induction, and of the search for a counterexample. Default 8. */
  readonly depth?: number;
  /** Seconds for each question to the solver. Default 20. */
  readonly seconds?: number;
  /** Only the claims of these circuits. */
  readonly circuits?: readonly string[];
  readonly yosys?: FlowTool;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What became of one claim. */
export interface ClaimResult {
  readonly circuit: string;
  readonly name: string;
  readonly message: string;
  readonly verdict: Verdict;
  /**
   * The circuit whose inputs were free in the last question. Only where that is the design's top is a counterexample
   * one of the design; below, the surroundings may never do what it does.
   */
  readonly within: string;
  /** Of all that `within` holds: where it is the same, the proof holds. */
  readonly digest: string;
  readonly seconds: number;
  /** Of a counterexample, as VCD. */
  readonly waveform: string | null;
}

export interface ProofResult {
  readonly top: string;
  readonly solver: string;
  readonly claims: readonly ClaimResult[];
  readonly proved: number;
  readonly open: number;
  readonly counterexamples: number;
  readonly seconds: number;
}

interface Work {
  readonly design: Design;
  readonly files: readonly VerilogFile[];
  readonly yosys: FlowTool;
  readonly depth: number;
  readonly seconds: number;
}

const circuitOf = ({ design }: Work, name: string): CircuitIR =>
  design.circuits.find((c) => c.name === name)!;
const textOf = ({ files }: Work, name: string): string => files.find((f) => f.name === `${name}.v`)!.text;

const parentsOf = ({ design }: Work, name: string): string[] =>
  design.circuits
    .filter((c) => c.items.some((item) => item.kind === "instance" && item.circuit === name))
    .map((c) => c.name);

/** The chosen claims of a circuit, inside `within`, whose inputs are free. */
function question(work: Work, circuit: string, claims: readonly string[], within: string): Question {
  const inside = below(work.design, within);
  const files = work.files.filter((f) => inside.has(f.name.replace(/\.v$/, "")));
  return {
    files: files.map(({ name, text }) => {
      const module = name.replace(/\.v$/, "");
      const chosen = module === circuit ? claims : [];
      return { name, text: toProve(text, chosen, typeAssumptions(circuitOf(work, module))) };
    }),
    images: files.flatMap((f) => [...f.images]),
    top: within,
    depth: work.depth,
    seconds: work.seconds,
  };
}

/** Proves a claim in its own circuit, else in every circuit around it, outwards to the top. */
async function proveClaim(work: Work, circuit: string, claim: Claim): Promise<ClaimResult> {
  let seconds = 0;
  const ask = async (within: string): Promise<Answer & { within: string }> => {
    const answer = await solve(question(work, circuit, [claim.name], within), work.yosys);
    seconds += answer.seconds;
    if (answer.verdict === "proved") return { ...answer, within };
    let last = { ...answer, within };
    for (const parent of parentsOf(work, within)) {
      last = await ask(parent);
      if (last.verdict !== "proved") return last;
    }
    return last;
  };
  const { verdict, within, waveform } = await ask(circuit);
  const digest = digestOf(work.design, work.files, within);
  return { circuit, name: claim.name, message: claim.message, verdict, within, digest, seconds, waveform };
}

/** Proves the claims of one circuit: all at once where that works, else one by one. */
async function proveCircuit(
  work: Work,
  circuit: string,
  count: (claims: number) => void,
): Promise<ClaimResult[]> {
  const { claims } = claimsOf(textOf(work, circuit));
  if (claims.length === 0) return [];
  const names = claims.map((c) => c.name);
  const together = await solve(question(work, circuit, names, circuit), work.yosys);
  if (together.verdict === "proved") {
    count(claims.length);
    const seconds = together.seconds / claims.length;
    const digest = digestOf(work.design, work.files, circuit);
    return claims.map(({ name, message }) => ({
      circuit,
      name,
      message,
      verdict: "proved",
      within: circuit,
      digest,
      seconds,
      waveform: null,
    }));
  }
  const results: ClaimResult[] = [];
  for (const claim of claims) {
    results.push(await proveClaim(work, circuit, claim));
    count(1);
  }
  return results;
}

/**
 * Proves the claims of a design's circuits by induction, with Yosys's own solver. Inputs and registers are taken to hold
 * values of their types, which elaboration has shown; every claim is proved on the assumption that all claims held
 * until then, so that a proved claim is never the first to fail.
 * @throws FlowError without Yosys
 */
export async function prove(design: Design, options: ProofOptions = {}): Promise<ProofResult> {
  const begin = performance.now();
  const yosys = options.yosys ?? (await needTool("yosys"));
  const work: Work = {
    design,
    files: printVerilog(design),
    yosys,
    depth: options.depth ?? 8,
    seconds: options.seconds ?? 20,
  };
  const chosen = design.circuits
    .map((c) => c.name)
    .filter((name) => options.circuits?.includes(name) ?? true);
  const total = chosen.reduce((sum, name) => sum + claimsOf(textOf(work, name)).claims.length, 0);
  let done = 0;
  const count = (claims: number) => {
    done += claims;
    options.onProgress?.(done, total);
  };
  const claims: ClaimResult[] = [];
  for (const name of chosen) claims.push(...(await proveCircuit(work, name, count)));
  const of = (verdict: Verdict) => claims.filter((c) => c.verdict === verdict).length;
  return {
    top: design.top,
    solver: yosys.version,
    claims,
    proved: of("proved"),
    open: of("open"),
    counterexamples: of("counterexample"),
    seconds: (performance.now() - begin) / 1000,
  };
}
