// Targets whose bits are driven apart: a wire for each part, joined when the body has run.
import { concat } from "./combine.ts";
import type { HdlError, HdlRule, Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import { fullRange, isSigned, typeOf, widthOf } from "./range.ts";
import { type Signal, slice } from "./signal.ts";
import { type Driver, partName, type Register, Wire } from "./target.ts";

interface Part {
  readonly high: number;
  readonly low: number;
  readonly wire: Wire;
}

/** The circuit whose targets they are. */
interface Host extends Driver {
  readonly isDead: boolean;
  error(rule: HdlRule, message: string, place: Place): HdlError;
  declare(name: string, what: string, place: Place): string;
  addWire(name: string, type: Type, output: boolean, place: Place): Wire;
  outside<T>(say: () => T): T;
}

/** The targets of one circuit that are driven in parts. */
export class BitParts {
  private readonly builder: Host;
  private readonly parts = new Map<Wire | Register, { readonly place: Place; readonly parts: Part[] }>();

  constructor(builder: Host) {
    this.builder = builder;
  }

  /** The wire of some bits of a target; of a register's, it holds them where nothing drives it. */
  part(whole: Wire | Register, high: number, low: number, place: Place): Wire {
    const { range, name } = whole;
    const full = fullRange(widthOf(range), isSigned(range));
    if (range.lo !== full.lo || range.hi !== full.hi)
      throw this.builder.error(
        "range",
        `Range is no whole number of bits: the bits of ${name}, which is ${range.lo} to ${range.hi}, cannot be driven ` +
          "apart. Write uint(n) or sint(n).",
        place,
      );
    const type = typeOf(fullRange(high - low + 1, false));
    if (this.builder.isDead) return new Wire(this.builder, partName(whole, high, low), type);
    const known = this.parts.get(whole) ?? { place, parts: [] };
    this.parts.set(whole, known);
    const same = known.parts.find((p) => p.high === high && p.low === low);
    if (same !== undefined) return same.wire;
    const other = known.parts.find((p) => p.low <= high && p.high >= low);
    if (other !== undefined)
      throw this.builder.error(
        "driven-twice",
        `Driven twice: bits ${high} to ${low} of ${name} overlap bits ${other.high} to ${other.low}, which are driven too.`,
        place,
      );
    const wire = this.builder.outside(() => {
      const part = this.builder.declare(partName(whole, high, low), "driven bits", place);
      const added = this.builder.addWire(part, type, false, place);
      if (!(whole instanceof Wire)) this.builder.setDefault(added, slice(whole, high, low), place);
      return added;
    });
    known.parts.push({ high, low, wire });
    return wire;
  }

  /** Called when the body has run: drives every such target with its parts side by side. */
  join(): void {
    for (const [whole, { place, parts }] of this.parts) {
      const bits: Signal[] = [];
      let next = whole.width - 1;
      const hold = (low: number) => {
        if (low > next) return;
        if (whole instanceof Wire)
          throw this.builder.error(
            "undriven",
            `Undriven bits: bits ${next} to ${low} of ${whole.name} are never given a value.`,
            place,
          );
        bits.push(slice(whole, next, low));
      };
      for (const { high, low, wire } of parts.sort((a, b) => b.high - a.high)) {
        hold(high + 1);
        bits.push(wire);
        next = low - 1;
      }
      hold(0);
      whole.take(concat(...bits).wrap(whole.type), place);
    }
  }
}
