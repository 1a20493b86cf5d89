// A network as gates: synthesis, and the energy of its steps from a simulation of the netlist.
import { type NetworkPlan, networkCircuit } from "../../core/index.ts";
import { belowTop, type Design, elaborate } from "../../hdl/index.ts";
import type { EventSequence } from "../../network/integer.ts";
import { netlistActivity } from "./activity.ts";
import { type GateNetlist, toGates } from "./gates.ts";
import type { Library } from "./library.ts";
import { simulated } from "./models.ts";
import { type GatesReport, gatesReport } from "./report.ts";

export interface GatesOptions {
  /** What the energy is counted on, and the classes that the golden model answers; null: no energy. */
  readonly work: {
    readonly recordings: readonly EventSequence[];
    readonly classes: readonly number[];
  } | null;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

export interface Gates {
  readonly design: Design;
  readonly netlist: GateNetlist;
  readonly report: GatesReport;
}

/**
 * Synthesizes the network of a plan to gates of a library.
 * @throws FlowError, FlowRunError from synthesis, and where the netlist answers otherwise than the golden model; ToolError,
 *   BuildError, EngineError from simulation
 */
export async function synthGates(plan: NetworkPlan, library: Library, options: GatesOptions): Promise<Gates> {
  const { work, onProgress } = options;
  const total = work === null ? 1 : 2;
  onProgress?.("synthesis", 0, total);
  const design = belowTop(elaborate(networkCircuit(plan)));
  const netlist = await toGates(design, library);
  const files = simulated(design, library, netlist);
  const activity =
    work === null
      ? null
      : await netlistActivity(plan, files, work.recordings, work.classes, (stage) =>
          onProgress?.(stage, 1, total),
        );
  return { design, netlist, report: gatesReport(design, library, netlist, activity) };
}
