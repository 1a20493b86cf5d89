// Vectors as values: arrays of lanes, of which a signal can choose one, to be read and to be driven.
import { select } from "./combine.ts";
import { HdlError, type Place } from "./errors.ts";
import { Signal } from "./signal.ts";
import { Register, type Target, Wire } from "./target.ts";

/** The lanes of a vector. */
export class Lanes<T> extends Array<T> {
  /**
   * The lane that a signal chooses, whose range must lie within the lanes; driving it drives that lane alone.
   * With a number, as arrays have it.
   */
  override at(index: Signal): T;
  override at(index: number): T | undefined;
  override at(index: Signal | number): T | undefined {
    return typeof index === "number" ? super.at(index) : (chosen(index, [...this]) as T);
  }
}

/** Lanes made one by one. */
export const lanesOf = <T>(count: number, make: (lane: number) => T): Lanes<T> => {
  const lanes = new Lanes<T>();
  for (let i = 0; i < count; i++) lanes.push(make(i));
  return lanes;
};

/** Structures of one shape, of which `index` chooses one: leaf by leaf. */
function chosen(index: Signal, lanes: readonly unknown[]): unknown {
  const [first] = lanes;
  if (first === undefined)
    throw new HdlError("bounds", `Index out of bounds: ${index} chooses a lane of a vector that has none.`);
  if (first instanceof Register) return new ChosenRegister(index, lanes as Register[]);
  if (first instanceof Wire) return new ChosenWire(index, lanes as Wire[]);
  if (first instanceof Signal) return select(index, lanes as Signal[]);
  const part = (key: string) =>
    chosen(
      index,
      lanes.map((lane) => (lane as Record<string, unknown>)[key]),
    );
  if (Array.isArray(first)) return lanesOf(first.length, (i) => part(`${i}`));
  return Object.fromEntries(Object.keys(first as object).map((key) => [key, part(key)]));
}

/** Drives the lane that `index` chooses. */
function driveChosen(index: Signal, lanes: readonly Target[], value: Signal, place: Place): void {
  const cases = lanes
    .map((lane, i) => ({ values: [BigInt(i)], fill: () => lane.take(value, place) }))
    .filter(({ values: [i] }) => i! >= index.range.lo && i! <= index.range.hi);
  lanes[0]!.driver.switch(index, cases, null, place);
}

class ChosenRegister extends Register {
  private readonly index: Signal;
  private readonly lanes: readonly Register[];

  constructor(index: Signal, lanes: readonly Register[]) {
    const read = select(index, lanes);
    super(lanes[0]!.driver, `${lanes[0]!.name}, ...`, read.type, null, read);
    this.index = index;
    this.lanes = lanes;
  }

  override take(value: Signal, place: Place): void {
    driveChosen(this.index, this.lanes, value, place);
  }
}

class ChosenWire extends Wire {
  private readonly index: Signal;
  private readonly lanes: readonly Wire[];

  constructor(index: Signal, lanes: readonly Wire[]) {
    const read = select(index, lanes);
    super(lanes[0]!.driver, `${lanes[0]!.name}, ...`, read.type, read);
    this.index = index;
    this.lanes = lanes;
  }

  override take(value: Signal, place: Place): void {
    driveChosen(this.index, this.lanes, value, place);
  }

  override otherwise(): void {
    throw new HdlError("operand", `A default belongs to one lane: write it for each of ${this.name}`);
  }
}
