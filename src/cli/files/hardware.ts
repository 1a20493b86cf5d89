// Hardware files: the choice of lanes, mapping, memories.
import { type Hardware, type HardwareInput, hardware } from "../../core/index.ts";
import { UsageError } from "../errors.ts";
import { find, inFile, loadValue } from "./module.ts";

/** Loads a hardware file; default: hardware.ts, .js or .json in `folder`. @throws UsageError */
export async function loadHardwareFile(given: string | undefined, folder: string): Promise<Hardware> {
  const path = given ?? find(folder, "hardware");
  if (path === null)
    throw new UsageError(
      `no hardware choice: --hardware FILE, or hardware.json beside the network, for example\n` +
        `{ "lanes": { "spike": 8, "memory": 8, "update": 1 } }`,
    );
  const value = (await loadValue(path)) as HardwareInput;
  return inFile(path, () => hardware(value));
}
