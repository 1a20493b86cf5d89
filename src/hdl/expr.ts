// Expressions and statements as plain data: what a circuit's items are made of.

/**
 * The integers a signal can hold, both ends included, as decimal strings (JSON has no 64-bit integers).
 * `lo >= 0` is stored unsigned in the fewest bits that hold `hi` (at least 1); otherwise two's complement
 * in the fewest bits that hold both ends. No type is wider than 64 bits.
 */
export interface Type {
  readonly lo: string;
  readonly hi: string;
  /** Name of the circuit's enumeration whose members the values are (state registers). */
  readonly states?: string;
  /** A clock: in simulation 1 in the cycles whose edge passes. */
  readonly clock?: true;
}

/** Operators of two operands; the result is exact over the integers, and `type` holds every possible result. */
export type BinaryOperator =
  | "add"
  | "sub"
  | "mul"
  | "min"
  | "max"
  /** Comparisons give 0 or 1. */
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  /** Bitwise, on both operands sign- or zero-extended to the width of the result. */
  | "and"
  | "or"
  | "xor";

/** An expression tree. Sharing is by name only: a value used twice is a named signal. */
export type Expr =
  | { readonly op: "const"; readonly value: string; readonly type: Type }
  /** A port, signal, wire, register, lane of a memory's read port, or `instance.port` for an instance's output. */
  | { readonly op: "ref"; readonly name: string; readonly type: Type }
  | { readonly op: BinaryOperator; readonly args: readonly [Expr, Expr]; readonly type: Type }
  /** `neg`: -a. `not`: every bit of a (for a single bit: logical not; for a signed a: -1 - a). */
  | { readonly op: "neg" | "not"; readonly args: readonly [Expr]; readonly type: Type }
  /** `shl`: a * 2^by. `shr`: floor(a / 2^by). `roundShift`: floor((a + 2^(by-1)) / 2^by). `by` is at least 1. */
  | {
      readonly op: "shl" | "shr" | "roundShift";
      readonly by: number;
      readonly args: readonly [Expr];
      readonly type: Type;
    }
  /** `saturate`: clamp to the type. `wrap`: the low bits of a, read as the type (a power-of-two range). */
  | { readonly op: "saturate" | "wrap"; readonly args: readonly [Expr]; readonly type: Type }
  /** The same integer in a type with another range; the value always fits (widening, or a narrowing that was proved). */
  | { readonly op: "cast"; readonly args: readonly [Expr]; readonly type: Type }
  /** [condition (one bit), value if 1, value if 0]. */
  | { readonly op: "mux"; readonly args: readonly [Expr, Expr, Expr]; readonly type: Type }
  /** [index, value 0, value 1, ...]: the index's range lies within the values. */
  | { readonly op: "select"; readonly args: readonly Expr[]; readonly type: Type }
  /** Bits high..low of the two's complement representation, as an unsigned number. */
  | {
      readonly op: "slice";
      readonly high: number;
      readonly low: number;
      readonly args: readonly [Expr];
      readonly type: Type;
    }
  /** Bits side by side, most significant operand first, as an unsigned number. */
  | { readonly op: "concat"; readonly args: readonly Expr[]; readonly type: Type };

/** What is driven conditionally. Within one process a later assignment never overrides an earlier one on the same path. */
export type Statement =
  | { readonly kind: "assign"; readonly target: string; readonly value: Expr }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly when: Expr; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[] | null;
    }
  | {
      readonly kind: "switch";
      readonly on: Expr;
      readonly cases: readonly { readonly values: readonly string[]; readonly body: readonly Statement[] }[];
      /** Null only where the cases cover the whole range of `on`, or every target has a default or holds. */
      readonly otherwise: readonly Statement[] | null;
    };
