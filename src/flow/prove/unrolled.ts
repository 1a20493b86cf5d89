// A bounded question to Yosys's own solver: from states that are described, what holds after so many cycles?
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TextFile } from "../../simulate/index.ts";
import { removeAtExit } from "../../simulate/processes.ts";
import { FlowRunError } from "../error.ts";
import type { FlowTool } from "../tools.ts";

/** Two signals, or a signal and a number, that are equal. */
export type Equal = readonly [string, string];

export interface Unrolled {
  readonly files: readonly TextFile[];
  readonly top: string;
  /** What holds in the first cycle. */
  readonly start: readonly Equal[];
  /** What is to be proved of the last. */
  readonly end: readonly Equal[];
  readonly cycles: number;
  readonly seconds: number;
}

export interface UnrolledAnswer {
  readonly verdict: "proved" | "counterexample" | "open";
  readonly counterexample: readonly string[];
}

/** Asks. @throws FlowRunError where Yosys cannot read the question */
export async function solveSteps(question: Unrolled, yosys: FlowTool): Promise<UnrolledAnswer> {
  const { files, top, start, end, cycles, seconds } = question;
  const folder = mkdtempSync(join(tmpdir(), "dmp-prove-"));
  const forget = removeAtExit(folder);
  try {
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const sat = [
      `sat -seq ${cycles} -prove-skip ${cycles - 1} -set-assumes -timeout ${seconds}`,
      ...start.map(([a, b]) => `-set-at 1 ${a} ${b}`),
      ...end.map(([a, b]) => `-prove ${a} ${b}`),
      "-dump_json counterexample.json",
    ];
    const script = [
      `read_verilog -sv -formal ${files.map((f) => f.name).join(" ")}`,
      `hierarchy -check -top ${top}`,
      // Nothing is cleaned away: every name of the question must still be there.
      "proc; flatten; memory_collect; memory_map",
      sat.join(" "),
    ];
    await writeFile(join(folder, "step.ys"), `${script.join("\n")}\n`);
    const said = await yosys.run(["-s", "step.ys"], folder);
    if (/SAT proof finished - no model found: SUCCESS/.test(said))
      return { verdict: "proved", counterexample: [] };
    if (/SAT proof finished - model found: FAIL/.test(said)) {
      const model = await readFile(join(folder, "counterexample.json"), "utf8").catch(() => "");
      return { verdict: "counterexample", counterexample: model.split("\n") };
    }
    if (/TIMEOUT|Interrupted/i.test(said)) return { verdict: "open", counterexample: [] };
    throw new FlowRunError(`the solver's answer cannot be read:\n${said.slice(-2000)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}
