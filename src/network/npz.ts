// NumPy's files as checkpoints: their errors are those of a checkpoint.
import { readNpyArray, readNpzArrays } from "../files/numpy.ts";
import { inCheckpoint, type Tensor, type Tensors } from "./tensor.ts";

/**
 * Reads an .npz archive; a tensor's name is its member's without `.npy`.
 * @throws CheckpointError naming the member, what was expected and what was found
 */
export const readNpz = (bytes: Uint8Array): Tensors => inCheckpoint(() => readNpzArrays(bytes));

/**
 * Reads an .npy array of format version 1, 2 or 3. `name` is for messages.
 * @throws CheckpointError as `readNpz`
 */
export const readNpy = (bytes: Uint8Array, name: string): Tensor =>
  inCheckpoint(() => readNpyArray(bytes, name));
