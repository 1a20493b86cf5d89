// NumPy's files: .npy (one array) and .npz (a zip archive of them).
import { elementBytes, elements, refuse, showShape, type Tensor, type Tensors } from "./tensor.ts";
import { readZip } from "./zip.ts";

const types: Readonly<Record<string, string>> = {
  ...{ "<f8": "F64", "<f4": "F32", "<f2": "F16", "<c8": "C64", "|b1": "BOOL" },
  ...{
    "<i8": "I64",
    "<i4": "I32",
    "<i2": "I16",
    "|i1": "I8",
    "<u8": "U64",
    "<u4": "U32",
    "<u2": "U16",
    "|u1": "U8",
  },
};

/**
 * Reads an .npz archive; a tensor's name is its member's without `.npy`.
 * @throws CheckpointError naming the member, what was expected and what was found
 */
export function readNpz(bytes: Uint8Array): Tensors {
  const tensors = new Map<string, Tensor>();
  for (const [member, data] of readZip(bytes)) {
    if (!member.endsWith(".npy"))
      refuse(
        `zip member ${member}`,
        "members that end in .npy",
        member.endsWith(".pkl") ? "a PyTorch pickle: save the state dict as safetensors" : "another name",
      );
    const name = member.slice(0, -".npy".length);
    tensors.set(name, readNpy(data, name));
  }
  return tensors;
}

/**
 * Reads an .npy array of format version 1, 2 or 3; the elements are a view into `bytes`. `name` is for messages.
 * @throws CheckpointError as `readNpz`
 */
export function readNpy(bytes: Uint8Array, name: string): Tensor {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  if (magic !== "\x93NUMPY") refuse(name, "the first bytes of an .npy array", JSON.stringify(magic));
  const version = bytes[6];
  if (![1, 2, 3].includes(version)) refuse(name, ".npy format version 1, 2 or 3", `${version}`);
  const prefix = version === 1 ? 10 : 12;
  if (bytes.length < prefix) refuse(name, `at least ${prefix} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > bytes.length - prefix)
    refuse(name, `an .npy header of at most ${bytes.length - prefix} bytes`, `${length}`);
  const { descr, columnMajor, shape } = parseHeader(
    new TextDecoder().decode(bytes.subarray(prefix, prefix + length)),
    name,
  );
  const dtype = Object.hasOwn(types, descr) ? types[descr] : undefined;
  if (!dtype) return refuse(name, `elements of type ${Object.keys(types).join(", ")}`, descr);
  const data = bytes.subarray(prefix + length);
  const size = elements(shape) * elementBytes[dtype];
  if (data.length !== size) refuse(name, `${size} bytes for ${descr} ${showShape(shape)}`, `${data.length}`);
  return { dtype, shape, data, columnMajor };
}

/** The header is a Python dictionary, in the one form that NumPy writes. */
function parseHeader(header: string, name: string) {
  const form =
    /^\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,15}, ){0,31}(?:\d{1,15},?)?)\), ?\}[ ]*\n$/;
  const match = form.exec(header);
  if (!match)
    return refuse(
      name,
      "an .npy header with descr, fortran_order, shape",
      JSON.stringify(header.slice(0, 80)),
    );
  const shape = match[3].split(",").filter((n) => n.trim() !== "");
  return { descr: match[1], columnMajor: match[2] === "True", shape: shape.map(Number) };
}
