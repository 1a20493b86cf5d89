// Checkpoint files: which format a file has, reading and writing them.

import { readFileSync } from "node:fs";
import { reasonOf } from "../base/system-error.ts";
import { writeWhole } from "../base/whole-file.ts";
import { describeFile, whatIs } from "../files/kind.ts";
import { npzArraysIn } from "../files/numpy.ts";
import { readTorchLegacy, readTorchZip, torchPickle } from "../files/torch/state-dict.ts";
import { readZip } from "../files/zip.ts";
import { networkFromTensors, tensorsOf } from "./checkpoint.ts";
import type { NetworkDescription } from "./description.ts";
import type { FloatNetwork } from "./float-network.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import { CheckpointError, inCheckpoint, refuse, type Tensors } from "./tensor.ts";

/**
 * The tensors of a safetensors or .npz file or of a state dict that torch.save wrote; its first bytes tell which it is.
 * @throws CheckpointError where it is none of them, or damaged
 */
export function readTensors(bytes: Uint8Array): Tensors {
  const kind = whatIs(bytes);
  if (kind === "a safetensors file") return readSafetensors(bytes);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readArchive(bytes);
  if (kind === null) return readSafetensors(bytes);
  if (isPickle(bytes)) return inCheckpoint(() => readTorchLegacy(bytes));
  return refuse("the file", "safetensors, NumPy .npz or a PyTorch state dict", describeFile(bytes));
}

/** Protocol 2 or later: the first opcode says which. */
const isPickle = (bytes: Uint8Array): boolean => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5;

const readArchive = (bytes: Uint8Array): Tensors =>
  inCheckpoint(() => {
    const members = readZip(bytes);
    return torchPickle(members) === null ? npzArraysIn(members) : readTorchZip(members);
  });

/**
 * The network of a description with the parameters in the file at `path`.
 * @throws CheckpointError, its places beginning with the path
 */
export function loadCheckpoint(description: NetworkDescription, path: string): FloatNetwork {
  try {
    return networkFromTensors(description, readTensors(readBytes(path)));
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(
      error.problems.map((p) => ({ ...p, where: p.where === path ? path : `${path}: ${p.where}` })),
    );
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    return refuse(path, "a file that can be read", reasonOf(error));
  }
}

/**
 * Writes the parameters of a network to a safetensors file, whole or not at all.
 * @throws CheckpointError where a parameter is not finite or the file cannot be written
 */
export function saveCheckpoint(network: FloatNetwork, path: string, dtype: "F32" | "F64" = "F32"): void {
  const bytes = writeSafetensors(tensorsOf(network), dtype);
  try {
    writeWhole(path, bytes);
  } catch (error) {
    refuse(path, "a file that can be written", reasonOf(error));
  }
}
