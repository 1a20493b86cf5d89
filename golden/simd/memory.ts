// The memory that the kernels work in: one for all networks, which holds the constants of the one that ran last.
import { needBytes, newMemory, routinesOf, type WasmMemory } from "../../src/base/webassembly.ts";
import { type Kernels, kernelBytes } from "./kernels.ts";

type Words = Int32Array | Int16Array;

/** Addresses are multiples of a vector's bytes. */
const vector = 16;

/** Where everything of a network lies. `room`: nothing yet; `keep`: a constant. Both return an address. */
export interface Layout {
  room(bytes: number): number;
  keep(values: Words): number;
}

/** A laid-out network: bytes in all, and its constants with their addresses. */
export interface Image {
  readonly bytes: number;
  readonly constants: readonly { readonly at: number; readonly values: Words }[];
}

/** Memory with a network in it. The buffer is valid until another network is put there. */
export interface Opened {
  readonly buffer: ArrayBuffer;
  readonly kernels: Kernels;
}

/** Lays out what `plan` asks for; returns what it returns, too. */
export function layOut<T>(plan: (layout: Layout) => T): { image: Image; planned: T } {
  let bytes = 0;
  const constants: { at: number; values: Words }[] = [];
  const room = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / vector) * vector;
    return at;
  };
  const keep = (values: Words): number => {
    const at = room(values.byteLength);
    constants.push({ at, values });
    return at;
  };
  const planned = plan({ room, keep });
  return { image: { bytes, constants }, planned };
}

let shared: { readonly memory: WasmMemory; readonly kernels: Kernels } | null = null;
let resident: { readonly image: Image; readonly views: unknown } | null = null;

function open(): { memory: WasmMemory; kernels: Kernels } {
  const memory = newMemory();
  return { memory, kernels: routinesOf<Kernels>(kernelBytes(), memory) };
}

/**
 * Puts `image` into the memory unless it is there already, and makes `views` of it. They are valid until another
 * network is put there: whoever uses them asks again for each sequence, and finishes it.
 */
export function load<T>(image: Image, views: (opened: Opened) => T): T {
  if (resident?.image === image) return resident.views as T;
  shared ??= open();
  const { memory, kernels } = shared;
  needBytes(memory, image.bytes);
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(0, 0, image.bytes);
  for (const { at, values } of image.constants)
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
  resident = null;
  const made = views({ buffer: memory.buffer, kernels });
  resident = { image, views: made };
  return made;
}
