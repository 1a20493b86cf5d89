// State dicts as torch.save writes them, in both formats: the zip archive of today and the row of pickles before 1.6.
// What the file names (storages, tensors, ordered dictionaries) is known here; nothing of it is run.
import { elementBytes, elements, type RawArray } from "../array.ts";
import { refuse } from "../error.ts";
import { isGlobal, type PickleBuild, type PickleValue, readPickle } from "./pickle.ts";

/** Elements of one type, `key` telling where their bytes are. */
class Storage {
  readonly dtype: string;
  readonly key: string;
  readonly count: number;
  constructor(dtype: string, key: string, count: number) {
    this.dtype = dtype;
    this.key = key;
    this.count = count;
  }
}

/** A view of a storage: element (i, j, ...) lies at offset + i stride[0] + j stride[1] + ... */
class View {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  constructor(storage: Storage, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }
}

const storageTypes: Readonly<Record<string, string>> = {
  ...{ DoubleStorage: "F64", FloatStorage: "F32", HalfStorage: "F16", BFloat16Storage: "BF16" },
  ...{ LongStorage: "I64", IntStorage: "I32", ShortStorage: "I16", CharStorage: "I8" },
  ...{ ByteStorage: "U8", BoolStorage: "BOOL", ComplexFloatStorage: "C64" },
};
const where = "PyTorch file";
const legacyMagic = 0x1950a86a20f9469cfc6cn;
const isIndex = (value: PickleValue): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isIndices = (value: PickleValue): value is number[] => Array.isArray(value) && value.every(isIndex);

/** Builds tensors; notes each storage by its key. */
const builder = (storages: Map<string, Storage>): PickleBuild => ({
  call(global, args) {
    if (global === "collections.OrderedDict" && args.length === 0) return new Map();
    if (global === "torch._utils._rebuild_tensor_v2") return tensorView(args);
    if (/^torch\._utils\._rebuild_parameter(_with_state)?$/.test(global) && args[0] instanceof View)
      return args[0];
    return refuse(where, "a state dict (tensors by name, model.state_dict())", `a call of ${global}`);
  },
  persistent(id) {
    const [kind, type, key, , count] = Array.isArray(id) ? (id as PickleValue[]) : [];
    const name = type && isGlobal(type) ? type.global : "";
    const dtype = name.startsWith("torch.") ? storageTypes[name.slice("torch.".length)] : undefined;
    if (kind === "module")
      refuse(where, "a state dict (tensors by name, model.state_dict())", "a whole model");
    if (kind !== "storage" || typeof key !== "string" || !isIndex(count))
      return refuse(where, "storages of tensors", "another persistent id");
    const known = dtype ?? refuse(where, "storages of numbers", name || "an unnamed type");
    const storage = new Storage(known, key, count);
    storages.set(key, storage);
    return storage;
  },
});

function tensorView([storage, offset, shape, stride]: readonly PickleValue[]): View {
  const fits = storage instanceof Storage && isIndex(offset) && isIndices(shape) && isIndices(stride);
  if (!fits || shape.length !== stride.length)
    return refuse(where, "a tensor of a storage, an offset, a shape and a stride", "something else");
  const last =
    elements(shape) === 0 ? -1 : shape.reduce((at, n, axis) => at + (n - 1) * stride[axis], offset);
  if (last >= storage.count)
    return refuse(
      where,
      `elements below ${storage.count}, the size of storage ${storage.key}`,
      `element ${last}`,
    );
  // A stride of 0 lets a few bytes stand for any number of elements: a state dict's parameters are never such
  if (elements(shape) > storage.count)
    return refuse(
      where,
      `at most the ${storage.count} elements of storage ${storage.key}`,
      `${elements(shape)}`,
    );
  return new View(storage, offset, shape, stride);
}

type BytesOf = (storage: Storage) => Uint8Array;

/** The tensors of a pickled dictionary; one dictionary below `state_dict` or `model_state_dict` is opened too. */
function tensorsIn(value: PickleValue, bytesOf: BytesOf): Map<string, RawArray> {
  if (!(value instanceof Map)) return refuse(where, "a state dict (tensors by name)", nameOf(value));
  const inner = ["state_dict", "model_state_dict", "model"].map((key) => value.get(key));
  const dict = inner.find((v): v is Map<string | number, PickleValue> => v instanceof Map) ?? value;
  const tensors = new Map<string, RawArray>();
  for (const [name, entry] of dict) {
    if (!(entry instanceof View)) return refuse(`${where}, entry ${name}`, "a tensor", nameOf(entry));
    tensors.set(String(name), gather(entry, bytesOf(entry.storage)));
  }
  return tensors;
}

const nameOf = (value: PickleValue): string => {
  if (value === null) return "None";
  if (value instanceof View) return "a tensor alone";
  if (value instanceof Map) return "a dictionary";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : JSON.stringify(String(value));
};

/** A view's elements, row after row. */
function gather({ storage, offset, shape, stride }: View, bytes: Uint8Array): RawArray {
  const size = elementBytes[storage.dtype];
  const count = elements(shape);
  const rowMajor = shape.map((_, axis) => elements(shape.slice(axis + 1)));
  const isPlain = shape.every((n, axis) => n <= 1 || stride[axis] === rowMajor[axis]);
  const { dtype } = storage;
  if (isPlain)
    return { dtype, shape, data: bytes.slice(offset * size, (offset + count) * size), columnMajor: false };
  const data = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const at = shape.reduce(
      (sum, n, axis) => sum + (Math.floor(i / rowMajor[axis]) % n) * stride[axis],
      offset,
    );
    data.set(bytes.subarray(at * size, (at + 1) * size), i * size);
  }
  return { dtype, shape, data, columnMajor: false };
}

/** The name of a PyTorch archive's pickle, null where the archive is none. */
export const torchPickle = (members: ReadonlyMap<string, Uint8Array>): string | null =>
  [...members.keys()].find((name) => /^([^/]+\/)?data\.pkl$/.test(name)) ?? null;

/**
 * The tensors of a zip archive that torch.save wrote (PyTorch 1.6 or later), by name; never runs what the file names.
 * @throws FileError naming the class, entry or member that a state dict has not
 */
export function readTorchZip(members: ReadonlyMap<string, Uint8Array>): Map<string, RawArray> {
  const pickle = torchPickle(members) ?? refuse(where, "a member data.pkl", "none");
  const folder = pickle.slice(0, -"data.pkl".length);
  const order = members.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(order) !== "little")
    refuse(`${where}, member ${folder}byteorder`, "little", new TextDecoder().decode(order.subarray(0, 16)));
  const { value } = readPickle(members.get(pickle) as Uint8Array, 0, builder(new Map()));
  return tensorsIn(value, (storage) => {
    const member = `${folder}data/${storage.key}`;
    return checked(storage, member, members.get(member));
  });
}

/**
 * The same of the format before PyTorch 1.6: pickles of a magic number, a version, the machine, the dictionary and the
 * storages' keys, then each storage's count of elements (8 bytes) and its elements.
 * @throws FileError as `readTorchZip`
 */
export function readTorchLegacy(bytes: Uint8Array): Map<string, RawArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Storage>();
  const build = builder(storages);
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(bytes, at, build);
    at = end;
    return value;
  };
  if (next() !== legacyMagic) refuse(where, "a state dict saved by torch.save", "another pickle");
  if (next() !== 1001) refuse(where, "version 1001", "another version");
  const machine = next();
  if (machine instanceof Map && machine.get("little_endian") !== true)
    refuse(where, "numbers of a little-endian machine", "of a big-endian one");
  const dict = next();
  const keys = next();
  if (!Array.isArray(keys)) return refuse(where, "the storages' keys", "something else");
  const found = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = storages.get(String(key)) ?? refuse(where, "storages that a tensor uses", `${key}`);
    const from = at + 8;
    at = from + storage.count * elementBytes[storage.dtype];
    if (at > bytes.length)
      refuse(`${where}, storage ${key}`, `${storage.count} elements`, "the end of the file");
    const count = Number(view.getBigUint64(from - 8, true));
    if (count !== storage.count) refuse(`${where}, storage ${key}`, `${storage.count} elements`, `${count}`);
    found.set(String(key), bytes.subarray(from, at));
  }
  return tensorsIn(dict, (storage) => checked(storage, `storage ${storage.key}`, found.get(storage.key)));
}

function checked(storage: Storage, name: string, bytes: Uint8Array | undefined): Uint8Array {
  const expected = storage.count * elementBytes[storage.dtype];
  if (bytes?.length !== expected)
    return refuse(`${where}, ${name}`, `${expected} bytes`, bytes ? `${bytes.length}` : "none of this name");
  return bytes;
}
