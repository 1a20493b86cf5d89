// Prints the Verilog and the waveform of an example: `node examples/hdl/show.js counter`.
import { elaborate, printVerilog, simulate } from "dmp-rtl/hdl";

const { example, play } = await import(new URL(`${process.argv[2]}.js`, import.meta.url));
const design = elaborate(example);
for (const file of printVerilog(design)) console.log(file.text);
console.log(play(simulate(design)).draw());
