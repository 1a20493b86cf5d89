// A network that is small enough for all of its hardware choices to be counted.
import { random } from "../../src/base/random.ts";
import { randomNetwork } from "../../src/verify/shape.ts";

export const smallNetwork = () =>
  randomNetwork(random(3), {
    name: "small",
    channels: 24,
    valueBits: 0,
    maxPerStep: 24,
    layers: [
      { neurons: 16, dim: 3 },
      { neurons: 12, dim: 2 },
    ],
    classes: 5,
  });
