// The synthesized netlist in simulation, cell by cell, against the golden model on recordings.
import { hardware as checked, type Hardware, networkCircuit, plan } from "../core/index.ts";
import { type Design, elaborate } from "../hdl/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import type { TextFile } from "../simulate/index.ts";
import { type Depth, type Difference, openRunner, plainCase } from "../verify/index.ts";
import { toGates } from "./asic/gates.ts";
import type { Library } from "./asic/library.ts";
import { simulated } from "./asic/models.ts";
import { cellModels } from "./cell-models.ts";
import type { Device } from "./devices.ts";
import { synth } from "./synth.ts";

/** Recordings that go through the netlist one right after the other, between two resets. */
const together = 5;

export interface NetlistRun {
  /** "classes": the netlist as it is used. "every value": the same hardware with its probes. */
  readonly depth: Depth;
  readonly cells: number;
  readonly recordings: number;
  readonly steps: number;
  readonly cycles: number;
  /** Groups of recordings that differ. */
  readonly mismatches: number;
  readonly first: Difference | null;
  readonly seconds: number;
}

export interface NetlistVerification {
  /** Name of the device or of the library. */
  readonly target: string;
  /** What synthesized it, with its version. */
  readonly tool: string;
  readonly runs: readonly NetlistRun[];
  readonly mismatches: number;
}

/** What netlists are made of. */
export interface NetlistTarget {
  readonly name: string;
  /** The netlist of a design, with models of its cells. @throws FlowError, FlowRunError from synthesis */
  synthesize(design: Design): Promise<{
    readonly files: readonly TextFile[];
    readonly cells: number;
    readonly tool: string;
  }>;
}

/** Cells of an FPGA. */
export const onDevice = (device: Device): NetlistTarget => ({
  name: device.name,
  async synthesize(design) {
    const models = await cellModels(device);
    const { netlist, cells, report } = await synth(design, { device, seeds: [] });
    return { files: [{ name: "netlist.v", text: netlist }, models], cells, tool: report.tool.synthesis };
  },
});

/** Gates of a cell library; RAM macros with their behavioural bodies. */
export const onLibrary = (library: Library): NetlistTarget => ({
  name: library.name,
  async synthesize(design) {
    const netlist = await toGates(design, library);
    return { files: simulated(design, library, netlist), cells: netlist.gates.length, tool: netlist.tool };
  },
});

export interface NetlistOptions {
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
  readonly target: NetlistTarget;
  readonly recordings: readonly EventSequence[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Synthesizes the network twice, with and without probes, and runs both netlists with Verilator: the classes of the
 * one, and every spike, drive, state, membrane and logit of the other, are compared with the golden model's.
 * @throws FlowError, FlowRunError from synthesis; ToolError, BuildError, EngineError from simulation
 */
export async function verifyNetlist(options: NetlistOptions): Promise<NetlistVerification> {
  const { network, target, recordings, onProgress } = options;
  const groups = Math.ceil(recordings.length / together);
  const runs: NetlistRun[] = [];
  let tool = "";
  for (const probe of [false, true]) {
    const hardware = checked({ ...options.hardware, probe });
    const design = elaborate(networkCircuit(plan(network, hardware)));
    const made = await target.synthesize(design);
    tool = made.tool;
    const begin = performance.now();
    const runner = await openRunner(
      { name: network.name, network, hardware },
      {
        engine: "verilator",
        // A netlist keeps no names.
        ...(probe ? {} : { depth: "classes" }),
        verilog: { files: made.files, images: [], probe },
      },
    );
    const run = { steps: 0, cycles: 0, mismatches: 0 };
    let first: Difference | null = null;
    try {
      for (let group = 0; group < groups; group++) {
        onProgress?.(runs.length * groups + group, 2 * groups);
        const sequences = recordings.slice(group * together, (group + 1) * together);
        const [outcome] = await runner.run([plainCase({ network, hardware, sequences })]);
        run.steps += outcome!.steps;
        run.cycles += outcome!.cycles;
        if (outcome!.difference !== null) run.mismatches += 1;
        first ??= outcome!.difference;
      }
    } finally {
      await runner.close();
    }
    runs.push({
      depth: runner.depth,
      cells: made.cells,
      recordings: recordings.length,
      ...run,
      first,
      seconds: (performance.now() - begin) / 1000,
    });
  }
  return { target: target.name, tool, runs, mismatches: runs.reduce((sum, r) => sum + r.mismatches, 0) };
}
