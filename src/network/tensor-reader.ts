// Takes the tensors a network needs out of a checkpoint, and keeps account of all that is missing, wrong or left over.
import {
  CheckpointError,
  type CheckpointProblem,
  elements,
  floats,
  showShape,
  type Tensors,
} from "./tensor.ts";

export interface TensorReader {
  /** The elements of a tensor that must be there in one of these shapes, as float64, row after row. */
  take(name: string, ...shapes: readonly (readonly number[])[]): Float64Array;
  /** A tensor that may be there and is not needed. */
  leave(name: string): void;
  /** Notes a problem. */
  note(where: string, expected: string, found: string): void;
  /** @throws CheckpointError with every problem; a tensor neither taken nor `ignored` is one */
  finish(ignored?: (name: string) => boolean): void;
}

export function tensorReader(tensors: Tensors): TensorReader {
  const problems: CheckpointProblem[] = [];
  const taken = new Set<string>();
  const note = (where: string, expected: string, found: string) => problems.push({ where, expected, found });

  function take(name: string, ...shapes: readonly (readonly number[])[]): Float64Array {
    const expected = shapes.map(showShape).join(" or ");
    const tensor = tensors.get(name);
    taken.add(name);
    if (!tensor) note(name, `a tensor ${expected}`, "none of this name");
    else if (!shapes.some((shape) => showShape(shape) === showShape(tensor.shape)))
      note(name, `shape ${expected}`, showShape(tensor.shape));
    else
      try {
        return floats(name, tensor);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        problems.push(...error.problems);
      }
    return new Float64Array(elements(shapes[0]));
  }

  function finish(ignored: (name: string) => boolean = () => false): void {
    for (const [name, { shape }] of tensors)
      if (!taken.has(name) && !ignored(name)) note(name, "no tensor of this name", `one ${showShape(shape)}`);
    if (problems.length > 0) throw new CheckpointError(problems);
  }

  return { take, leave: (name) => void taken.add(name), note, finish };
}
