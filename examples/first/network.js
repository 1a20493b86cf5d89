// What the network computes. Its weights are in weights.safetensors, the hardware that computes it in hardware.json.
import { dmp, network, readout } from "dmp-rtl";

export default network({
  name: "sweeps",
  inputs: { channels: 16, timestep: 10e-3, maxPerStep: 16 },
  layers: [dmp({ neurons: 40, memory: { dim: 4, window: 30 }, beta: 0.5, threshold: 1, reset: "subtract" })],
  readout: readout({ classes: 3, mode: "mean-logits" }),
  maxSteps: 40,
});
