// A file of named tensors, whatever framework wrote it, as a network.
import type { Tensors } from "../network/index.ts";
import { refuse } from "./error.ts";
import { networkFromMap } from "./from-map.ts";
import { generalFields, type Imported } from "./imported.ts";
import { type NetworkMap, openFields } from "./network-map.ts";
import { proposeMap, snnTorchNeurons } from "./propose.ts";
import { importPublished, isPublished, type PublishedOptions } from "./published.ts";

export interface TensorOptions extends PublishedOptions {
  /** What the tensors are; null: to be told from their names and shapes. */
  readonly map: NetworkMap | null;
  /** False: snnTorch's neurons reset in the step of the spike (reset_delay=False); no state dict says it. */
  readonly resetDelay: boolean;
}

/** @throws ImportError, CheckpointError, DescriptionError naming the tensor or field */
export function importTensors(tensors: Tensors, options: TensorOptions): Imported {
  const published = options.map === null && isPublished(tensors);
  if (!options.resetDelay && (options.map !== null || published))
    refuse(
      "--no-reset-delay",
      "is for snnTorch's neurons where no map says what they are",
      published
        ? "the published cells reset at once: leave it out"
        : 'write "resetDelay": false into the map',
    );
  if (published) return importPublished(tensors, options);
  if (!options.memory) refuse("--no-memory", "is for the published cells", "leave memory out of the map");
  if (options.window !== null)
    refuse("--window", "is for the published cells", "write the window into the map");
  const map = options.map ?? proposeMap(tensors, options.resetDelay);
  const open = openFields(map);
  if (open.length > 0)
    refuse(
      "the file",
      `says nothing of ${open.join(", ")}`,
      "write a map with --propose FILE, fill in what is null, and give it as --map FILE",
    );
  const { notes } = generalFields(options);
  const snnTorch = options.map === null && snnTorchNeurons(tensors).length > 0;
  const { network, notes: clamped } = networkFromMap(map, tensors, options);
  return {
    network,
    source: snnTorch
      ? "snnTorch state dict"
      : options.map === null
        ? "tensors, by their shapes"
        : "tensors, by a map",
    notes: [...orderNote(map), ...clamped, ...(snnTorch ? snnTorchNotes(map) : []), ...notes],
  };
}

/** In which order the layers are, where the map was not the user's to choose. */
const orderNote = ({ layers }: NetworkMap): string[] =>
  layers.length < 2
    ? []
    : [
        `layers in this order: ${layers.map(({ fast }) => (typeof fast === "string" ? fast : fast.tensor)).join(", ")}`,
      ];

const snnTorchNotes = ({ layers, readout }: NetworkMap): string[] => [
  ...(layers.some(({ reset, resetDelay }) => reset === "subtract" && resetDelay === false)
    ? [
        "reset by subtraction: snnTorch's spikes as long as no membrane is above its threshold after the reset, which snnTorch then subtracts once only",
      ]
    : []),
  ...(layers.some(({ resetDelay }) => resetDelay)
    ? [
        "reset by subtraction a step after the spike, snnTorch's default: --no-reset-delay where the neurons were made with reset_delay=False",
      ]
    : []),
  ...(readout.mode === "spike-count" ? ["the last neurons are the classes: most spikes win"] : []),
];
