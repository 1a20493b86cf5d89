// Operations of one circuit as they are noted down: each with the ranges of its operands, and how often a step does it.
import type { Operated } from "../../hdl/index.ts";
import {
  addRange,
  hull,
  mulRange,
  type Range,
  range,
  shiftRange,
  subRange,
  widthOf,
} from "../../hdl/range.ts";
import { operated } from "../../hdl/work.ts";
import type { Work } from "./memory.ts";

/** Operations in a step: so many in any case, an event, an event whose value is not 0, and at a refresh. */
export type Times = Partial<Record<"step" | "event" | "counted" | "refresh", number>>;

export interface CountedOperation extends Operated {
  /** The circuit that does it, as a path of instances. */
  readonly part: string;
  /** The layer that it is done for; null: the readout. */
  readonly layer: number | null;
  readonly times: Times;
}

/** What `times` come to in a step of a layer. */
export const timesIn = ({ step = 0, event = 0, counted = 0, refresh = 0 }: Times, work: Work): number =>
  step + event * work.events + counted * work.counted + (work.refresh ? refresh : 0);

const bit = range(0n, 1n);

/** Notes operations of one circuit; each gives the range of its result. */
export class Part {
  readonly operations: CountedOperation[];
  private readonly at: Pick<CountedOperation, "part" | "layer">;
  private readonly times: Times;

  constructor(
    at: Pick<CountedOperation, "part" | "layer">,
    times: Times = {},
    operations: CountedOperation[] = [],
  ) {
    this.at = at;
    this.times = times;
    this.operations = operations;
  }

  /** The same part, where what follows is done so often. */
  each(times: Times): Part {
    return new Part(this.at, times, this.operations);
  }

  add(a: Range, b: Range): Range {
    this.note("add", a, b);
    return addRange(a, b);
  }

  subtract(a: Range, b: Range): Range {
    this.note("sub", a, b);
    return subRange(a, b);
  }

  multiply(a: Range, b: Range): Range {
    this.note("mul", a, b);
    return mulRange(a, b);
  }

  compare(a: Range, b: Range): void {
    this.note("ge", a, b);
  }

  /** rshift(a, n) for one of these n: floor(a / 2^n), and the highest bit shifted out where some n shifts one out. */
  round(a: Range, shifts: readonly number[]): Range {
    const whole = shifts
      .map((n) => (n > 0 ? shiftRange("shr", a, n) : shiftRange("shl", a, -n)))
      .reduce(hull);
    if (!shifts.some((n) => n > 0)) return whole;
    this.note("add", whole, bit);
    if (shifts.every((n) => n === shifts[0])) return shiftRange("roundShift", a, shifts[0]!);
    // Beyond the bits of what is never negative there is nothing but 0, nor is there in what can only be 0.
    const shiftsOut = shifts.some((n) => n > 0 && (a.lo < 0n || n <= widthOf(a)));
    return shiftsOut && a.lo < a.hi ? addRange(whole, bit) : whole;
  }

  private note(op: "add" | "sub" | "mul" | "ge", a: Range, b: Range): void {
    this.operations.push({ ...operated(op, a, b), ...this.at, times: this.times });
  }
}
