// What is driven: wires, output ports, registers.
import type { Driven } from "./draft.ts";
import { here, type Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import type { Owner } from "./operation.ts";
import { type Operand, only, Signal, toSignal } from "./signal.ts";

/** The circuit that takes what its targets are given. */
export interface Driver extends Owner {
  assign(target: Target, value: Signal, place: Place): void;
  setDefault(target: Target, value: Signal, place: Place): void;
  when(condition: Operand, fill: () => void, place: Place): void;
}

/** Something that is driven. Of a type with one value it is that constant, and what it is given leaves no trace. */
export class Target extends Signal implements Driven {
  /** Name in the circuit. */
  readonly name: string;
  readonly kind: "wire" | "register";
  protected readonly driver: Driver;

  constructor(driver: Driver, name: string, type: Type, kind: "wire" | "register") {
    super(type, only(type)?.operation ?? { op: "ref", name, of: driver });
    this.driver = driver;
    this.name = name;
    this.kind = kind;
  }
}

/** A wire or output port: has a value in every cycle, driven on every path or by its default. */
export class Wire extends Target {
  constructor(driver: Driver, name: string, type: Type) {
    super(driver, name, type, "wire");
  }

  /** Drives the wire: always, or on the present path of a `when` or `switch`. */
  is(value: Operand): void {
    this.driver.assign(this, toSignal(value), here());
  }

  /** The value where no path drives the wire. */
  otherwise(value: Operand): void {
    this.driver.setDefault(this, toSignal(value), here());
  }
}

/** A register: takes its next value at each clock edge, holds it where no path gives one. */
export class Register extends Target {
  private readonly enable: Signal | null;

  constructor(driver: Driver, name: string, type: Type, enable: Signal | null) {
    super(driver, name, type, "register");
    this.enable = enable;
  }

  /** Gives the next value: always, or on the present path of a `when` or `switch`. */
  next(value: Operand): void {
    const place = here();
    const give = () => this.driver.assign(this, toSignal(value), place);
    if (this.enable === null) give();
    else this.driver.when(this.enable, give, place);
  }
}
