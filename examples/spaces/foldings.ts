// A hundred thousand points: lanes of each layer on their own, for the network of the spoken digits on an ECP5.
const pairs = (values: readonly number[]) =>
  values.flatMap((first) => values.map((second) => [first, second]));

export default {
  networks: ["../../models/spoken-digits"],
  bits: [4, 8],
  devices: ["ecp5-25k"],
  clock: 60,
  hardware: {
    lanes: {
      spike: pairs([4, 8, 12, 16, 24, 32]),
      memory: pairs([1, 2, 4]),
      update: [1, 2, 5],
      readout: [1, 2, 4, 5, 10],
    },
    overlap: [true, false],
    memories: { small: ["block", "distributed", "registers"] },
    pipeline: [true, false],
  },
  constraints: { stepsPerSecond: { min: 100_000 } },
  objectives: ["energyPerStep", "cyclesPerStep", "logic"],
};
