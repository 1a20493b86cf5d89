// dmp synth --liberty: a network as gates of a cell library, and the energy of its steps.
import { createGolden } from "../../../golden/index.ts";
import { plan } from "../../core/index.ts";
import { gatesFiles, gatesText, synthGates } from "../../flow/index.ts";
import { writeFolder } from "../../generate/index.ts";
import { loadChipHardware } from "../files/hardware.ts";
import { loadLibrary } from "../files/library.ts";
import { type Inputs, loadCalibrated } from "../inputs.ts";
import type { Io } from "../io.ts";
import type { BinningOptions, NetworkOptions } from "../options.ts";
import { withProgress } from "../progress.ts";
import { firstBeside } from "../recordings.ts";
import { writtenText } from "../text.ts";

interface Asked extends NetworkOptions, BinningOptions {
  readonly network: string;
  readonly liberty: string;
  readonly hardware?: string;
  readonly out?: string;
  readonly clock?: number;
  readonly recordings?: number;
}

/** What a chip's constraints ask for where nobody says. */
const CLOCK_MHZ = 100;

export async function gates(given: Asked, io: Io) {
  const { out, clock = CLOCK_MHZ } = given;
  const library = loadLibrary(given.liberty);
  const inputs = await loadCalibrated(given, io);
  const planned = plan(inputs.integer, await loadChipHardware(given.hardware, inputs.file.folder, io));
  const work = await workOf(inputs, given.recordings ?? 1, given, io);
  const { design, netlist, report } = await withProgress(io, "gates", (at) =>
    synthGates(planned, library, { work, onProgress: (stage, done, total) => at(done, total, stage) }),
  );
  const files = out === undefined ? null : gatesFiles(design, library, netlist, report, clock);
  return {
    json: report,
    text: `${gatesText(report)}${files === null ? "" : writtenText(out!, files)}`,
    failed: false,
    after: () => {
      if (files !== null) writeFolder(out!, files, { kind: "synth" });
    },
  };
}

/** Recordings beside the network and their classes; null where none are asked for, or none are there. */
async function workOf({ file, integer }: Inputs, count: number, binning: BinningOptions, io: Io) {
  const recordings = count === 0 ? null : await firstBeside(file, "test", count, binning, io);
  if (recordings === null) return null;
  const golden = createGolden(integer);
  return { recordings, classes: recordings.map((recording) => golden.run(recording).class) };
}
