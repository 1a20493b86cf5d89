// The registers behind the AXI4-Lite port, as data: the circuit, the C header and the document are made from it.

/** `ro`: only read; `rw`: what was written is read; `w1c`: a 1 that is written clears; `wo`: only written. */
export type Access = "ro" | "rw" | "w1c" | "wo";

export interface Field {
  readonly name: string;
  /** Its bit. */
  readonly at: number;
  readonly what: string;
}

export interface Register {
  readonly name: string;
  /** In bytes from the base address. */
  readonly offset: number;
  readonly access: Access;
  readonly what: string;
  readonly fields: readonly Field[];
}

/** "DMPA" */
export const IDENTITY = 0x444d5041;
/** Of the register map: major in the upper half, minor in the lower one. */
export const MAP_VERSION = 0x0001_0000;
/** Bits of an address: the map takes 64 bytes. */
export const ADDRESS_BITS = 6;

const flag = (name: string, at: number, what: string): Field => ({ name, at, what });

export const registers = [
  { name: "ID", offset: 0x00, access: "ro", what: '0x444d5041, "DMPA"', fields: [] },
  { name: "VERSION", offset: 0x04, access: "ro", what: "of this map: major, minor", fields: [] },
  { name: "CHANNELS", offset: 0x08, access: "ro", what: "input channels of the network", fields: [] },
  { name: "CLASSES", offset: 0x0c, access: "ro", what: "classes of the network", fields: [] },
  {
    name: "CONTROL",
    offset: 0x10,
    access: "wo",
    what: "commands",
    fields: [
      flag(
        "RESTART",
        0,
        "resets the network, not these registers nor its parameters; events and answers on their way are lost",
      ),
    ],
  },
  {
    name: "STATUS",
    offset: 0x14,
    access: "ro",
    what: "what it is at; errors stay until a restart",
    fields: [
      flag("RESTARTING", 0, "the network is held in reset; no stream moves"),
      flag("PARAM_READY", 1, "PARAM and PARAM_LAST may be written"),
      flag("EVENT_ERROR", 8, "an event was left out: address, value or the step's sum out of bounds"),
      flag("LENGTH_ERROR", 9, "a sequence was longer than the network allows"),
      flag("PARAM_ERROR", 10, "a parameter packet did not fit"),
    ],
  },
  {
    name: "IRQ_ENABLE",
    offset: 0x18,
    access: "rw",
    what: "causes that raise `irq`",
    fields: [flag("ANSWER", 0, "a class was given"), flag("ERROR", 1, "an error flag has risen")],
  },
  {
    name: "IRQ_STATUS",
    offset: 0x1c,
    access: "w1c",
    what: "causes since they were cleared, enabled or not",
    fields: [flag("ANSWER", 0, "a class was given"), flag("ERROR", 1, "an error flag has risen")],
  },
  {
    name: "STEPS",
    offset: 0x20,
    access: "ro",
    what: "time steps taken since the reset, modulo 2^32",
    fields: [],
  },
  {
    name: "ANSWERS",
    offset: 0x24,
    access: "ro",
    what: "classes given since the reset, modulo 2^32",
    fields: [],
  },
  { name: "ANSWER", offset: 0x28, access: "ro", what: "the last class given", fields: [] },
  {
    name: "PARAM",
    offset: 0x2c,
    access: "wo",
    what: "a word for the parameter stream; refused while PARAM_READY is 0",
    fields: [],
  },
  {
    name: "PARAM_LAST",
    offset: 0x30,
    access: "wo",
    what: "the same, the last one of its packet",
    fields: [],
  },
] as const satisfies readonly Register[];

export type RegisterName = (typeof registers)[number]["name"];

/** Number of a register's word. */
export const wordOf = (name: RegisterName): number => registers.find((r) => r.name === name)!.offset / 4;

/** Bit of a field. */
export function bitOf(register: RegisterName, field: string): number {
  const fields: readonly Field[] = registers.find((r) => r.name === register)!.fields;
  return fields.find((f) => f.name === field)!.at;
}
