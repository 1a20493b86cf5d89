// Hardware files: the choice of lanes, mapping, memories.
import { type Hardware, type HardwareInput, hardware } from "../../core/index.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { find, inFile, loadValue } from "./module.ts";

/** What a network is made into where nobody has chosen: small enough for a small FPGA, parameters in it. */
export const unchosen: HardwareInput = { lanes: { spike: 8, memory: 8, update: 1 } };

/** The FPGA that the hardware is for. */
interface Target {
  readonly name: string;
  /** It has RAM made of look-up tables. */
  readonly lutRam: boolean;
}

/**
 * Loads a hardware file; default: hardware.ts, .js or .json in `folder`, else a choice that `io` is told of. Where nothing
 * is said of memories other than weights, small ones are made of the device's LUT RAM, where it has any.
 * @throws UsageError
 */
export async function loadHardwareFile(
  given: string | undefined,
  folder: string,
  io: Io,
  target: Target | null = null,
): Promise<Hardware> {
  const chosen = await loadChoice(given, folder, io, target !== null);
  const { state, small } = chosen.memories ?? {};
  if (target === null || !target.lutRam || state !== undefined || small !== undefined)
    return hardware(chosen);
  io.err(
    `note: memories of at most 64 words are made of the LUT RAM of ${target.name}; memories.small chooses otherwise\n`,
  );
  return hardware({ ...chosen, memories: { ...chosen.memories, small: "distributed" } });
}

/**
 * Loads the hardware of a chip. Where no file is named, lanes and dataflow are those beside the network, memories are RAM
 * macros, parameters are loaded and clocks are gated: `io` is told of it.
 * @throws UsageError
 */
export async function loadChipHardware(given: string | undefined, folder: string, io: Io): Promise<Hardware> {
  const choice = await loadHardwareFile(given, folder, io);
  if (given !== undefined) return choice;
  const ofChip = {
    parameters: "loaded",
    memories: { weights: "macro", readout: "macro", state: "macro" },
    clockGating: "cell",
  } as const;
  io.err(`note: no --hardware FILE: made as a chip, ${JSON.stringify(ofChip)}\n`);
  return hardware({ ...choice, ...ofChip });
}

async function loadChoice(
  given: string | undefined,
  folder: string,
  io: Io,
  isFpga: boolean,
): Promise<HardwareInput> {
  const path = given ?? find(folder, "hardware");
  if (path === null) {
    io.err(
      `note: no --hardware FILE and no hardware.json beside the network; used: ${JSON.stringify(unchosen)}\n`,
    );
    return unchosen;
  }
  const value = (await loadValue(path)) as HardwareInput;
  // Its faults are told with the file's name.
  const { clockGating } = inFile(path, () => hardware(value));
  if (isFpga && clockGating === "cell")
    throw new UsageError(
      `${path}: Hardware choice is wrong:\n  clockGating: "cell" is a cell of a chip's library, and an FPGA has none; ` +
        'allowed here: "enable" or "none"',
    );
  return value;
}
