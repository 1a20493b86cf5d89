// A parameter memory in a circuit: initialised, or written from the load bus; one read port.
import {
  all,
  type Body,
  index,
  mux,
  type Operand,
  type Signal,
  sint,
  type Type,
  uint,
} from "../../hdl/index.ts";
import type { ParameterMemory } from "./parameters.ts";

/** The load bus as a circuit sees it. */
export interface LoadBus {
  readonly valid: Signal;
  readonly memory: Signal;
  readonly address: Signal;
  readonly lane: Signal;
  readonly value: Signal;
}

interface Read {
  readonly address: Signal;
  readonly enable: Operand;
}

/**
 * Declares the memory and its read port; the lanes appear one cycle after the address. Loading happens only while
 * nothing is computed, so a write never meets a read of the same word.
 */
export function parameterMemory(
  c: Body,
  name: string,
  memory: ParameterMemory,
  load: LoadBus,
  read: Read,
): Signal[] {
  if (!memory.loaded) return bakedMemory(c, name, memory, read);
  return memory.style === "spram" || memory.style === "macro"
    ? singlePortMemory(c, name, memory, load, read)
    : loadedMemory(c, name, memory, load, read);
}

const optionsOf = ({ depth, lanes, style, type }: ParameterMemory) =>
  ({ depth, lanes, style, type, readDuringWrite: "undefined" }) as const;

function bakedMemory(c: Body, name: string, memory: ParameterMemory, read: Read): Signal[] {
  return c.memory(name, { ...optionsOf(memory), initial: memory.words }).read("word", read);
}

function loadedMemory(c: Body, name: string, memory: ParameterMemory, load: LoadBus, read: Read): Signal[] {
  const ram = c.memory(name, optionsOf(memory));
  ram.write("load", writeOf(c, name, memory, load, memory.type));
  return ram.read("word", read);
}

/** Lanes of single-port RAM are whole nibbles, since its write mask is. */
const nibbles = ({ type }: ParameterMemory): Type => sint(Math.ceil(signedBits(type) / 4) * 4);

const signedBits = ({ hi }: Type): number => (hi === "0" ? 1 : BigInt(hi).toString(2).length + 1);

function singlePortMemory(
  c: Body,
  name: string,
  memory: ParameterMemory,
  load: LoadBus,
  read: Read,
): Signal[] {
  const type = memory.style === "spram" ? nibbles(memory) : memory.type;
  const ram = c.memory(name, { ...optionsOf(memory), type });
  const write = writeOf(c, name, memory, load, type);
  const address = c.signal(`${name}_address`, mux(write.enable, write.address, read.address));
  return ram.access("word", { ...write, address, read: read.enable });
}

/** A value on the bus writes one lane of one word, where it is for this memory. */
function writeOf(c: Body, name: string, { id, depth, lanes }: ParameterMemory, load: LoadBus, type: Type) {
  const enable = c.signal(`${name}_load`, all(load.valid, load.memory.eq(id)));
  const words = index(depth);
  const data = Array.from({ length: lanes }, () => load.value.wrap(type));
  if (lanes === 1) c.ignore(load.lane);
  return {
    address: load.address.wrap(uint(Math.max(1, (depth - 1).toString(2).length))).narrow(words),
    enable,
    data,
    ...(lanes === 1 ? {} : { laneEnables: data.map((_, l) => load.lane.eq(l)) }),
  };
}
