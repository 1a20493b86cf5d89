// Hardware files: the choice of lanes, mapping, memories.
import { type Hardware, type HardwareInput, hardware } from "../../core/index.ts";
import type { Io } from "../io.ts";
import { find, inFile, loadValue } from "./module.ts";

/** What a network is made into where nobody has chosen: small enough for a small FPGA, parameters in it. */
const unchosen: HardwareInput = { lanes: { spike: 8, memory: 8, update: 1 } };

/**
 * Loads a hardware file; default: hardware.ts, .js or .json in `folder`, else a choice that `io` is told of.
 * @throws UsageError
 */
export async function loadHardwareFile(given: string | undefined, folder: string, io: Io): Promise<Hardware> {
  const path = given ?? find(folder, "hardware");
  if (path === null) {
    io.err(
      `note: no --hardware FILE and no hardware.json beside the network; used: ${JSON.stringify(unchosen)}\n`,
    );
    return hardware(unchosen);
  }
  const value = (await loadValue(path)) as HardwareInput;
  return inFile(path, () => hardware(value));
}
