// dmp verify random: random networks on random hardware against the golden model.
import type { EngineName } from "../../../simulate/index.ts";
import { command } from "../../command.ts";
import { chooseEngine } from "../../engine.ts";
import { integer } from "../../option.ts";
import { casesJson, casesOptions, runCases } from "./cases.ts";

/** So many random networks where nobody says. */
const usualShapes = 8;

export const random = command({
  name: "random",
  about: "random networks, each on random hardware",
  arguments: {},
  options: {
    shapes: integer("n", "random networks and hardware choices (default: 8)", 1),
    ...casesOptions,
  },
  json: casesJson,
  examples: ["dmp verify random --shapes 20 --cases 500 --seed 7"],
  async run(given, io) {
    const engine = (await chooseEngine(given.engine, io)) as EngineName;
    return runCases({ engine, shapes: given.shapes ?? usualShapes }, given, io);
  },
});
