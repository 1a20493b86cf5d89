// One question to Yosys's own solver: does what a module asserts hold, and for how long?
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TextFile } from "../../simulate/index.ts";
import { removeAtExit } from "../../simulate/processes.ts";
import { FlowRunError } from "../error.ts";
import type { FlowTool } from "../tools.ts";

/** `proved`: for ever. `counterexample`: it fails in a run from reset. `open`: neither was found within the limits. */
export type Verdict = "proved" | "counterexample" | "open";

export interface Question {
  /** Verilog with assertions and assumptions, and the memory images that it reads. */
  readonly files: readonly TextFile[];
  readonly images: readonly TextFile[];
  readonly top: string;
  /** Cycles: the length of the induction, and of the search from reset. */
  readonly depth: number;
  /** Time for the solver. */
  readonly seconds: number;
  /** Only from reset on for `depth` cycles, without induction: `proved` then means within them. */
  readonly bounded?: boolean;
}

export interface Answer {
  readonly verdict: Verdict;
  readonly seconds: number;
  /** Waveform of a counterexample as VCD. */
  readonly waveform: string | null;
}

const WAVEFORM = "counterexample.vcd";

function verdictOf(said: string, bounded: boolean): Verdict {
  if (/Induction step proven: SUCCESS/.test(said)) return "proved";
  if (/model found for base case: FAIL/.test(said)) return "counterexample";
  const ended = /Reached maximum number of time steps/.test(said);
  if (bounded && ended) return "proved";
  if (ended || /TIMEOUT|Interrupted/i.test(said)) return "open";
  throw new FlowRunError(`the solver's answer cannot be read:\n${said.slice(-1500)}`);
}

/** Asks the solver. @throws FlowRunError where Yosys cannot read the question */
export async function solve(question: Question, yosys: FlowTool): Promise<Answer> {
  const { files, images, top, depth, seconds, bounded = false } = question;
  const begin = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "dmp-prove-"));
  const forget = removeAtExit(folder);
  try {
    for (const { name, text } of [...files, ...images]) await writeFile(join(folder, name), text);
    const script = [
      `read_verilog -sv -formal ${files.map((f) => f.name).join(" ")}`,
      `prep -top ${top} -flatten`,
      // What no claim depends on goes before memories become registers.
      "delete -output o:*; opt_clean -purge; memory_map; async2sync; opt -full",
      `sat -dump_vcd ${WAVEFORM} -prove-asserts -set-assumes -set-at 1 rst 1 -seq 1 -tempinduct` +
        `${bounded ? " -tempinduct-baseonly" : ""} -maxsteps ${depth} -timeout ${seconds}`,
    ];
    const said = await yosys.run(["-p", script.join("; ")], folder);
    const verdict = verdictOf(said, bounded);
    const waveform = verdict === "counterexample" ? await readFile(join(folder, WAVEFORM), "utf8") : null;
    return { verdict, seconds: (performance.now() - begin) / 1000, waveform };
  } catch (error) {
    if (error instanceof FlowRunError) throw new FlowRunError(`proof of ${top}: ${error.message}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}
