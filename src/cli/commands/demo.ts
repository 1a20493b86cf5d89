// dmp demo, which is what `npm start` runs: the shipped tasks from weights to verified hardware.
import { command } from "../command.ts";
import { demo as runDemo } from "../demo/demo.ts";
import { integer, letter, manyArguments, preset, text } from "../option.ts";
import { simulatorOption } from "../options.ts";

export const demo = command({
  name: "demo",
  about:
    "the shipped networks from weights to verified RTL: quantize, generate, lint, build, run, compare, draw",
  arguments: { models: manyArguments("model folders; default: the shipped ones", false) },
  options: {
    engine: {
      ...simulatorOption.engine,
      about: "default: verilator, installed where possible, else builtin",
    },
    out: letter(
      "o",
      preset("out", text("folder", "where everything is written, each task in a folder of its model's name")),
    ),
    clock: preset(24, integer("MHz", "clock for which steps per second are stated", 1, 10_000)),
    to: integer("n", "only so many recordings of each task", 1),
  },
  json: "engine, recordings, mismatches, accuracy, cyclesPerStep, seconds, clockMHz, tasks [{name, recordings, mismatches, values, accuracy, cyclesPerStep, stepsPerSecond, seconds, differences, files}]",
  notes: "Exit status 1 where the hardware and the golden model differ in any bit.",
  examples: ["npm start", "dmp demo --engine builtin --to 20", "dmp demo --json"],
  async run(given, io) {
    const result = await runDemo(given, io);
    return { json: result, text: "", failed: result.mismatches > 0 };
  },
});
