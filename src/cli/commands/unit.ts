// dmp unit: one unit of a batch, on whatever machine.
import { dirname } from "node:path";
import { isFolder } from "../../base/paths.ts";
import { resultFile, runUnit } from "../../batch/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { needFile } from "../files/module.ts";
import { unwritable } from "../files/write.ts";
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
    const target = given.out ?? resultFile(given.unit);
    const why = isFolder(target) ? "is a folder, not a file" : unwritable(dirname(target));
    if (why !== null) throw new UsageError(`${target}: cannot be written: ${why}`);
    const done = await withProgress(io, "unit", (at) => runUnit(given.unit, target, at));
    const { number, of, kind, file, before, seconds: taken } = done;
    return {
      json: { ...done },
      text: `Unit ${number} of ${of} (${kind}): ${before ? "was done before" : `done, ${seconds(taken)}`}. Result: ${file}\n`,
    };
  },
});
