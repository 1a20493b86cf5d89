// Encodes small trees of one-dimensional datasets as an HDF5 file, in the oldest form, which every reader knows.
// After the "HDF5 File Format Specification Version 3.0"; the section numbers in the comments are its own.
// (The library that reads cannot write lists of varying length.)

import { datatypes, encodeNumbers, type NumberType } from "./hdf5-types.ts";

/** A dataset of one dimension. */
export type DatasetSource =
  | { readonly kind: "numbers"; readonly type: NumberType; readonly values: ArrayLike<number> }
  | { readonly kind: "ragged"; readonly type: NumberType; readonly rows: readonly ArrayLike<number>[] }
  | { readonly kind: "strings"; readonly values: readonly string[] };

/** Groups and datasets by name, at most 8 a group; null: left out. */
export interface GroupSource {
  readonly [name: string]: GroupSource | DatasetSource | null;
}

const UNDEFINED = 0xffff_ffff_ffff_ffffn;
const LEAF_K = 4;
const INTERNAL_K = 16;
const SUPERBLOCK_BYTES = 96;
/** Rows that would make a heap collection larger than this begin the next one. */
const HEAP_BYTES = 1 << 20;

/** Returns the whole file. */
export function encodeHdf5(root: GroupSource): Uint8Array {
  const file = new FileImage();
  file.append(new Uint8Array(SUPERBLOCK_BYTES));
  const header = appendGroup(file, root);
  file.overwrite(0, superblock(header, file.size));
  return file.bytes();
}

/** The file so far: pieces one after the other, each beginning at a multiple of 8 bytes. */
class FileImage {
  readonly #pieces: Uint8Array[] = [];
  size = 0;

  /** Appends and returns the address. */
  append(piece: Uint8Array): number {
    const address = this.size;
    const padded = piece.length % 8 === 0 ? piece : concat([piece, new Uint8Array(8 - (piece.length % 8))]);
    this.#pieces.push(padded);
    this.size += padded.length;
    return address;
  }

  overwrite(index: number, piece: Uint8Array): void {
    this.#pieces[index] = piece;
  }

  bytes(): Uint8Array {
    return concat(this.#pieces);
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Little-endian fields: [bytes, value]. */
function fields(...list: [1 | 2 | 4 | 8, number | bigint][]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of list) {
    if (size === 8) view.setBigUint64(at, BigInt(value), true);
    else if (size === 4) view.setUint32(at, Number(value), true);
    else if (size === 2) view.setUint16(at, Number(value), true);
    else view.setUint8(at, Number(value));
    at += size;
  }
  return bytes;
}

const ascii = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));

/** II.A, version 0. */
function superblock(rootHeader: number, endOfFile: number): Uint8Array {
  return concat([
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
    fields([1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 8], [1, 8], [1, 0]),
    fields([2, LEAF_K], [2, INTERNAL_K], [4, 0], [8, 0], [8, UNDEFINED], [8, endOfFile], [8, UNDEFINED]),
    symbol(0, rootHeader),
  ]);
}

/** III.C: a symbol table entry without cached data. */
function symbol(nameOffset: number, header: number): Uint8Array {
  return fields([8, nameOffset], [8, header], [4, 0], [4, 0], [8, 0], [8, 0]);
}

/** Appends a group's children, then its name heap, symbol node and tree; returns the address of its object header. */
function appendGroup(file: FileImage, group: GroupSource): number {
  const names = Object.keys(group)
    .filter((name) => group[name] !== null)
    .sort();
  if (names.length > 2 * LEAF_K)
    throw new RangeError(`a group of ${names.length} members, more than ${2 * LEAF_K}`);
  const headers = names.map((name) => appendMember(file, group[name] as GroupSource | DatasetSource));
  const { heap, nameOffsets } = appendNames(file, names);
  const symbols = names.map((_, i) => symbol(nameOffsets[i], headers[i]));
  const node = new Uint8Array(8 + 2 * LEAF_K * 40);
  node.set(concat([ascii("SNOD"), fields([1, 1], [1, 0], [2, names.length]), ...symbols]));
  const nodeAddress = file.append(node);
  const tree = new Uint8Array(24 + (4 * INTERNAL_K + 1) * 8);
  tree.set(
    concat([
      ascii("TREE"),
      fields([1, 0], [1, 0], [2, names.length > 0 ? 1 : 0], [8, UNDEFINED], [8, UNDEFINED]),
    ]),
  );
  tree.set(fields([8, 0], [8, nodeAddress], [8, nameOffsets.at(-1) ?? 0]), 24);
  const treeAddress = file.append(tree);
  return file.append(objectHeader([[0x11, fields([8, treeAddress], [8, heap])]]));
}

/** III.D: the local heap of a group's link names; offset 0 is the empty name. */
function appendNames(file: FileImage, names: readonly string[]): { heap: number; nameOffsets: number[] } {
  const parts = [new Uint8Array(8)];
  const nameOffsets: number[] = [];
  let size = 8;
  for (const name of names) {
    const bytes = ascii(name);
    const padded = new Uint8Array((Math.floor(bytes.length / 8) + 1) * 8);
    padded.set(bytes);
    nameOffsets.push(size);
    parts.push(padded);
    size += padded.length;
  }
  const data = file.append(concat(parts));
  const heap = file.append(concat([ascii("HEAP"), fields([4, 0], [8, size], [8, 1], [8, data])]));
  return { heap, nameOffsets };
}

function appendMember(file: FileImage, member: GroupSource | DatasetSource): number {
  return isDataset(member) ? appendDataset(file, member) : appendGroup(file, member);
}

function isDataset(member: GroupSource | DatasetSource): member is DatasetSource {
  return typeof member.kind === "string";
}

function appendDataset(file: FileImage, source: DatasetSource): number {
  const { count, datatype, data } = encodeDataset(file, source);
  const address = data.length === 0 ? UNDEFINED : file.append(data);
  return file.append(
    objectHeader([
      [0x01, fields([1, 1], [1, 1], [1, 0], [1, 0], [4, 0], [8, count])], // IV.A.2.b dataspace: one dimension
      [0x03, datatype],
      [0x05, fields([1, 2], [1, 2], [1, 2], [1, 1], [4, 0])], // IV.A.2.f fill value: the default
      [0x08, fields([1, 3], [1, 1], [8, address], [8, data.length])], // IV.A.2.i layout: contiguous
    ]),
  );
}

function encodeDataset(file: FileImage, source: DatasetSource) {
  if (source.kind === "numbers") {
    const data = encodeNumbers(source.type, source.values);
    return { count: source.values.length, datatype: datatypes.number(source.type), data };
  }
  if (source.kind === "ragged") {
    const data = appendRows(file, source.type, source.rows);
    return { count: source.rows.length, datatype: datatypes.list(source.type), data };
  }
  const size = source.values.reduce((most, text) => Math.max(most, ascii(text).length), 1);
  const data = new Uint8Array(size * source.values.length);
  for (const [i, text] of source.values.entries()) data.set(ascii(text), i * size);
  return { count: source.values.length, datatype: datatypes.text(size), data };
}

/** Puts rows into global heap collections (III.E) and returns what the dataset stores of each: length, collection, index. */
function appendRows(file: FileImage, type: NumberType, rows: readonly ArrayLike<number>[]): Uint8Array {
  const entries: Uint8Array[] = [];
  let objects: Uint8Array[] = [];
  let waiting: number[] = [];
  let size = 16;
  const flush = () => {
    const total = Math.max(4096, size + 16);
    const free = fields([2, 0], [2, 0], [4, 0], [8, total - size]);
    const collection = new Uint8Array(total);
    collection.set(concat([ascii("GCOL"), fields([1, 1], [1, 0], [2, 0], [8, total]), ...objects, free]));
    const address = file.append(collection);
    waiting.forEach((row, i) => {
      entries[row] = fields([4, rows[row].length], [8, address], [4, i + 1]);
    });
    objects = [];
    waiting = [];
    size = 16;
  };
  rows.forEach((row, index) => {
    const data = encodeNumbers(type, row);
    const padded = Math.ceil(data.length / 8) * 8;
    if (waiting.length > 0 && (size + padded > HEAP_BYTES || waiting.length === 65_535)) flush();
    if (row.length === 0) {
      entries[index] = fields([4, 0], [8, 0], [4, 0]);
      return;
    }
    waiting.push(index);
    objects.push(
      fields([2, waiting.length], [2, 0], [4, 0], [8, data.length]),
      data,
      new Uint8Array(padded - data.length),
    );
    size += 16 + padded;
  });
  if (waiting.length > 0) flush();
  return concat(entries);
}

/** IV.A.1.a: a version 1 object header of [type, data] messages. */
function objectHeader(messages: [number, Uint8Array][]): Uint8Array {
  const parts = messages.map(([type, data]) => {
    const size = Math.ceil(data.length / 8) * 8;
    return concat([fields([2, type], [2, size], [4, 0]), data, new Uint8Array(size - data.length)]);
  });
  const body = concat(parts);
  return concat([fields([1, 1], [1, 0], [2, messages.length], [4, 1], [4, body.length], [4, 0]), body]);
}
