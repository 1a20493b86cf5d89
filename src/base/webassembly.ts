// WebAssembly as functions that return bytes: as much of it as the loops of this project need.
// Numbers of types, sections and instructions: https://webassembly.github.io/spec/core/binary/index.html

/** Bytes of instructions; those of a value leave it on the stack. */
export type Code = readonly number[];

/** Non-negative integers in LEB128. */
function unsigned(value: number): Code {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...unsigned((value - low) / 128)];
}

/** 32-bit integers in LEB128. */
function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const list = (parts: readonly Code[]): Code => [...unsigned(parts.length), ...parts.flat()];
const sized = (code: Code): Code => [...unsigned(code.length), ...code];

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY = 0x40;

/** A variable of a function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

const one =
  (...bytes: number[]) =>
  (a: Code): Code => [...a, ...bytes];
const two =
  (...bytes: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...bytes];
const simd = (number: number): number[] => [0xfd, ...unsigned(number)];

/** Loads and stores say the offset from their address; alignment (a hint) is that of bytes. */
const load =
  (...bytes: number[]) =>
  (address: Code, offset = 0): Code => [...address, ...bytes, 0, ...unsigned(offset)];
const store =
  (...bytes: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...bytes, 0, ...unsigned(offset)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  load: load(0x28),
  store: store(0x36),
  lessThan: two(0x49), // unsigned: addresses
  add: two(0x6a),
  multiply: two(0x6c),
  or: two(0x72),
  shiftLeft: two(0x74),
};

export const v128 = {
  zero: [...simd(12), ...new Array<number>(16).fill(0)] as Code,
  load: load(...simd(0)),
  store: store(...simd(11)),
  and: two(...simd(78)),
  /** Bits of `a` where `mask` is 1, else of `b`. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...simd(82)],
};

/** 32-bit lanes of `a` (0 to 3) and `b` (4 to 7), picked by number. */
const shuffle = (a: Code, b: Code, lanes: readonly number[]): Code => [
  ...a,
  ...b,
  ...simd(13),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
];

export const i16x8 = { add: two(...simd(142)) };

export const i32x4 = {
  /** Four 16-bit integers of memory. */
  load16: load(...simd(3)),
  /** One 32-bit integer of memory, in all lanes. */
  loadSplat: load(...simd(9)),
  splat: one(...simd(17)),
  shuffle,
  atLeast: two(...simd(63)),
  /** The lanes' signs, the first in bit 0. */
  signs: one(...simd(164)),
  lowHalf: one(...simd(167)),
  highHalf: one(...simd(168)),
  /** All lanes by the same number of bits. */
  shiftLeft: two(...simd(171)),
  shiftRight: two(...simd(172)),
  add: two(...simd(174)),
  subtract: two(...simd(177)),
  multiply: two(...simd(181)),
  min: two(...simd(182)),
  max: two(...simd(184)),
  /** Products of 16-bit integers, added by pairs. */
  dot: two(...simd(186)),
};

/** `body` for counter = from, from + step, ... below `to`. */
export const count = (counter: Local, from: Code, to: Code, step: number, body: Code): Code => [
  ...counter.set(from),
  ...[0x02, EMPTY], // block
  ...i32.lessThan(counter.get, to),
  ...[0x45, 0x0d, 0], // leave it where the first turn is not to be
  ...[0x03, EMPTY], // loop
  ...body,
  ...counter.set(i32.add(counter.get, i32.constant(step))),
  ...i32.lessThan(counter.get, to),
  ...[0x0d, 0], // again
  ...[0x0b, 0x0b],
];

/** Makes the variables of a function. */
export interface Locals {
  i32(): Local;
  v128(): Local;
}

/** A function of 32-bit integers, without result. */
export interface Routine {
  readonly parameters: number;
  readonly locals: readonly number[];
  readonly code: Code;
}

export function routine(parameters: number, body: (given: readonly Local[], own: Locals) => Code): Routine {
  const locals: number[] = [];
  const local = (index: number): Local => ({
    get: [0x20, ...unsigned(index)],
    set: (value) => [...value, 0x21, ...unsigned(index)],
  });
  const made = (type: number) => local(parameters + locals.push(type) - 1);
  const given = Array.from({ length: parameters }, (_, i) => local(i));
  return { parameters, locals, code: body(given, { i32: () => made(I32), v128: () => made(V128) }) };
}

const text = (name: string): Code => sized([...new TextEncoder().encode(name)]);

/** A module of `routines`, exported by their names; it imports the memory `from.memory`. */
export function assemble(routines: Readonly<Record<string, Routine>>): Uint8Array {
  const all = Object.entries(routines);
  const section = (id: number, parts: readonly Code[]): Code => [id, ...sized(list(parts))];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      all.map(([, { parameters }]) => [0x60, ...list(new Array<Code>(parameters).fill([I32])), 0]),
    ),
    ...section(2, [[...text("from"), ...text("memory"), 0x02, 0x00, 1]]),
    ...section(
      3,
      all.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      all.map(([name], i) => [...text(name), 0x00, ...unsigned(i)]),
    ),
    ...section(
      10,
      all.map(([, { locals, code }]) => sized([...list(locals.map((type) => [1, type])), ...code, 0x0b])),
    ),
  ]);
}

/** The little of the WebAssembly interface that is used; Node's types leave it to those of browsers. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { from: { memory: WasmMemory } }) => { readonly exports: unknown };
};

const PAGE = 2 ** 16;

/** A memory of a page. */
export const newMemory = (): WasmMemory => new WebAssembly.Memory({ initial: 1 });

/** Makes a memory at least so large. What lay in its buffer before must be asked for again. */
export function needBytes(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

/** The routines of an assembled module, at work in `memory`. */
export const routinesOf = <T>(bytes: Uint8Array, memory: WasmMemory): T =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { from: { memory } }).exports as T;
