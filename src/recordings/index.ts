// Event recordings: Spiking Heidelberg Digits, MNIST, text and JSON; binning and pooling; speech.

export { type Binned, type Binning, binSpikes } from "./binning.ts";
export { parseCsv, readCsvEvents } from "./csv.ts";
export { RecordingError } from "./error.ts";
export { readTree, type TreeNode } from "./hdf5.ts";
export { encodeTree, type TreeSource } from "./hdf5-tree.ts";
export { formatJson, parseJson, readJsonRecordings, writeJsonRecordings } from "./json.ts";
export { type MnistOptions, readMnist } from "./mnist.ts";
export { type NumpyEvents, readNumpyEvents } from "./numpy.ts";
export { permutationFromSeed, readPermutation } from "./permutation.ts";
export {
  type ReadOption,
  type ReadOptions,
  type ReadRecordings,
  readOptions,
  readRecordings,
} from "./read.ts";
export type { Recording } from "./recording.ts";
export { type RecordingRange, readShd, readShdRecordings, type SpikeFile, writeShd } from "./shd.ts";
export type { Spikes } from "./spikes.ts";
export { formatText, parseText, readTextRecordings, writeTextRecordings } from "./text.ts";
export { type TimeUnit, timeUnits } from "./times.ts";
