// What probes show of a core: scalar drives, slow states, and membranes with their spikes, as they are computed.
import { bit, index, type Type, vector } from "../hdl/index.ts";
import type { CorePlan } from "./plan/plan.ts";
import { present } from "./presence.ts";

export function probesOf({ hardware, hasMemory, layers, types, lanes, depth }: CorePlan) {
  const shown = (type: Type) => present(hardware.probe, type);
  const slow = (type: Type) => present(hardware.probe && hasMemory, type);
  const layer = index(layers.length);
  return {
    drive: { valid: slow(bit), layer: slow(layer), value: slow(types.drive) },
    state: {
      valid: slow(bit),
      layer: slow(layer),
      index: slow(index(depth.state)),
      value: slow(types.state),
    },
    membrane: {
      valid: shown(bit),
      layer: shown(layer),
      value: vector(lanes.neuron, shown(types.membrane)),
      fired: vector(lanes.neuron, shown(bit)),
    },
  };
}
