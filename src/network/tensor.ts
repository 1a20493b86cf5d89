// Named tensors of a checkpoint file, before anybody knows what they mean.

/** Something wrong in a checkpoint. */
export interface CheckpointProblem {
  /** The tensor, or the part of the file. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** A checkpoint that cannot be read, or that does not hold the parameters of the network; lists all problems. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly problems: readonly CheckpointProblem[];

  constructor(problems: readonly CheckpointProblem[]) {
    const lines = problems.map((p) => `${p.where}: expected ${p.expected}, found ${p.found}`);
    super(`wrong checkpoint\n  ${lines.join("\n  ")}`);
    this.problems = problems;
  }
}

/** Throws a CheckpointError of one problem. */
export function refuse(where: string, expected: string, found: string): never {
  throw new CheckpointError([{ where, expected, found }]);
}

export interface Tensor {
  /** As safetensors names them (F64, F32, F16, BF16 and others that hold no parameters), or a NumPy type we do not use. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The elements, little-endian; a view into the file where that is possible. */
  readonly data: Uint8Array;
  /** True where the first index varies fastest (NumPy's fortran_order). */
  readonly columnMajor: boolean;
}

export type Tensors = ReadonlyMap<string, Tensor>;

/** Bytes of an element of every type that safetensors files may hold. */
export const elementBytes: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, F8_E8M0: 1 },
  ...{ I16: 2, U16: 2, F16: 2, BF16: 2, I32: 4, U32: 4, F32: 4, F64: 8, I64: 8, U64: 8, C64: 8 },
};

export const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** [] for a scalar, [128, 5] for a matrix. */
export const showShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

const decoders: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => half(view.getUint16(at, true)),
  BF16: (view, at) => brain(view.getUint16(at, true)),
};

/**
 * The elements of a tensor as float64, row after row.
 * @throws CheckpointError where the type is none of F64, F32, F16, BF16, or an element is NaN or infinite
 */
export function floats(name: string, tensor: Tensor): Float64Array {
  const decode = Object.hasOwn(decoders, tensor.dtype) ? decoders[tensor.dtype] : undefined;
  if (!decode) return refuse(name, `elements of type ${Object.keys(decoders).join(", ")}`, tensor.dtype);
  const bytes = elementBytes[tensor.dtype];
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  const values = Float64Array.from({ length: elements(tensor.shape) }, (_, i) => decode(view, i * bytes));
  const rows = tensor.columnMajor ? rowMajor(values, tensor.shape) : values;
  const bad = rows.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) refuse(`${name}, element ${bad} of ${rows.length}`, "a finite number", String(rows[bad]));
  return rows;
}

function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => elements(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  return values.map(() => {
    const value = values[index.reduce((at, n, axis) => at + n * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
    return value;
  });
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
function brain(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
