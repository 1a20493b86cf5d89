// What is driven: wires, output ports, registers.
import type { Driven } from "./draft.ts";
import { here, type Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import type { Owner } from "./operation.ts";
import type { Cases } from "./paths.ts";
import { named, type Operand, Signal, slice, toSignal } from "./signal.ts";

/** The circuit that takes what its targets are given. */
export interface Driver extends Owner {
  assign(target: Target, value: Signal, place: Place): void;
  setDefault(target: Target, value: Signal, place: Place): void;
  when(condition: Operand, fill: () => void, place: Place): void;
  switch(on: Signal, cases: Cases, otherwise: (() => void) | null, place: Place): void;
  /** The wire that drives some bits of a target, which is made of such wires then. */
  part(whole: Wire | Register, high: number, low: number, place: Place): Wire;
}

/** Something that is driven. Of a type with one value it is that constant, and what it is given leaves no trace. */
export abstract class Target extends Signal implements Driven {
  /** Name in the circuit. */
  readonly name: string;
  abstract readonly kind: "wire" | "register";
  /** @internal Drives it on the present path, from the user's line. */
  abstract take(value: Signal, place: Place): void;
  /** The circuit that it belongs to. */
  readonly driver: Driver;

  /** `read`: what it reads as, where that is not its name. */
  constructor(driver: Driver, name: string, type: Type, read: Signal = named(driver, name, type)) {
    super(type, read.operation, read.args);
    this.driver = driver;
    this.name = name;
  }
}

/** A wire or output port: has a value in every cycle, driven on every path or by its default. */
export class Wire extends Target {
  /** What is driven with `is`. */
  get kind(): "wire" {
    return "wire";
  }

  /** Bits of the wire, to be read, or to be driven apart from the others. */
  override bits(high: number, low: number): Wire {
    return new WireBits(this, high, low);
  }

  /** One bit of the wire. */
  override bit(position: number): Wire {
    return new WireBits(this, position, position);
  }

  /** Drives the wire: always, or on the present path of a `when` or `switch`. */
  is(value: Operand): void {
    this.take(toSignal(value), here());
  }

  /** @internal */
  override take(value: Signal, place: Place): void {
    this.driver.assign(this, value, place);
  }

  /** The value where no path drives the wire. */
  otherwise(value: Operand): void {
    this.driver.setDefault(this, toSignal(value), here());
  }
}

/** A register: takes its next value at each clock edge, holds it where no path gives one. */
export class Register extends Target {
  private readonly enable: Signal | null;

  constructor(driver: Driver, name: string, type: Type, enable: Signal | null, read?: Signal) {
    super(driver, name, type, read);
    this.enable = enable;
  }

  /** What is driven with `next`. */
  get kind(): "register" {
    return "register";
  }

  /** Bits of the register, to be read, or to be given a next value apart from the others. */
  override bits(high: number, low: number): Register {
    return new RegisterBits(this, high, low);
  }

  /** One bit of the register. */
  override bit(position: number): Register {
    return new RegisterBits(this, position, position);
  }

  /** Gives the next value: always, or on the present path of a `when` or `switch`. */
  next(value: Operand): void {
    this.take(toSignal(value), here());
  }

  /** @internal */
  override take(value: Signal, place: Place): void {
    const give = () => this.driver.assign(this, value, place);
    if (this.enable === null) give();
    else this.driver.when(this.enable, give, place);
  }
}

class WireBits extends Wire {
  private readonly part: (place: Place) => Wire;

  constructor(whole: Wire, high: number, low: number) {
    const read = slice(whole, high, low);
    super(whole.driver, partName(whole, high, low), read.type, read);
    this.part = (place) => whole.driver.part(whole, high, low, place);
  }

  /** @internal */
  override take(value: Signal, place: Place): void {
    this.part(place).take(value, place);
  }

  override otherwise(value: Operand): void {
    this.part(here()).otherwise(value);
  }
}

class RegisterBits extends Register {
  private readonly part: (place: Place) => Wire;

  constructor(whole: Register, high: number, low: number) {
    const read = slice(whole, high, low);
    super(whole.driver, partName(whole, high, low), read.type, null, read);
    this.part = (place) => whole.driver.part(whole, high, low, place);
  }

  /** @internal */
  override take(value: Signal, place: Place): void {
    this.part(place).take(value, place);
  }
}

/** `y_7_0`, `y_3`. */
export const partName = ({ name }: Target, high: number, low: number): string =>
  high === low ? `${name}_${high}` : `${name}_${high}_${low}`;
