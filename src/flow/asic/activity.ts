// A netlist of gates at work on recordings: how often each of its nets changes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hardware, type NetworkPlan } from "../../core/index.ts";
import type { EventSequence } from "../../network/integer.ts";
import { type Case, openEngine, type TextFile } from "../../simulate/index.ts";
import { eventBeats, networkBench, paramsBeats } from "../../simulate/network.ts";
import { removeAtExit } from "../../simulate/processes.ts";
import { plainCase } from "../../verify/index.ts";
import { stimulus } from "../../verify/stimulus.ts";
import { FlowRunError } from "../error.ts";
import { togglesOf } from "./toggles.ts";

export interface NetlistActivity {
  /** Changes by name of the net, from the first event that is taken to the last class. */
  readonly toggles: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly cycles: number;
}

/** Cycles after the last parameter until all is written. */
const SETTLING = 16;

/**
 * Runs a netlist, without stalls. Loading is not counted.
 * @param files the netlist, models of its cells, its macros
 * @param classes what the golden model answers
 * @throws FlowRunError where the netlist answers otherwise; ToolError, BuildError, EngineError from simulation
 */
export async function netlistActivity(
  plan: NetworkPlan,
  files: readonly TextFile[],
  recordings: readonly EventSequence[],
  classes: readonly number[],
  onStage: (stage: string) => void = () => undefined,
): Promise<NetlistActivity> {
  const bare = hardware({ ...plan.hardware, probe: false });
  const { bench } = networkBench({ ...plan, hardware: bare });
  const folder = await mkdtemp(join(tmpdir(), "dmp-toggles-"));
  const forget = removeAtExit(folder);
  const vcd = join(folder, "netlist.vcd");
  const options = { bench, files, images: [], trace: "vcd", assertions: false } as const;
  const engine = await openEngine("verilator", {
    ...options,
    onProgress: ({ stage }) => onStage(stage === "ready" ? "running the netlist" : `simulation: ${stage}`),
  });
  try {
    const events = eventBeats(recordings);
    const params = plan.hardware.parameters === "loaded" ? paramsBeats(plan) : null;
    const loading: Case[] =
      params === null ? [] : [{ sources: { params }, maxCycles: params.beats + SETTLING }];
    let steps = 0;
    const ends = recordings.map((recording) => {
      steps += recording.steps;
      return steps;
    });
    // What hangs ends where the comparison with the golden model would end it.
    const [limit] = stimulus(
      plan,
      plainCase({ network: plan.network, hardware: bare, sequences: recordings }),
      () => plan,
    );
    const everyStep = plan.hardware.outputs.classes === "step";
    const working: Case = {
      sources: { events },
      until: { sink: "classes", beats: everyStep ? steps : recordings.length },
      maxCycles: limit!.maxCycles,
      trace: { file: vcd },
      ...(loading.length === 0 ? {} : { start: "continue" }),
    };
    const result = (await engine.run([...loading, working])).at(-1)!;
    const answered = [...(result.sinks.classes?.columns[0] ?? [])].map(Number);
    const found = everyStep ? ends.map((end) => answered[end - 1]) : answered;
    if (found.join() !== classes.join())
      throw new FlowRunError(
        `the netlist answers classes ${found.join(", ") || "never"}, the golden model ${classes.join(", ")}: see dmp verify netlist`,
      );
    return {
      toggles: await togglesOf(vcd, bench.top),
      steps,
      cycles: result.cycles,
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}
