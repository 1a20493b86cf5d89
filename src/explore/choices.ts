// The choices that are looked at for a device, and those next to one of them.
import type { Hardware, HardwareInput } from "../core/index.ts";
import type { Setting } from "./point.ts";

const powers = (most: number) => Array.from({ length: Math.log2(most) + 1 }, (_, i) => 2 ** i);

/** Lanes of one kind that are looked at, at the most. */
const mostLanes = 64;

/** Every choice that is looked at for a device: no more lanes than a network has work for. */
export function* choices({ device, network }: Setting): Generator<HardwareInput> {
  const { available, family } = device;
  const most = (...counts: number[]) =>
    Math.min(mostLanes, 2 ** Math.ceil(Math.log2(Math.max(1, ...counts))));
  const neurons = most(...network.layers.map((l) => l.neurons));
  const states = most(...network.layers.map((l) => l.memory?.dim ?? 1));
  const classes = most(network.readout.classes);
  const small = family.bits.logic > 0 ? { small: "distributed" as const } : {};
  const homes: Pick<HardwareInput, "parameters" | "memories">[] = [
    { parameters: "baked", memories: { ...small } },
    ...(available.spram > 0
      ? [
          { parameters: "loaded" as const, memories: { weights: "spram" as const, ...small } },
          {
            parameters: "loaded" as const,
            memories: { weights: "spram" as const, readout: "spram" as const, ...small },
          },
        ]
      : []),
  ];
  // Memories are slow beside the logic of these.
  const pipeline = family.name !== "ice40";
  for (const home of homes)
    for (const mapping of ["pipelined", "shared"] as const)
      for (const spike of powers(neurons))
        for (const memory of powers(spike))
          for (const update of powers(states))
            for (const readout of powers(classes))
              yield { lanes: { spike, memory, update, readout }, mapping, pipeline, ...home };
}

/** What is next to a choice: one thing changed. */
export function neighbours({ lanes, mapping, dataflow, overlap, pipeline, memories, parameters }: Hardware) {
  const flips: Record<string, Partial<HardwareInput>> = {
    "one core for all layers": { mapping: "shared" },
    "a core a layer": { mapping: "pipelined" },
    'dataflow "event-stationary"': { dataflow: "event-stationary" },
    "overlap off": { overlap: false },
    "pipeline on": { pipeline: true },
    "pipeline off": { pipeline: false },
    "readout's weights in single-port RAM": { memories: { ...memories, readout: "spram" } },
    "readout's weights in block RAM": { memories: { ...memories, readout: "block" } },
  };
  const same: Record<string, unknown> = { mapping, dataflow, overlap, pipeline, memories };
  const changes = Object.entries(flips).filter(([, change]) =>
    Object.entries(change).some(([field, value]) => JSON.stringify(same[field]) !== JSON.stringify(value)),
  );
  const factors = [2, 0.5].flatMap((factor) =>
    (["spike", "memory", "update", "readout"] as const).flatMap((field) => {
      const value = Number(lanes[field] ?? 0) * factor;
      return Number.isInteger(value) && value >= 1 && value <= mostLanes
        ? [
            [
              `${field} ${value} ${value === 1 ? "lane" : "lanes"}`,
              { lanes: { ...lanes, [field]: value } },
            ] as const,
          ]
        : [];
    }),
  );
  const usable = changes.filter(([, c]) => parameters === "loaded" || c.memories?.readout !== "spram");
  return [...factors, ...usable];
}
