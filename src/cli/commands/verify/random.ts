// dmp verify random: random networks on random hardware against the golden model.
import type { EngineName } from "../../../simulate/index.ts";
import { command } from "../../command.ts";
import { chooseEngine } from "../../engine.ts";
import { integer, preset } from "../../option.ts";
import { casesJson, casesOptions, runCases } from "./cases.ts";

export const random = command({
  name: "random",
  about: "random networks, each on random hardware",
  arguments: {},
  options: {
    shapes: preset(8, integer("n", "random networks and hardware choices", 1)),
    ...casesOptions,
  },
  json: casesJson,
  examples: ["dmp verify random --shapes 20 --cases 500 --seed 7"],
  async run(given, io) {
    const engine = (await chooseEngine(given.engine, io)) as EngineName;
    return runCases({ engine, shapes: given.shapes }, given, io);
  },
});
