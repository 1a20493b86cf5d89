// What costs are counted for, from what is known of network and device.
import { join } from "node:path";
import { packageFolder } from "../base/package-folder.ts";
import type { Device } from "../flow/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Recorded } from "./activity.ts";
import { areaModelOf } from "./area.ts";
import type { EnergyTable } from "./energy-table.ts";
import { modelledFamily } from "./modelled.ts";
import type { Setting } from "./point.ts";

/** All that the costs of hardware choices of a network depend on; the area model is the package's. */
export const settingOf = (
  network: IntegerNetwork,
  recorded: Recorded,
  device: Device,
  tables: readonly EnergyTable[],
): Setting => ({
  ...{ network, recorded, device, tables },
  area: areaModelOf(join(packageFolder(), "data", "area"), modelledFamily(device)),
});
