// The choices of the speech front end that belong to a network: it hears as it was trained to.

import { quote, RecordingError } from "../error.ts";
import table from "./cochlea.json" with { type: "json" };

/** What may differ between networks; all else is the table's. */
export interface FrontEnd {
  /** Pole of the high-pass that removes offset and rumble, 0 to below 1; 0: none. */
  readonly offsetPole: number;
  /** Milliseconds of the blocks whose least mean level is a channel's noise floor. */
  readonly floorBlock: number;
  /** How many times the noise floor is subtracted from the levels; 0: not at all. */
  readonly floorShare: number;
  /** Input of a hair cell at the recording's loudness, a millisecond: more makes more events. */
  readonly cellGain: number;
}

/** What networks have that say nothing of it. */
export const standardFrontEnd: FrontEnd = {
  offsetPole: 0,
  floorBlock: 60,
  floorShare: 0,
  cellGain: table.cellGain,
};

/** Smallest and largest value of each choice; a pole of 1 would never forget. */
const ranges: Readonly<Record<keyof FrontEnd, readonly [number, number]>> = {
  offsetPole: [0, 0.9999],
  floorBlock: [1, 1000],
  floorShare: [0, 4],
  cellGain: [0.001, 10],
};

const format = "dmp-rtl speech front end 1";

/** The choices of a front end file. Throws RecordingError that names the file and the field. */
export function parseFrontEnd(value: unknown, file: string): FrontEnd {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RecordingError(file, "front end", "an object", quote(value));
  const { format: found, ...given } = value as Record<string, unknown>;
  if (found !== format) throw new RecordingError(file, "format", quote(format), quote(found));
  for (const [key, one] of Object.entries(given)) {
    const range = Object.hasOwn(ranges, key) ? ranges[key as keyof FrontEnd] : null;
    if (range === null)
      throw new RecordingError(file, "front end", Object.keys(ranges).join(", "), quote(key));
    const [low, high] = range;
    if (typeof one !== "number" || !(one >= low && one <= high))
      throw new RecordingError(file, key, `a number in ${low}..${high}`, quote(one));
    if (key === "floorBlock" && !Number.isInteger(one))
      throw new RecordingError(file, key, "whole milliseconds", quote(one));
  }
  return { ...standardFrontEnd, ...given };
}
