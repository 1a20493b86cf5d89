// dmp unit: one unit of a batch, on whatever machine.
import { runUnit } from "../../batch/index.ts";
import { command } from "../command.ts";
import { needFile } from "../files/module.ts";
import { argument, letter, text } from "../option.ts";
import { withProgress } from "../progress.ts";
import { seconds } from "../text.ts";

export const unit = command({
  name: "unit",
  about: "one unit of a batch: does its work and writes its result, unless that is there already",
  arguments: { unit: argument("file of a unit, as --batch writes them") },
  options: {
    out: letter("o", text("file", "the result; default: results/N.json beside the folder of units")),
  },
  json: "kind, number, of, file, before, seconds",
  notes: `A result is written whole or not at all, so that a unit that was stopped is done again. What it found, right or wrong,
is told by \`dmp collect\`.`,
  examples: ["dmp unit out/batch/units/0.json", "ls out/batch/units/*.json | xargs -n 1 -P 4 dmp unit"],
  async run(given, io) {
    needFile(given.unit);
    const done = await withProgress(io, "unit", (at) => runUnit(given.unit, given.out, at));
    const { number, of, kind, file, before, seconds: taken } = done;
    return {
      json: { ...done },
      text: `Unit ${number} of ${of} (${kind}): ${before ? "was done before" : `done, ${seconds(taken)}`}. Result: ${file}\n`,
    };
  },
});
