// dmp explore: every point of a space, the front of those that keep its constraints, as table, files and page.
import { dirname, resolve } from "node:path";
import { choicesOf, spaceOf } from "../../explore/index.ts";
import { ablationOfPoint } from "../ablation-table.ts";
import { batchNotes, batchOf, batchOptions } from "../batching.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { exploreBatch } from "../exploration-batch.ts";
import { everyPoint, searchedPoints } from "../exploration-points.ts";
import { exploredResult } from "../explored.ts";
import { loadValue } from "../files/module.ts";
import { needOut } from "../files/write.ts";
import { frontierOf } from "../frontier.ts";
import { measuredOf } from "../measured.ts";
import { argument, flag, integer, letter, preset, text, without } from "../option.ts";
import { collect } from "./collect.ts";

export const explore = command({
  name: "explore",
  about: "every point of a space of networks, formats, devices and hardware: costs, accuracy, Pareto front",
  arguments: {
    space: argument("space file (.json, .ts, .js): networks, devices, hardware, constraints, objectives"),
  },
  options: {
    out: letter(
      "o",
      text("folder", "write points.csv, front.json, front.svg and a page, index.html; or the batch"),
    ),
    jobs: preset(1, integer("n", "threads that run recordings for accuracy", 1, 64)),
    energy: text("file", "energy table of one's own in place of the package's"),
    synthesize: without(
      ["batch"],
      integer(
        "n",
        "points of the front, evenly spread, that are synthesized, and placed where the tools are",
        1,
        1000,
      ),
    ),
    ablate: without(
      ["batch"],
      flag("what each idea brings, beside the front's first point: dmp ablate with its hardware, counted"),
    ),
    search: without(
      ["batch"],
      integer("n", "look at so many points, as an evolutionary search chooses them, not at all", 1),
    ),
    seed: integer("n", "with --search: of what it draws (default: 1)", 0),
    show: preset(20, integer("n", "points of the front that the table shows", 1, 1000)),
    ...batchOptions,
  },
  json: "space, points, kept, refused {choices, why}, leftOut, hindrances [{limit {figure, limit, value}, keep, best, keepOthers, bestOfOthers}] where none is kept, objectives, front [{network, bits, device, hardware, accuracy, cyclesPerStep, stepsPerSecond, bitsPerStep, memoryBits, energyPerStep, clockPerStep, leakage, area, fits, measured {area, fmaxMHz, stepsPerSecond, problems, tool}}], ablation, seconds; with --search: of",
  notes: `Accuracy is kept by content: what was run before is not run again. Cycles, memories and multipliers are exact; logic,
flip-flops and energy are modelled. What is synthesized is kept too, and shown beside what is modelled. ${batchNotes}`,
  examples: [
    "dmp explore examples/spaces/spoken-digits.json --out out/explore",
    "dmp explore space.ts --synthesize 5 --ablate --out out/explore",
    "dmp explore space.ts --search 20000 --json",
    "dmp explore space.ts --batch slurm --units 100 --out out/batch",
    "dmp explore collect out/batch --out out/explore",
  ],
  commands: [collect],
  async run(given, io) {
    const { out } = given;
    const place = batchOf(given);
    if (given.seed !== undefined && given.search === undefined)
      throw new UsageError("--seed: it is for --search; without, every point is looked at");
    if (out !== undefined && place === null) needOut(out, "explore");
    const begin = performance.now();
    const space = spaceOf(await loadValue(given.space), given.space);
    const folder = dirname(resolve(given.space));
    if (place !== null) {
      choicesOf(space, given.space);
      return exploreBatch(space, folder, place, given, io);
    }
    const { search, seed = 1 } = given;
    const found =
      search === undefined
        ? await everyPoint(space, folder, given, io)
        : await searchedPoints(space, folder, { ...given, search, seed }, io);
    const seconds = (performance.now() - begin) / 1000;
    const explored = { name: given.space, space, ...found, seconds };
    const frontier = frontierOf(explored);
    const [first] = frontier.front;
    const measured = await measuredOf(frontier.front, given.synthesize ?? 0, space.clock, folder, io);
    const ablation =
      given.ablate && first !== undefined ? await ablationOfPoint(first, folder, given, io) : null;
    return exploredResult(explored, given.show, out, { measured, ablation }, frontier);
  },
});
