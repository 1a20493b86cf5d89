// dmp collect: the results of a batch put together, or what is missing of them and how to get it.
import { counted } from "../../base/counted.ts";
import { type Batch, type Gathered, gather, rangesText, readBatch, scriptFile } from "../../batch/index.ts";
import { collectors } from "../collectors.ts";
import { command, type Result } from "../command.ts";
import { argument, letter, text } from "../option.ts";
import { shellWord } from "../text.ts";

export const collect = command({
  name: "collect",
  about: "puts the results of a batch together: what its command would have given on one machine",
  arguments: { batch: argument("folder of a batch") },
  options: {
    out: letter("o", text("folder", "of an exploration: points.csv, front.json, front.svg and index.html")),
    junit: text("file", "of a verification: write a JUnit report"),
  },
  json: "what the batch's command gives; where results are missing: kind, units, done, missing, refused [{unit, why}], again",
  notes: `Exit status 1 where results are missing or cannot be used (damaged, of another version, of a unit that has changed
since): they are named, with the command that does only them.`,
  examples: ["dmp collect out/batch --out out/explore", "dmp collect out/batch --json"],
  async run(given, io) {
    const batch = readBatch(given.batch);
    const collector = collectors(batch, given, io);
    const gathered = gather(given.batch, batch);
    if (gathered.results.length < batch.units.length) return lacking(given.batch, batch, gathered);
    return collector(gathered.results);
  },
});

/** So many reasons are told one by one. */
const TOLD = 10;

function lacking(folder: string, { kind, units }: Batch, { results, missing, refused }: Gathered): Result {
  const all = [...missing, ...refused.map(({ unit }) => unit)].sort((a, b) => a - b);
  const again = `cd ${shellWord(folder)} && sbatch --array=${rangesText(all)} ${scriptFile}`;
  const more = refused.length > TOLD ? [`and ${refused.length - TOLD} more`] : [];
  const lines = [
    `${folder}: ${results.length} of ${counted(units.length, "unit")} done.`,
    ...(missing.length === 0 ? [] : [`Missing: ${rangesText(missing)}`]),
    ...refused.slice(0, TOLD).map(({ unit, why }) => `Refused: ${unit}: ${why}`),
    ...more,
    `Again: ${again}`,
  ];
  return {
    json: { kind, units: units.length, done: results.length, missing, refused, again },
    text: `${lines.join("\n")}\n`,
    failed: true,
  };
}
