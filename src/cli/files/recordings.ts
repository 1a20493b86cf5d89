// Recordings from files of every kind, checked against the network that gets them.

import { join } from "node:path";
import { counted } from "../../base/counted.ts";
import { isFile } from "../../base/paths.ts";
import { checkSequence, type IntegerInputs, SequenceError } from "../../network/index.ts";
import {
  type ReadOptions,
  type ReadRecordings,
  type Recording,
  readRecordings,
} from "../../recordings/index.ts";
import { UsageError } from "../errors.ts";
import { needFile } from "./module.ts";

/** What recordings must fit. */
export interface Taker {
  readonly inputs: IntegerInputs;
  readonly maxSteps: number | null;
  readonly classes: number;
}

export type LoadedRecordings = ReadRecordings;

/** Refuses a recording that the network does not accept, or whose label is none of its classes; names file and recording. */
function checkRecording(path: string, recording: Recording, { inputs, maxSteps, classes }: Taker): void {
  const { name, channels, label } = recording;
  if (channels !== inputs.channels)
    throw new UsageError(
      `${path}: ${name}: recorded from ${counted(channels, "channel")}, but the network has ${inputs.channels}`,
    );
  if (label !== null && label >= classes)
    throw new UsageError(
      `${path}: ${name}: label ${label}, but the network has ${counted(classes, "class", "classes")}: 0 to ${classes - 1}`,
    );
  try {
    checkSequence({ inputs, maxSteps }, recording);
  } catch (error) {
    throw error instanceof SequenceError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

/** Reads files one after the other. @throws UsageError for what the network does not accept, RecordingError from the readers */
export async function loadRecordings(
  paths: readonly string[],
  options: ReadOptions,
  taker: Taker,
): Promise<LoadedRecordings> {
  const loaded: ReadRecordings[] = [];
  for (const path of paths) {
    needFile(path);
    const one = await readRecordings(path, options);
    for (const recording of one.recordings) checkRecording(path, recording, taker);
    loaded.push(one);
  }
  return {
    recordings: loaded.flatMap((one) => one.recordings),
    classes: loaded.find((one) => one.classes !== null)?.classes ?? null,
    late: loaded.reduce((sum, one) => sum + one.late, 0),
    notes: loaded.flatMap((one) => one.notes),
    pixels: loaded.some((one) => one.pixels),
    used: [...new Set(loaded.flatMap((one) => one.used))],
  };
}

const namesBeside = {
  calibration: ["calibration", "recordings", "test-100"],
  test: ["test-100", "recordings", "calibration"],
};
const endings = [".h5", ".json", ".txt", ".npz", ".csv", "-images-idx3-ubyte", "-images-idx3-ubyte.gz"];

/** The recordings that lie beside a network, to choose its formats by or to try it on; null where there are none. */
export const recordingsBeside = (folder: string, purpose: keyof typeof namesBeside): string | null =>
  namesBeside[purpose]
    .flatMap((name) => endings.map((ending) => join(folder, `${name}${ending}`)))
    .find(isFile) ?? null;

/** The names that `recordingsBeside` looks for, in words. */
export const namedBeside = (purpose: keyof typeof namesBeside): string =>
  `${namesBeside[purpose].join(", ")} with ${endings.join(", ")}`;

/** The order of pixels that lies beside a network; null where there is none. */
export const permutationBeside = (folder: string): string | null =>
  [".txt", ".npy", ".json"].map((ending) => join(folder, `permutation${ending}`)).find(isFile) ?? null;
