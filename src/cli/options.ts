// Options that several commands share, and the checks of their values.
import { type Command, InvalidArgumentError, Option } from "commander";

/** Parses a whole number within bounds. */
export const integer =
  (low: number, high = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    const allowed = high === Number.MAX_SAFE_INTEGER ? `from ${low}` : `from ${low} to ${high}`;
    throw new InvalidArgumentError(`Allowed: a whole number ${allowed}.`);
  };

export const jsonOption = (keys: string) => new Option("--json", `print one JSON object: ${keys}`);

/** Where the network comes from. */
export interface NetworkOptions {
  readonly weights?: string;
  readonly calibrate?: string;
  readonly bits?: number;
  readonly quantizer?: string;
}

/** How spike times and sound become time steps. */
export interface BinningOptions {
  readonly steps?: number;
  readonly pool: number;
  readonly combine?: "max" | "sum" | "repeat";
  readonly from?: number;
  readonly to?: number;
}

export const addNetworkOptions = (command: Command): Command =>
  command
    .option(
      "--weights <file>",
      "checkpoint (safetensors, .npz); default: weights.safetensors beside the network",
    )
    .option(
      "--calibrate <file>",
      "recordings to choose formats by; default: calibration, recordings or test-100 beside it",
    )
    .option("--bits <n>", "bits of all weights, 2 to 8 (default: 8)", integer(2, 8))
    .option(
      "--quantizer <file>",
      "JSON or module with quantizer options: bits, headroom, stateTolerance, formats",
    );

export const addBinningOptions = (command: Command): Command =>
  command
    .option(
      "--steps <n>",
      "time steps of a recording from spike times or sound; default: the network's maxSteps",
      integer(1),
    )
    .option("--pool <n>", "neighbouring source channels that become one", integer(1), 1)
    .addOption(
      new Option(
        "--combine <how>",
        'spikes of one step and channel; default: "sum" for graded inputs, else "max"',
      ).choices(["max", "sum", "repeat"]),
    )
    .option("--from <n>", "first recording of each file, counted from 0", integer(0))
    .option("--to <n>", "recording after the last one", integer(1));

export const addHardwareOption = (command: Command): Command =>
  command.option(
    "--hardware <file>",
    "hardware choice (.json, .ts, .js); default: hardware.* beside the network",
  );

export const networkArgument =
  "network file (.json, .ts, .js), saved integer network, or a folder with network.json or network.ts";
