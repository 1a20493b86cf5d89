// Checks generated Verilog with the tools that are there: Verilator's and Icarus Verilog's reading of it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../base/errors.ts";
import { runProcess } from "../simulate/processes.ts";
import { findProgram, findVerilator } from "../simulate/toolchain.ts";

/** Verilog that a tool objects to; the message holds the tool's words. */
export class LintError extends RunError {
  override readonly name = "LintError";
}

/**
 * Lints the Verilog that `<top>.f` in `folder` lists; says with what. Nothing is checked where there is no tool.
 * @throws LintError where a tool objects, warnings included
 */
export async function lint(folder: string, top: string): Promise<string> {
  const files = readFileSync(join(folder, `${top}.f`), "utf8")
    .trim()
    .split("\n");
  const verilator = findVerilator();
  const icarus = findProgram("iverilog");
  const checks = [
    ...(verilator === null
      ? []
      : [
          {
            name: "Verilator -Wall",
            program: verilator,
            args: ["--lint-only", "-Wall", "--top-module", top, ...files],
          },
        ]),
    ...(icarus === null
      ? []
      : [
          {
            name: "Icarus Verilog",
            program: icarus,
            args: ["-g2005", "-Wall", "-t", "null", "-s", top, ...files],
          },
        ]),
  ];
  for (const { name, program, args } of checks) {
    const { exitCode, output } = await runProcess(program, args, { cwd: folder });
    if (exitCode !== 0 || /warning/i.test(output))
      throw new LintError(`${name} objects to ${folder}:\n${output.trim().slice(0, 4000)}`);
  }
  return checks.length === 0
    ? "skipped: no tool for it here"
    : `${checks.map((c) => c.name).join(" and ")}: no warnings`;
}
