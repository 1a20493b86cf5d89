// One recording through the hardware with a waveform, and the view that shows it.
import { mkdtempSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createGolden } from "../../golden/index.ts";
import { makeFolder } from "../base/make-folder.ts";
import { type Hardware, plan } from "../core/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import { type EngineName, openEngine, writeWaveView } from "../simulate/index.ts";
import { networkBench } from "../simulate/network.ts";
import { removeAtExit } from "../simulate/processes.ts";
import { viewOf } from "../verify/view.ts";
import { caseOf } from "./group.ts";
import type { LabelledEvents } from "./labels.ts";

/** The files of a trace. */
export interface TraceFiles {
  /** Verilator writes FST, the built-in engine VCD. */
  readonly waveform: string;
  /** Save file of GTKWave: streams, probes with their binary point, state machines by name. */
  readonly view: string;
}

/** Which files `trace` writes for a waveform of that name: absolute paths. */
export const traceFiles = (file: string): TraceFiles => ({
  waveform: resolve(file),
  view: resolve(file)
    .replace(/\.[^./]*$/, "")
    .concat(".gtkw"),
});

/** Runs a recording on hardware with probes and writes what every signal did, whole or not at all. */
export async function trace(
  engine: EngineName,
  integer: IntegerNetwork,
  hardware: Hardware,
  recording: LabelledEvents,
  file: string,
): Promise<TraceFiles> {
  const bench = networkBench(plan(integer, { ...hardware, probe: true }));
  const record = createGolden(integer).record(recording);
  const { waveform } = traceFiles(file);
  makeFolder(dirname(waveform));
  const unfinished = mkdtempSync(join(dirname(waveform), ".dmp-trace-"));
  const forget = removeAtExit(unfinished);
  try {
    const running = await openEngine(engine, { ...bench, trace: true });
    try {
      const one = caseOf(bench, [recording], [record], true);
      await running.run([{ ...one, trace: { file: join(unfinished, "wave") } }]);
    } finally {
      await running.close();
    }
    await rename(join(unfinished, "wave"), waveform);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    forget();
  }
  const scope = engine === "verilator" ? ["TOP"] : [];
  return { waveform, view: writeWaveView(viewOf(bench), waveform, ...scope) };
}
