// A parameter memory in a circuit: initialised, or written from the load bus; one read port.
import { type Body, index, mux, type Operand, type Signal, sint, uint } from "../hdl/index.ts";
import type { ParameterMemory } from "./parameters.ts";

/** The load bus as a circuit sees it. */
export interface LoadBus {
  readonly enable: Signal;
  readonly memory: Signal;
  readonly address: Signal;
  readonly lane: Signal;
  readonly value: Signal;
}

/** Lanes of single-port RAM are whole nibbles, since its write mask is. */
const storedType = (memory: ParameterMemory) => {
  if (memory.style !== "spram") return memory.type;
  const bits = memory.type.hi === "0" ? 1 : BigInt(memory.type.hi).toString(2).length + 1;
  return sint(Math.ceil(bits / 4) * 4);
};

/**
 * Declares the memory and its read port; the lanes appear one cycle after the address.
 * `load` null: the memory is initialised with its words. Loading happens only while nothing is computed, so a write
 * never meets a read of the same word.
 */
export function parameterMemory(
  c: Body,
  name: string,
  memory: ParameterMemory,
  load: LoadBus | null,
  read: { readonly address: Signal; readonly enable: Operand },
): Signal[] {
  const type = storedType(memory);
  const { depth, lanes, style } = memory;
  if (load === null) {
    const ram = c.memory(name, {
      depth,
      lanes,
      type,
      style,
      readDuringWrite: "undefined",
      initial: memory.words,
    });
    return ram.read("word", read);
  }
  const ram = c.memory(name, { depth, lanes, type, style, readDuringWrite: "undefined" });
  const chosen = c.signal(`${name}_load`, load.enable.and(load.memory.eq(memory.id)));
  const bits = index(depth);
  const address = load.address.wrap(uint(BigInt(bits.hi).toString(2).length)).narrow(bits);
  const data = Array.from({ length: lanes }, () => load.value.wrap(type));
  if (lanes === 1) c.ignore(load.lane);
  const laneEnables = lanes === 1 ? undefined : data.map((_, l) => load.lane.eq(l));
  const enables = laneEnables === undefined ? {} : { laneEnables };
  if (style === "spram")
    return ram.access("word", {
      address: c.signal(`${name}_address`, mux(chosen, address, read.address)),
      enable: chosen,
      read: read.enable,
      data,
      ...enables,
    });
  ram.write("load", { address, enable: chosen, data, ...enables });
  return ram.read("word", read);
}
