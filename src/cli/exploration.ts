// What costs are counted for: a network, the activity of recordings, a device with its area model, energy tables.
import { join } from "node:path";
import { createGolden } from "../../golden/index.ts";
import { counted, grouped } from "../base/counted.ts";
import { packageFolder } from "../base/package-folder.ts";
import { activityOf, type StepActivity } from "../core/index.ts";
import {
  bankedOf,
  type EnergyTable,
  loadEnergyTable,
  type Recorded,
  recordedOf,
  shippedTables,
} from "../explore/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recording } from "../recordings/index.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { BinningOptions } from "./options.ts";
import { firstBeside, recordingsFor } from "./recordings.ts";
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

/** Tells `io` of the largest memory, if any, that was larger than tables know, once costs are counted with them. */
export function noteBanks(tables: readonly EnergyTable[], io: Io): void {
  const all = tables.flatMap(bankedOf);
  if (all.length === 0) return;
  const { name, bytes, ofBank, banks } = all.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  io.err(
    `note: the energy of memories of more than ${grouped(ofBank)} bytes, the most that the energy table knows, is that of ` +
      `banks of so many; the largest is ${name}, ${counted(bytes, "byte")}, ${counted(banks, "bank")}\n`,
  );
}

/**
 * The activity of all recordings of the named file, of the first ones beside the network, or what stands in for them, which
 * `io` is told. Those beside it are read as `firstBeside` says.
 */
export async function activityFor(
  { file, integer }: Inputs,
  binning: BinningOptions,
  io: Io,
  named?: string,
): Promise<Recorded> {
  if (named !== undefined) {
    const { recordings } = await recordingsFor(file, [named], binning, io);
    return recordedFor(integer, recordings, Number.POSITIVE_INFINITY);
  }
  const first = await firstBeside(file, "test", usualRecordings, binning, io);
  if (first === null) {
    io.err(
      "note: no recordings beside the network, and no --recordings FILE: cycles and energy are those of steps in which a " +
        "tenth of all channels and neurons has an event\n",
    );
    return recordedOf(integer, [usualActivity(integer)]);
  }
  return recordedFor(integer, first);
}
