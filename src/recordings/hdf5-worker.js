// Runs libhdf5 in a worker thread: reads the columns it is asked for, posts one message, ends.
// JavaScript, because a worker is started from a file and must start alike from the sources and from the build.

import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import * as h5wasm from "h5wasm/node";

/**
 * @typedef {import("./hdf5.ts").ColumnRequest} ColumnRequest
 * @typedef {import("./hdf5.ts").Column} Column
 * @typedef {import("h5wasm/node").Metadata} Metadata
 * @typedef {{ get_dataset_data: Function, get_dataset_filters: (file: bigint, path: string) => { id: number, name: string }[], activate_throwing_error_handler: Function } & Awaited<typeof h5wasm.ready>} Module
 */

/** Rows that are read at a time: bounds the memory of libhdf5, which cannot grow past 2 GiB. */
const BLOCK = 512;
const [INTEGER, FLOAT, STRING, VLEN] = [0, 1, 3, 9];

/** Filters of the library: deflate, shuffle, fletcher32, szip, nbit, scaleoffset. */
const READABLE = [1, 2, 3, 4, 5, 6];

class Refusal extends Error {
  /** @param {string} where @param {string} expected @param {string} found */
  constructor(where, expected, found) {
    super(found);
    this.where = where;
    this.expected = expected;
    this.found = found;
  }
}

/** @param {Metadata} type @returns {(bytes: ArrayBuffer) => Exclude<Column["values"], string[]>} */
function decoder({ type, size, signed }) {
  if (type === FLOAT && size === 2) return (bytes) => decodeHalves(new Uint16Array(bytes));
  if (type === FLOAT && size === 4) return (bytes) => new Float32Array(bytes);
  if (type === FLOAT && size === 8) return (bytes) => new Float64Array(bytes);
  if (type === INTEGER && size === 1)
    return (bytes) => (signed ? new Int8Array(bytes) : new Uint8Array(bytes));
  if (type === INTEGER && size === 2)
    return (bytes) => (signed ? new Int16Array(bytes) : new Uint16Array(bytes));
  if (type === INTEGER && size === 4)
    return (bytes) => (signed ? new Int32Array(bytes) : new Uint32Array(bytes));
  if (type === INTEGER && size === 8) {
    return (bytes) =>
      Float64Array.from(signed ? new BigInt64Array(bytes) : new BigUint64Array(bytes), Number);
  }
  throw new Refusal(
    "",
    "floats of 16, 32 or 64 bits or integers of 8 to 64",
    `class ${type} of ${size} bytes`,
  );
}

/** IEEE 754 binary16. @param {Uint16Array} halves */
function decodeHalves(halves) {
  return Float32Array.from(halves, (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}

/**
 * The raw bytes of rows from..to-1 of a one-dimensional dataset, at an address in libhdf5's memory, given to `use`.
 * @template T @param {Module} module @param {bigint} file @param {string} name @param {number} size bytes a row
 * @param {number} from @param {number} to @param {(address: number) => T} use @returns {T}
 */
function withRows(module, file, name, size, from, to, use) {
  const address = module._malloc(Math.max(1, (to - from) * size));
  if (address === 0)
    throw new Refusal(`rows ${from} to ${to - 1}`, "rows that fit the memory", `${size} bytes a row`);
  const [count, offset, stride] = [to - from, from, 1].map((value) => [BigInt(value)]);
  const status = module.get_dataset_data(file, name, count, offset, stride, BigInt(address));
  if (status < 0) throw new Refusal(`rows ${from} to ${to - 1}`, "data that can be read", "an HDF5 error");
  const result = use(address);
  module._free(address);
  return result;
}

/**
 * Rows of varying length. What all rows of `budget` hold together cannot exceed the file, which stores each uncompressed.
 * @param {Module} module @param {bigint} file @param {string} name @param {Metadata} metadata
 * @param {number} from @param {number} to @param {number} budget bytes
 */
function readRagged(module, file, name, metadata, from, to, budget) {
  const item = /** @type {Metadata} */ (metadata.vlen_type);
  const decode = decoder(item);
  const offsets = [0];
  /** @type {ReturnType<typeof decode>[]} */
  const parts = [];
  let bytes = 0;
  for (let low = from; low < to; low += BLOCK) {
    const high = Math.min(low + BLOCK, to);
    withRows(module, file, name, metadata.size, low, high, (address) => {
      for (let row = low; row < high; row++) {
        const [length, data] = new Uint32Array(module.HEAPU8.buffer, address + (row - low) * 8, 2);
        bytes += length * item.size;
        if (bytes > budget || data + length * item.size > module.HEAPU8.length) {
          throw new Refusal(`row ${row}`, `at most the file's ${budget} bytes`, `a row of ${length} values`);
        }
        parts.push(decode(module.HEAPU8.slice(data, data + length * item.size).buffer));
        if (length > 0) module._free(data);
        offsets.push(offsets[offsets.length - 1] + length);
      }
    });
  }
  return { values: concatenate(parts, decode), offsets: Float64Array.from(offsets) };
}

/** @template {Exclude<Column["values"], string[]>} T @param {T[]} parts @param {(bytes: ArrayBuffer) => T} decode */
function concatenate(parts, decode) {
  const whole = parts[0] ?? decode(new ArrayBuffer(0));
  const type = /** @type {new (length: number) => T} */ (whole.constructor);
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Strings of fixed length are taken as UTF-8 whatever the file declares: NumPy declares its bytes as ASCII, umlauts and all.
 * @param {Module} module @param {h5wasm.File} file @param {string} name @param {Metadata} metadata @returns {string[]}
 */
function readStrings(module, file, name, { vlen, size, total_size: count }) {
  if (vlen) return /** @type {string[]} */ (/** @type {h5wasm.Dataset} */ (file.get(name)).value);
  return withRows(module, file.file_id, name, size, 0, count, (address) =>
    Array.from({ length: count }, (_, i) => {
      const bytes = module.HEAPU8.subarray(address + i * size, address + (i + 1) * size);
      return new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
    }),
  );
}

/**
 * @param {Module} module @param {h5wasm.File} file @param {ColumnRequest} request
 * @param {{ from: number, to: number | null, short?: boolean }} range @param {number} fileBytes @returns {Column | null}
 */
function readColumn(module, file, request, range, fileBytes) {
  const { name, kind } = request;
  const found = module.get_type(file.file_id, name);
  if (found !== module.H5G_DATASET) {
    if (request.optional) return null;
    throw new Refusal("", "a dataset", found < 0 ? "nothing of that name" : "something else");
  }
  const filter = module.get_dataset_filters(file.file_id, name).find(({ id }) => !READABLE.includes(id));
  if (filter)
    throw new Refusal(
      "",
      "data stored plainly or with gzip",
      `the filter ${filter.name || "of number"} (${filter.id}), which is not in this HDF5 library: ` +
        'store it again, `h5repack -f GZIP=4 IN OUT` or h5py\'s compression="gzip"',
    );
  const metadata = module.get_dataset_metadata(file.file_id, name);
  const { shape, type, size } = metadata;
  if (metadata.virtual_sources) throw new Refusal("", "data of its own", "a virtual dataset");
  if (shape?.length !== 1) throw new Refusal("", "one dimension", `shape [${shape ?? ""}]`);
  const [count] = shape;
  if (count > fileBytes) throw new Refusal("", `rows that fit a file of ${fileBytes} bytes`, `${count} rows`);
  const asked = range.to ?? count;
  const to = kind === "strings" ? count : range.short ? Math.min(asked, count) : asked;
  const from = kind === "strings" ? 0 : range.short ? Math.min(range.from, to) : range.from;
  if (from > to || to > count) throw new Refusal("", `rows ${from} to ${to}`, `${count} rows`);
  const classes = { ragged: [VLEN], numbers: [INTEGER, FLOAT], strings: [STRING] }[kind];
  if (!classes.includes(type)) throw new Refusal("", kindNames[kind], `class ${type}`);
  if (kind === "ragged")
    return { count, ...readRagged(module, file.file_id, name, metadata, from, to, fileBytes) };
  if (!metadata.vlen && count * size > 64 * fileBytes) {
    throw new Refusal("", `values that fit a file of ${fileBytes} bytes`, `${count} of ${size} bytes`);
  }
  if (kind === "strings") {
    return { count, values: readStrings(module, file, name, metadata), offsets: null };
  }
  const decode = decoder(metadata);
  const values = withRows(module, file.file_id, name, size, from, to, (address) =>
    decode(module.HEAPU8.slice(address, address + (to - from) * size).buffer),
  );
  return { count, values, offsets: null };
}

/** Bytes of values that a tree may hold at most, whatever the size of its file: equal numbers compress to nothing. */
const TREE_BYTES = 2 ** 28;
const TREE_DEPTH = 32;

/**
 * Groups and datasets below a path. Datasets of other types than numbers and strings have null for values.
 * @param {Module} module @param {h5wasm.File} file @param {string} path @param {{ bytes: number, at: string }} budget
 * @returns {import("./hdf5.ts").TreeNode}
 */
function readNode(module, file, path, budget) {
  budget.at = path;
  const found = path === "/" ? module.H5G_GROUP : module.get_type(file.file_id, path);
  if (found === module.H5G_DATASET) return readDataset(module, file, path, budget);
  if (found !== module.H5G_GROUP) return { kind: "other" };
  if (path.split("/").length > TREE_DEPTH)
    throw new Refusal("", `at most ${TREE_DEPTH} groups inside each other`, "more");
  const names = /** @type {h5wasm.Group} */ (file.get(path)).keys();
  /** @type {Map<string, import("./hdf5.ts").TreeNode>} */
  const members = new Map();
  for (const name of names)
    members.set(name, readNode(module, file, `${path === "/" ? "" : path}/${name}`, budget));
  return { kind: "group", members };
}

/**
 * @param {Module} module @param {h5wasm.File} file @param {string} path @param {{ bytes: number }} budget
 * @returns {import("./hdf5.ts").TreeNode}
 */
function readDataset(module, file, path, budget) {
  const { type, size, shape, total_size: count, vlen } = module.get_dataset_metadata(file.file_id, path);
  budget.bytes -= (vlen ? 16 : size) * count;
  if (budget.bytes < 0) throw new Refusal("", `at most ${TREE_BYTES} bytes of values`, "more");
  const readable = type === STRING || type === FLOAT || type === INTEGER;
  if (!readable) return { kind: "dataset", shape: shape ?? [], values: null };
  const { value } = /** @type {h5wasm.Dataset} */ (file.get(path));
  const all = ArrayBuffer.isView(value) || Array.isArray(value) ? value : [value];
  const values =
    type === STRING
      ? Array.from(/** @type {string[]} */ (all))
      : Float64Array.from(/** @type {number[]} */ (all), Number);
  return { kind: "dataset", shape: shape ?? [], values };
}

const kindNames = { ragged: "rows of varying length", numbers: "numbers", strings: "strings" };

/** The deepest message of an HDF5 error stack, or the first line of another error. @param {unknown} error */
function reason(error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => /^\s*#\d+/.test(line));
  return (lines.at(-1)?.replace(/^.*?\(\): /, "") ?? text.split("\n")[0]).trim();
}

async function main() {
  const { path, requests, range } = workerData;
  const budget = { bytes: TREE_BYTES, at: "" };
  let name = "file";
  try {
    const module = /** @type {Module} */ (await h5wasm.ready);
    module.activate_throwing_error_handler();
    const file = new h5wasm.File(path, "r");
    if (requests === "tree") {
      const tree = readNode(module, file, "/", budget);
      parentPort?.postMessage({ tree });
      return;
    }
    const { size } = statSync(path);
    /** @type {Record<string, Column | null>} */
    const columns = {};
    for (const request of requests) {
      name = request.name;
      columns[name] = readColumn(module, file, request, range, size);
    }
    parentPort?.postMessage({ columns });
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal("", "readable HDF5", reason(error));
    const { expected, found } = refusal;
    parentPort?.postMessage({
      refusal: {
        where: [requests === "tree" ? budget.at || name : name, refusal.where].filter(Boolean).join(", "),
        expected,
        found,
      },
    });
  }
}

await main();
