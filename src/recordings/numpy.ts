// Events in NumPy files: times and units of spikes, or dense arrays of steps x channels. Described in docs/recordings.md.

import { basename } from "node:path";
import { numbers, type RawArray, showShape } from "../files/array.ts";
import { describeFile, whatIs } from "../files/kind.ts";
import { readNpyArray, readNpzArrays } from "../files/numpy.ts";
import { inRecording, RecordingError } from "./error.ts";
import { readBytes } from "./file.ts";
import { MAX_CHANNELS, MAX_STEPS } from "./recording.ts";
import type { Spikes } from "./spikes.ts";

export interface NumpyEvents {
  /** Spikes; those of dense arrays have the number of their step as time, and their entries as values. */
  readonly spikes: readonly Spikes[];
  /** Of dense arrays: time steps of every recording, and channels; null where times and units were given. */
  readonly dense: { readonly steps: number; readonly channels: number } | null;
}

/** Names of the arrays in an .npz archive. */
const arrayNames = ["times", "units", "values", "offsets", "events", "labels"];

/** Reads events from an .npy or .npz file. Throws RecordingError naming the array and the element. */
export async function readNumpyEvents(path: string): Promise<NumpyEvents> {
  const bytes = await readBytes(path);
  const kind = whatIs(bytes);
  if (kind === "a NumPy array (.npy)") {
    const array = inRecording(path, () => readNpyArray(bytes, "array"));
    return denseEvents(path, "array", array, null);
  }
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b))
    throw new RecordingError(path, "file", "NumPy .npy or .npz", describeFile(bytes));
  const arrays = inRecording(path, () => readNpzArrays(bytes));
  for (const name of arrays.keys())
    if (!arrayNames.includes(name))
      throw new RecordingError(path, name, `arrays named ${arrayNames.join(", ")}`, "one of this name");
  const labels = arrays.get("labels") ?? null;
  const events = arrays.get("events");
  if (events && arrays.size === (labels ? 2 : 1)) return denseEvents(path, "events", events, labels);
  if (!events && arrays.has("times") && arrays.has("units")) return spikeEvents(path, arrays, labels);
  throw new RecordingError(
    path,
    "arrays",
    "times and units (with values, offsets, labels), or events (with labels)",
    [...arrays.keys()].join(", ") || "none",
  );
}

const LARGEST = 65_535;

/** Numbers of one dimension. */
function vector(path: string, name: string, array: RawArray): Float64Array {
  if (array.shape.length > 1)
    throw new RecordingError(path, name, "one dimension", `shape ${showShape(array.shape)}`);
  return inRecording(path, () => numbers(name, array));
}

/** Whole numbers of 0 to `high`, one dimension. */
function integers(path: string, name: string, array: RawArray, high: number): Float64Array {
  const values = vector(path, name, array);
  const bad = values.findIndex((v) => !(Number.isInteger(v) && v >= 0 && v <= high));
  if (bad >= 0)
    throw new RecordingError(path, `${name}, element ${bad}`, `an integer in 0..${high}`, `${values[bad]}`);
  return values;
}

/** One label for each of `count` recordings; null where there are none. A lone label may be a scalar. */
function labelsOf(path: string, labels: RawArray | null, count: number): (number | null)[] {
  if (labels === null) return new Array<null>(count).fill(null);
  const values = integers(path, "labels", labels, Number.MAX_SAFE_INTEGER);
  if (values.length !== count)
    throw new RecordingError(path, "labels", `${count} labels, one a recording`, `${values.length}`);
  return Array.from(values);
}

function spikeEvents(
  path: string,
  arrays: ReadonlyMap<string, RawArray>,
  labels: RawArray | null,
): NumpyEvents {
  const get = (name: string) => arrays.get(name) as RawArray;
  const times = vector(path, "times", get("times"));
  const late = times.findIndex((time) => !(time >= 0 && time < Infinity));
  if (late >= 0)
    throw new RecordingError(path, `times, element ${late}`, "a time of 0 or later", `${times[late]}`);
  const units = Uint16Array.from(integers(path, "units", get("units"), LARGEST));
  const values = arrays.has("values")
    ? Uint16Array.from(integers(path, "values", get("values"), LARGEST))
    : null;
  for (const [name, column] of [["units", units] as const, ["values", values ?? units] as const])
    if (column.length !== times.length)
      throw new RecordingError(path, name, `${times.length} elements, as times has`, `${column.length}`);
  const offsets = arrays.has("offsets")
    ? offsetsOf(path, get("offsets"), times.length)
    : Float64Array.of(0, times.length);
  const count = offsets.length - 1;
  const known = labelsOf(path, labels, count);
  const spikes = Array.from({ length: count }, (_, r) => {
    const [from, to] = [offsets[r], offsets[r + 1]];
    return {
      times: times.subarray(from, to),
      units: units.subarray(from, to),
      ...(values === null ? {} : { values: values.subarray(from, to) }),
      ...{ label: known[r], speaker: null, name: nameOf(path, r, count) },
    };
  });
  return { spikes, dense: null };
}

/** Where each recording begins among the spikes, and the end. */
function offsetsOf(path: string, array: RawArray, spikes: number): Float64Array {
  const offsets = integers(path, "offsets", array, spikes);
  const falls = offsets.findIndex((at, r) => r > 0 && at < offsets[r - 1]);
  if (falls >= 0)
    throw new RecordingError(
      path,
      `offsets, element ${falls}`,
      `${offsets[falls - 1]} or more`,
      `${offsets[falls]}`,
    );
  if (offsets.length < 2 || offsets[0] !== 0 || offsets[offsets.length - 1] !== spikes)
    throw new RecordingError(
      path,
      "offsets",
      `where each recording begins, from 0, and the end, ${spikes}`,
      offsets.length === 0 ? "none" : `${offsets[0]} to ${offsets[offsets.length - 1]}`,
    );
  return offsets;
}

function denseEvents(path: string, name: string, array: RawArray, labels: RawArray | null): NumpyEvents {
  const { shape } = array;
  if (shape.length !== 2 && shape.length !== 3)
    throw new RecordingError(
      path,
      name,
      "steps x channels, or recordings x steps x channels",
      `shape ${showShape(shape)}`,
    );
  const [count, steps, channels] = shape.length === 3 ? shape : [1, ...shape];
  if (steps < 1 || steps > MAX_STEPS || channels < 1 || channels > MAX_CHANNELS)
    throw new RecordingError(
      path,
      name,
      `1 to ${MAX_STEPS} steps of 1 to ${MAX_CHANNELS} channels`,
      `shape ${showShape(shape)}`,
    );
  const entries = inRecording(path, () => numbers(name, array));
  const known = labelsOf(path, labels, count);
  const spikes = Array.from({ length: count }, (_, r) => {
    const times: number[] = [];
    const units: number[] = [];
    const values: number[] = [];
    for (let k = 0, at = r * steps * channels; k < steps; k++)
      for (let c = 0; c < channels; c++, at++) {
        const value = entries[at];
        if (value === 0) continue;
        if (!(Number.isInteger(value) && value > 0 && value <= LARGEST))
          throw new RecordingError(
            path,
            `${name}, recording ${r}, step ${k}, channel ${c}`,
            `a number of events in 0..${LARGEST}`,
            `${value}`,
          );
        times.push(k);
        units.push(c);
        values.push(value);
      }
    return {
      times: Float64Array.from(times),
      units: Uint16Array.from(units),
      values: Uint16Array.from(values),
      ...{ label: known[r], speaker: null, name: nameOf(path, r, count) },
    };
  });
  return { spikes, dense: { steps, channels } };
}

const nameOf = (path: string, r: number, count: number): string =>
  count === 1 ? basename(path) : `${basename(path)}#${r}`;
