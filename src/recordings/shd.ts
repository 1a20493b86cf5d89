// Recordings in the HDF5 layout of the Spiking Heidelberg Digits and Spiking Speech Commands.
// spikes/times (seconds) and spikes/units hold a list for every recording; labels, extra/speaker one number;
// extra/keys the names of the classes. Labels and extra may be missing.

import { basename } from "node:path";
import { type Binned, type Binning, binSpikes } from "./binning.ts";
import { checkInteger, RecordingError } from "./error.ts";
import { type Column, readColumns } from "./hdf5.ts";
import { encodeHdf5 } from "./hdf5-writer.ts";
import type { Recording } from "./recording.ts";
import type { Spikes } from "./spikes.ts";
import { writeWhole } from "./write-whole.ts";

/** Which recordings of a file: from..to-1, counted from 0; `to` left out: all to the end. */
export interface RecordingRange {
  readonly from?: number;
  readonly to?: number;
  /** A file with fewer recordings gives those that it has; else it is refused. */
  readonly short?: boolean;
}

export interface SpikeFile {
  readonly spikes: readonly Spikes[];
  /** Names of the classes, or null where the file has none. */
  readonly classes: readonly string[] | null;
  /** Recordings in the whole file. */
  readonly count: number;
}

/** Reads the spikes of an SHD-format file. Throws RecordingError naming the dataset and the recording. */
export async function readShd(path: string, range: RecordingRange = {}): Promise<SpikeFile> {
  const { from = 0, to = null, short = false } = range;
  checkInteger("from", from, 0, Number.MAX_SAFE_INTEGER);
  if (to !== null) checkInteger("to", to, from, Number.MAX_SAFE_INTEGER);
  const columns = await readColumns(
    path,
    [
      { name: "spikes/times", kind: "ragged" },
      { name: "spikes/units", kind: "ragged" },
      { name: "labels", kind: "numbers", optional: true },
      { name: "extra/speaker", kind: "numbers", optional: true },
      { name: "extra/keys", kind: "strings", optional: true },
    ],
    { from, to, short },
  );
  const times = columns["spikes/times"] as Column;
  const units = columns["spikes/units"] as Column;
  for (const name of ["spikes/units", "labels", "extra/speaker"]) {
    const count = columns[name]?.count ?? times.count;
    if (count !== times.count) throw new RecordingError(path, name, `${times.count} rows`, `${count}`);
  }
  const timesOf = rowsOf(times, "spikes/times", path);
  const unitsOf = rowsOf(units, "spikes/units", path);
  const spikes: Spikes[] = [];
  for (let row = 0; row < Math.min(to ?? times.count, times.count) - from; row++) {
    const where = `recording ${from + row}`;
    const [seconds, channels] = [timesOf(row), unitsOf(row)];
    if (seconds.length !== channels.length) {
      throw new RecordingError(
        path,
        where,
        "as many times as units",
        `${seconds.length} and ${channels.length}`,
      );
    }
    spikes.push({
      times: checkTimes(seconds, path, where),
      units: checkUnits(channels, path, where),
      label: checkLabel(columns.labels, row, path, `labels, ${where}`),
      speaker: checkLabel(columns["extra/speaker"], row, path, `extra/speaker, ${where}`),
      name: `${basename(path)}#${from + row}`,
    });
  }
  return {
    spikes,
    classes: (columns["extra/keys"]?.values as string[] | undefined) ?? null,
    count: times.count,
  };
}

/** Reads an SHD-format file and bins it. `late`: spikes left out because they come after the last step. */
export async function readShdRecordings(
  path: string,
  binning: Binning,
  range: RecordingRange = {},
): Promise<{ recordings: Recording[]; classes: readonly string[] | null; late: number }> {
  const { spikes, classes } = await readShd(path, range);
  const binned: Binned[] = spikes.map((one) => binSpikes(one, binning));
  return {
    recordings: binned.map((one) => one.recording),
    classes,
    late: binned.reduce((sum, one) => sum + one.late, 0),
  };
}

/** Writes an SHD-format file: times as 64-bit floats, units as 16-bit integers. Labels and speakers all or none. */
export async function writeShd(
  path: string,
  spikes: readonly Spikes[],
  classes: readonly string[] | null = null,
): Promise<void> {
  const optional = (values: (number | null)[]) =>
    values.some((v) => v === null) ? null : (values as number[]);
  await writeWhole(
    path,
    encodeHdf5({
      spikes: {
        times: { kind: "ragged", type: "float64", rows: spikes.map((one) => one.times) },
        units: { kind: "ragged", type: "uint16", rows: spikes.map((one) => one.units) },
      },
      labels: numbersOrNone(optional(spikes.map((one) => one.label))),
      extra: {
        speaker: numbersOrNone(optional(spikes.map((one) => one.speaker))),
        keys: classes === null ? null : { kind: "strings", values: classes },
      },
    }),
  );
}

function numbersOrNone(values: number[] | null) {
  for (const value of values ?? []) checkInteger("label or speaker", value, 0, 65_535);
  return values === null ? null : ({ kind: "numbers", type: "uint16", values } as const);
}

type Numbers = Exclude<Column["values"], string[]>;

function rowsOf(column: Column, name: string, path: string): (row: number) => Numbers {
  const { values, offsets } = column;
  if (offsets === null || Array.isArray(values))
    throw new RecordingError(path, name, "rows of numbers", "another column");
  return (row) => values.subarray(offsets[row], offsets[row + 1]);
}

function checkTimes(times: Numbers, path: string, where: string): Float32Array | Float64Array {
  const bad = times.findIndex((time) => !(time >= 0 && time < Infinity));
  if (bad >= 0) {
    throw new RecordingError(
      path,
      `spikes/times, ${where}, spike ${bad}`,
      "a time of 0 s or later",
      `${times[bad]}`,
    );
  }
  return times instanceof Float32Array ? times : Float64Array.from(times);
}

function checkUnits(units: Numbers, path: string, where: string): Uint16Array {
  const bad = units.findIndex((unit) => !(Number.isInteger(unit) && unit >= 0 && unit <= 65_535));
  if (bad >= 0) {
    throw new RecordingError(
      path,
      `spikes/units, ${where}, spike ${bad}`,
      "an integer in 0..65535",
      `${units[bad]}`,
    );
  }
  return units instanceof Uint16Array ? units : Uint16Array.from(units);
}

function checkLabel(
  column: Column | null | undefined,
  row: number,
  path: string,
  where: string,
): number | null {
  const value = column?.values[row] ?? null;
  if (value === null) return null;
  if (typeof value === "string" || !Number.isInteger(value) || value < 0) {
    throw new RecordingError(path, where, "an integer of 0 or more", `${value}`);
  }
  return value;
}
