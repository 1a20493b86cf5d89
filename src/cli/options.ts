// Options and arguments that several commands share.
import { timeUnits } from "../recordings/index.ts";
import { argument, choice, type Given, integer, manyArguments, preset, text } from "./option.ts";

const networkFile =
  "network file (.json, .ts, .js), saved integer network, or a folder with network.json or network.ts";

export const networkArgument = argument(networkFile);
export const networkAbout = networkFile;

export const recordingsArgument = manyArguments(
  "SHD files (.h5), events (.json, .txt, .csv, .npz, .npy), sound (.wav), MNIST images (IDX)",
  true,
);

/** Where the network's weights and formats come from. */
export const networkOptions = {
  weights: text(
    "file",
    "checkpoint (safetensors, .npz, .pt); default: weights.safetensors beside the network",
  ),
  calibrate: text(
    "file",
    "recordings to choose formats by; default: calibration, recordings or test-100 beside it",
  ),
  bits: integer("n", "bits of all weights, 2 to 8 (default: 8)", 2, 8),
  quantizer: text("file", "JSON or module with quantizer options: bits, headroom, stateTolerance, formats"),
};
export type NetworkOptions = Given<typeof networkOptions>;

/** How spike times and sound become time steps. */
export const binningOptions = {
  steps: integer(
    "n",
    "time steps of a recording from spike times or sound; default: the network's maxSteps; without, as many as the recording needs",
    1,
  ),
  pool: preset(1, integer("n", "neighbouring source channels that become one", 1)),
  combine: choice("how", 'spikes of one step and channel; default: "sum" for graded inputs, else "max"', [
    "max",
    "sum",
    "repeat",
  ]),
  timeUnit: choice("unit", "of spike times; default: what the file says, else seconds", timeUnits),
  permutation: text(
    "file",
    "order in which images show their pixels (text or .npy); default: permutation.txt or .npy beside the network",
  ),
  from: integer("n", "first recording of each file, counted from 0", 0),
  to: integer("n", "recording after the last one", 1),
};
export type BinningOptions = Given<typeof binningOptions>;

export const hardwareOption = {
  hardware: text("file", "hardware choice (.json, .ts, .js); default: hardware.* beside the network"),
};

export const libertyOption = text("file", "a chip's cell library in Liberty (.lib, .lib.gz): gates of it");

/** Engines that simulate the hardware. */
export const simulatorOption = {
  engine: choice("name", "default: verilator, or builtin where there is none", ["verilator", "builtin"]),
};
