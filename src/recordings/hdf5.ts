// Reads columns, or all of a small HDF5 file. libhdf5 runs in a worker thread of its own for every file: whatever a damaged file
// does to it (an abort, a spoilt heap, an endless loop) ends with that thread.

import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { describeFile, whatIs } from "../files/kind.ts";
import { RecordingError } from "./error.ts";

/** A one-dimensional dataset that is wanted. */
export interface ColumnRequest {
  /** Path in the file, such as "spikes/times". */
  readonly name: string;
  /** "ragged": every row is a list of numbers. */
  readonly kind: "ragged" | "numbers" | "strings";
  /** Where it may be missing, the answer is null. */
  readonly optional?: boolean;
}

export interface Column {
  /** Rows of the whole dataset, not only those read. */
  readonly count: number;
  /** The rows that were asked for, one after the other. 16-bit floats come as 32-bit, 64-bit integers as 64-bit floats. */
  readonly values:
    | Int8Array
    | Uint8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | Float32Array
    | Float64Array
    | string[];
  /** Of a ragged column: where in `values` each row begins, and the end; otherwise null. */
  readonly offsets: Float64Array | null;
}

/** A group or dataset; numbers of any type as 64-bit floats. `null`: values of another type than numbers and strings. */
export type TreeNode =
  | { readonly kind: "group"; readonly members: ReadonlyMap<string, TreeNode> }
  | {
      readonly kind: "dataset";
      readonly shape: readonly number[];
      readonly values: Float64Array | readonly string[] | null;
    }
  | { readonly kind: "other" };

/** Rows from..to-1; `to` null: all from `from` on. Columns of strings are always read whole. */
export interface RowRange {
  readonly from: number;
  readonly to: number | null;
  /** A file with fewer rows gives those that it has; else it is refused. */
  readonly short?: boolean;
}

interface Answer {
  readonly tree?: TreeNode;
  readonly columns?: Record<string, Column | null>;
  readonly refusal?: { readonly where: string; readonly expected: string; readonly found: string };
}

/** Milliseconds that a sound file of so many bytes stays far below, on a busy machine too. */
const timeFor = (bytes: number) => 30_000 + bytes / 5_000;

/**
 * Reads columns by name. Throws RecordingError, naming the dataset and row, for a file that is not HDF5, is damaged,
 * lacks a dataset or has it in another shape or type, and for one that takes longer than `timeLimit`
 * milliseconds (left out: half a minute, and more for large files).
 */
export async function readColumns(
  path: string,
  requests: readonly ColumnRequest[],
  range: RowRange,
  timeLimit?: number,
): Promise<Record<string, Column | null>> {
  const { columns } = await work(path, { requests, range }, timeLimit);
  return columns!;
}

/** Reads all groups and datasets of a file. @throws RecordingError as `readColumns`, and for more than 256 MiB of values */
export async function readTree(path: string, timeLimit?: number): Promise<TreeNode> {
  const { tree } = await work(path, { requests: "tree" }, timeLimit);
  return tree!;
}

/** Has a worker read the file; what it refuses is thrown. */
async function work(path: string, wanted: object, timeLimit: number | undefined): Promise<Answer> {
  const { size, start } = await startOf(path);
  // A block of the user's may stand before the signature: what is not known is left to the library.
  const kind = whatIs(start);
  if (kind !== null && kind !== "an HDF5 file")
    throw new RecordingError(path, "file", "readable HDF5", describeFile(start));
  const answer = await ask({ path: resolve(path), ...wanted }, timeLimit ?? timeFor(size));
  if (answer.columns || answer.tree) return answer;
  const { where, expected, found } = answer.refusal ?? {
    where: "file",
    expected: "readable HDF5",
    found: "no answer",
  };
  throw new RecordingError(path, where, expected, found);
}

/** Size and first bytes of a file. */
async function startOf(path: string): Promise<{ size: number; start: Uint8Array }> {
  const file = await open(path).catch(() => null);
  try {
    const stat = await file?.stat();
    if (!file || !stat?.isFile()) throw new RecordingError(path, "file", "a file that can be read", "none");
    const start = new Uint8Array(Math.min(512, stat.size));
    await file.read(start, 0, start.length, 0);
    return { size: stat.size, start };
  } finally {
    await file?.close();
  }
}

/** Runs one worker to its end. Never rejects: a worker that dies is an answer too. */
function ask(workerData: unknown, timeLimit: number): Promise<Answer> {
  const worker = new Worker(new URL("./hdf5-worker.js", import.meta.url), {
    workerData,
    stdout: true,
    stderr: true,
    execArgv: [],
  });
  return new Promise<Answer>((done) => {
    const fail = (found: string) => done({ refusal: { where: "file", expected: "readable HDF5", found } });
    const timer = setTimeout(() => fail(`a file that libhdf5 did not finish in ${timeLimit} ms`), timeLimit);
    worker.once("message", done);
    worker.once("error", (error) => fail(`a file that made libhdf5 fail: ${error.message.split("\n")[0]}`));
    worker.once("exit", () => {
      clearTimeout(timer);
      fail("a file that made libhdf5 stop");
    });
  }).finally(() => worker.terminate());
}
