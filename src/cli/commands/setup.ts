// dmp setup: finds or installs the tools.
import { setup } from "../../simulate/index.ts";
import type { AddCommand } from "../program.ts";
import { diagnosisText } from "./doctor.ts";

export const addSetup: AddCommand = (program, io) => {
  program
    .command("setup")
    .description("finds or installs the tools: Verilator, a C++ compiler, make, Icarus Verilog")
    .option("--fpga", "the tools of dmp synth too: Yosys, nextpnr-ice40, icepack")
    .option("--json", "print JSON: that of doctor, and commands [...] that were run")
    .addHelpText(
      "after",
      `
Installs with apt-get, where that is there and may be used; elsewhere it says what to install by hand.
The environment variable VERILATOR names a Verilator to use instead of the one on the PATH.

Examples:
  dmp setup
  dmp setup --fpga
  VERILATOR=/opt/verilator/bin/verilator dmp setup
`,
    )
    .action(async ({ fpga, json }: { fpga?: boolean; json?: boolean }) => {
      const result = await setup({
        ...(fpga ? { fpga } : {}),
        onProgress: ({ command, done, total }) => io.err(`[${done + 1}/${total}] ${command}\n`),
      });
      io.out(json ? `${JSON.stringify(result)}\n` : diagnosisText(result));
    });
};
