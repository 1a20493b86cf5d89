// What costs are counted for: a network, the activity of recordings, a device with its area model, energy tables.
import { join } from "node:path";
import { createGolden } from "../../golden/index.ts";
import { packageFolder } from "../base/package-folder.ts";
import { activityOf, type StepActivity } from "../core/index.ts";
import {
  type EnergyTable,
  loadEnergyTable,
  type Recorded,
  recordedOf,
  shippedTables,
} from "../explore/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recording } from "../recordings/index.ts";
import { recordingsBeside } from "./files/recordings.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { BinningOptions } from "./options.ts";
import { recordingsFor } from "./recordings.ts";
import { spread } from "./spread.ts";

/** Activity is that of so many recordings, where nothing else is said. */
const usualRecordings = 20;

/** The activity of a network in the first of some recordings, which costs are counted over. */
export function recordedFor(
  integer: IntegerNetwork,
  recordings: readonly Recording[],
  most = usualRecordings,
): Recorded {
  const golden = createGolden(integer);
  return recordedOf(
    integer,
    recordings.slice(0, most).map((recording) => activityOf(recording, golden.record(recording))),
  );
}

/** What stands in for recordings: a tenth of all channels and neurons, evenly spread, in each of so many steps. */
const usual = { share: 0.1, steps: 50 };

const some = (size: number): number[] => spread(size, Math.max(1, Math.round(usual.share * size)));

export function usualActivity({ inputs, layers }: IntegerNetwork): StepActivity[] {
  const step = {
    inputs: Math.min(inputs.maxPerStep, some(inputs.channels).length),
    spikes: layers.map((layer) => some(layer.neurons)),
  };
  return Array.from({ length: usual.steps }, () => step);
}

/** The tables that energy is modelled with: the given one, or all that the package brings. */
export const tablesOf = (given: string | undefined): EnergyTable[] =>
  given === undefined ? shippedTables(join(packageFolder(), "data", "energy")) : [loadEnergyTable(given)];

/** The activity of the named recordings, read as the other options say, of those beside the network, or what stands in for them, which `io` is told. */
export async function activityFor(
  { file, integer }: Inputs,
  given: Partial<BinningOptions> & { readonly recordings?: string },
  io: Io,
): Promise<Recorded> {
  const path = given.recordings ?? recordingsBeside(file.folder, "test");
  if (path === null) {
    io.err(
      "note: no recordings beside the network, and no --recordings FILE: cycles and energy are those of steps in which a " +
        "tenth of all channels and neurons has an event\n",
    );
    return recordedOf(integer, [usualActivity(integer)]);
  }
  const first = { pool: 1, from: 0, to: usualRecordings };
  const binning = given.recordings === undefined ? first : { ...first, ...given };
  const { recordings } = await recordingsFor(file, [path], binning, io);
  return recordedFor(integer, recordings);
}
