// dmp verify replay: one kept case again.
import { counted } from "../../../base/counted.ts";
import type { EngineName } from "../../../simulate/index.ts";
import { describe, loadCase, readVerilog, replay as replayCase } from "../../../verify/index.ts";
import { command } from "../../command.ts";
import { chooseEngine } from "../../engine.ts";
import { UsageError } from "../../errors.ts";
import { readText } from "../../files/module.ts";
import { argument, text } from "../../option.ts";
import { simulatorOption } from "../../options.ts";
import { casesOptions } from "./cases.ts";

export const replay = command({
  name: "replay",
  about: "one kept case again",
  arguments: { case: argument("the case.json of a kept case") },
  options: {
    ...simulatorOption,
    depth: casesOptions.depth,
    cycles: casesOptions.cycles,
    rtl: text("folder", "on the Verilog of this folder instead of the generated one (Verilator)"),
  },
  json: "engine, seed, shapes, cases, steps, cycles, mismatches, depth, first",
  examples: ["dmp verify replay out/verify/sweeps-case-3/case.json"],
  async run({ case: path, engine: asked, rtl, depth: asDeep, cycles: timed }, io) {
    const engine = (await chooseEngine(asked, io)) as EngineName;
    if (rtl !== undefined && engine === "builtin")
      throw new UsageError("--rtl: only Verilator can simulate Verilog from a folder; see `dmp setup`");
    const kept = loadCase(readText(path), path);
    const verilog = rtl === undefined ? undefined : await readVerilog(rtl, kept.network, kept.hardware);
    const { difference, depth, steps, cycles } = await replayCase(kept, {
      engine,
      ...(asDeep === undefined ? {} : { depth: asDeep }),
      cycles: timed,
      ...(verilog === undefined ? {} : { verilog }),
    });
    const said = difference && describe(difference);
    const first = difference && { ...difference, description: said };
    const mismatches = difference === null ? 0 : 1;
    return {
      json: { engine, seed: kept.seed, shapes: 1, cases: 1, steps, cycles, mismatches, depth, first },
      text: `${path}: ${counted(steps, "time step")}, ${counted(cycles, "cycle")} on ${engine}; compared: ${depth}; ${said ?? "no difference"}\n`,
      failed: difference !== null,
    };
  },
});
