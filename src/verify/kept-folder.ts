// The folder of a failure: written whole or not at all, with the waveform around the cycle in which it shows.
import { mkdtempSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { type EngineName, RESET_CYCLES, type TraceRequest, type View } from "../simulate/index.ts";
import { removeAtExit } from "../simulate/processes.ts";
import { waveView } from "../simulate/waveview.ts";

/** What lies in the folder beside the waveform. */
export interface Kept {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly view: View;
}

/** Cycles of the waveform before and after the failure. */
const [BEFORE, AFTER] = [400, 60];

/** Name of the waveform that an engine writes. */
export const waveformOf = (engine: EngineName): string => (engine === "verilator" ? "wave.fst" : "wave.vcd");

/**
 * Writes the folder; one that is already there is replaced. `record` runs the case once more with the waveform asked for
 * and says what else is to be kept; `cycle`: where the failure shows, null: anywhere. Returns the folder's path.
 */
export async function keepFolder(
  directory: string,
  engine: EngineName,
  cycle: number | null,
  record: (trace: TraceRequest) => Promise<Kept>,
): Promise<string> {
  const target = resolve(directory);
  const wave = waveformOf(engine);
  makeFolder(dirname(target));
  const unfinished = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  const forget = removeAtExit(unfinished);
  try {
    const file = join(unfinished, wave);
    const at = RESET_CYCLES + (cycle ?? 0);
    const { files, view } = await record(
      cycle === null ? { file } : { file, from: Math.max(0, at - BEFORE), to: at + AFTER },
    );
    const shown = waveView(view, {
      name: "wave",
      waveform: join(target, wave),
      directory: target,
      ...(engine === "verilator" ? { scope: "TOP" } : {}),
    });
    for (const { name, text } of [...files, ...shown]) await writeFile(join(unfinished, name), text);
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    forget();
  }
  return target;
}
