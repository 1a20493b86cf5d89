// The choices that are looked at for a device, and those next to one of them.
import type { Hardware, HardwareInput } from "../core/index.ts";
import type { Setting } from "./point.ts";

const powers = (most: number) => Array.from({ length: Math.log2(most) + 1 }, (_, i) => 2 ** i);

/** Every choice that is looked at for a device: no more lanes than a network has work for. */
export function* choices({ device, network }: Setting): Generator<HardwareInput> {
  const { available, family } = device;
  const most = (of: (layer: Setting["network"]["layers"][number]) => number) =>
    2 ** Math.ceil(Math.log2(Math.max(1, ...network.layers.map(of))));
  const [neurons, states] = [most((l) => l.neurons), most((l) => l.memory?.dim ?? 1)];
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
      for (const spike of powers(Math.min(64, neurons)))
        for (const memory of powers(Math.min(spike, 16)))
          for (const update of powers(Math.min(8, states)))
            for (const readout of powers(8))
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
      return Number.isInteger(value) && value >= 1 && value <= 64
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
