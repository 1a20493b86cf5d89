// dmp setup: finds or installs the tools.
import { setup as installTools } from "../../simulate/index.ts";
import { command } from "../command.ts";
import { flag } from "../option.ts";
import { diagnosisText } from "./doctor.ts";

export const setup = command({
  name: "setup",
  about: "finds or installs the tools: Verilator, a C++ compiler, make, Icarus Verilog",
  arguments: {},
  options: { fpga: flag("the tools of dmp synth too: Yosys, nextpnr, icepack, ecppack, gowin_pack") },
  json: "that of doctor, and commands [...] that were run",
  notes: `Installs with apt-get, where that is there and may be used; elsewhere it says what to install by hand.
What --fpga brings for ECP5 and Gowin comes by pip, into an environment of its own in the cache (DMP_CACHE).
The environment variable VERILATOR names a Verilator to use instead of the one on the PATH.`,
  examples: ["dmp setup", "dmp setup --fpga", "VERILATOR=/opt/verilator/bin/verilator dmp setup"],
  async run({ fpga }, io) {
    const result = await installTools({
      ...(fpga ? { fpga } : {}),
      onProgress: ({ command, done, total }) => io.err(`[${done + 1}/${total}] ${command}\n`),
    });
    return { json: result, text: diagnosisText(result) };
  },
});
