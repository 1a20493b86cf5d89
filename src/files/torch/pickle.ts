// Python pickles as data: the opcodes of a state dict, nothing looked up and nothing run. What a pickle would call is
// handed to `build` by name; whatever else stands in it is refused by name.
import { refuse } from "../error.ts";

/** A class or function that the pickle names, not looked up. */
export interface PickleGlobal {
  readonly global: string;
}
/** A key that Python would compare by value: text, number or so; anything else as a key is refused. */
export type PickleDict = Map<string | number, PickleValue>;
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly PickleValue[]
  | PickleDict
  | PickleGlobal
  | object;

export interface PickleBuild {
  /** The value of `global(...args)`; refuses what it does not know. */
  readonly call: (global: string, args: readonly PickleValue[]) => PickleValue;
  /** The value of a persistent id, such as a storage. */
  readonly persistent: (id: PickleValue) => PickleValue;
}

export interface Unpickled {
  readonly value: PickleValue;
  /** Byte after the pickle's STOP. */
  readonly end: number;
}

const where = "a Python pickle";
const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder();

export const isGlobal = (value: PickleValue): value is PickleGlobal =>
  typeof value === "object" && value !== null && "global" in value;

/**
 * Reads the pickle (protocols 2 to 5) that begins at byte `start`.
 * @throws FileError naming the opcode, class or byte
 */
export function readPickle(bytes: Uint8Array, start: number, build: PickleBuild): Unpickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memo = new Map<number, PickleValue>();
  const marks: number[] = [];
  const stack: PickleValue[] = [];
  let at = start;

  function skip(count: number): number {
    if (count > bytes.length - at) refuse(where, `${count} more bytes at byte ${at}`, "the end of the file");
    at += count;
    return at - count;
  }
  const u8 = () => view.getUint8(skip(1));
  const u16 = () => view.getUint16(skip(2), true);
  const u32 = () => view.getUint32(skip(4), true);
  const i32 = () => view.getInt32(skip(4), true);
  const u64 = () => Number(view.getBigUint64(skip(8), true));
  const text = (length: number, decoder = utf8) => {
    const from = skip(length);
    return decoder.decode(bytes.subarray(from, from + length));
  };
  function line(): string {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) refuse(where, `a line at byte ${at}`, "the end of the file");
    const words = text(end - at);
    at++;
    return words;
  }
  function pop(): PickleValue {
    const floor = marks.at(-1) ?? 0;
    if (stack.length <= floor) refuse(where, `a value on the stack at byte ${at}`, "none");
    return stack.pop() as PickleValue;
  }
  function popMark(): PickleValue[] {
    const mark = marks.pop() ?? refuse(where, `a mark on the stack at byte ${at}`, "none");
    return stack.splice(mark);
  }
  const push = (value: PickleValue) => void stack.push(value);
  function recall(index: number): PickleValue {
    if (!memo.has(index)) refuse(where, `a remembered value ${index} at byte ${at}`, "none");
    return memo.get(index) as PickleValue;
  }
  function top(): PickleValue {
    const value = pop();
    push(value);
    return value;
  }
  function setItems(items: readonly PickleValue[]): void {
    const dict = top();
    if (!(dict instanceof Map)) refuse(where, `a dictionary to fill at byte ${at}`, "something else");
    if (items.length % 2 > 0) refuse(where, `keys with values at byte ${at}`, "a key alone");
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      if (typeof key !== "string" && typeof key !== "number")
        refuse(where, `keys that are text or numbers, at byte ${at}`, "another key");
      dict.set(key, items[i + 1]);
    }
  }
  function append(items: readonly PickleValue[]): void {
    const list = top();
    if (!Array.isArray(list)) refuse(where, `a list to fill at byte ${at}`, "something else");
    for (const item of items) list.push(item);
  }
  function call(callee: PickleValue, args: PickleValue): void {
    if (!isGlobal(callee) || !Array.isArray(args))
      refuse(where, `a class and its arguments at byte ${at}`, "something else");
    push(build.call(callee.global, args));
  }
  /** Little-endian two's complement. */
  function long(length: number): bigint | number {
    const from = skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]);
    const signed = BigInt.asIntN(8 * length, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  const opcodes: Readonly<Record<number, () => void>> = {
    128: () => checkProtocol(u8()), // PROTO
    149: () => void skip(8), // FRAME
    40: () => void marks.push(stack.length), // MARK
    48: () => void pop(), // POP
    49: () => void popMark(), // POP_MARK
    50: () => push(top()), // DUP
    78: () => push(null), // NONE
    136: () => push(true), // NEWTRUE
    137: () => push(false), // NEWFALSE
    74: () => push(i32()), // BININT
    75: () => push(u8()), // BININT1
    77: () => push(u16()), // BININT2
    138: () => push(long(u8())), // LONG1
    71: () => push(view.getFloat64(skip(8), false)), // BINFLOAT
    88: () => push(text(u32())), // BINUNICODE
    140: () => push(text(u8())), // SHORT_BINUNICODE
    141: () => push(text(u64())), // BINUNICODE8
    84: () => push(text(u32(), latin1)), // BINSTRING
    85: () => push(text(u8(), latin1)), // SHORT_BINSTRING
    41: () => push([]), // EMPTY_TUPLE
    93: () => push([]), // EMPTY_LIST
    125: () => push(new Map()), // EMPTY_DICT
    116: () => push(popMark()), // TUPLE
    108: () => push(popMark()), // LIST
    133: () => push([pop()]), // TUPLE1
    134: () => push([pop(), pop()].reverse()), // TUPLE2
    135: () => push([pop(), pop(), pop()].reverse()), // TUPLE3
    97: () => append([pop()]), // APPEND
    101: () => append(popMark()), // APPENDS
    115: () => setItems([pop(), pop()].reverse()), // SETITEM
    117: () => setItems(popMark()), // SETITEMS
    113: () => void memo.set(u8(), top()), // BINPUT
    114: () => void memo.set(u32(), top()), // LONG_BINPUT
    148: () => void memo.set(memo.size, top()), // MEMOIZE
    104: () => push(recall(u8())), // BINGET
    106: () => push(recall(u32())), // LONG_BINGET
    99: () => push({ global: `${line()}.${line()}` }), // GLOBAL
    147: () => push({ global: [pop(), pop()].reverse().join(".") }), // STACK_GLOBAL
    81: () => push(build.persistent(pop())), // BINPERSID
    82: () => {
      const args = pop();
      call(pop(), args);
    }, // REDUCE
    129: () => {
      const args = pop();
      call(pop(), args);
    }, // NEWOBJ
    98: () => {
      // BUILD: the attributes of the value below, such as a state dict's `_metadata`: no tensor is among them
      pop();
      if (!(top() instanceof Map))
        refuse(where, `attributes of a dictionary at byte ${at}`, "of something else");
    },
  };

  for (let opcode = u8(); opcode !== 46; opcode = u8()) {
    const step = opcodes[opcode];
    if (step === undefined)
      refuse(where, "the opcodes of a state dict", `opcode ${opcode} at byte ${at - 1}`);
    step();
  }
  const value = pop();
  return { value, end: at };
}

function checkProtocol(protocol: number): void {
  if (protocol < 2 || protocol > 5) refuse(where, "protocol 2 to 5", `protocol ${protocol}`);
}
