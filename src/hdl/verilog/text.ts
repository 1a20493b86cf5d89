// Pieces of Verilog expression text: literals, names, concatenations and the parentheses between them.

/** How tightly the outermost operator of a text binds, tightest first (the order of IEEE 1364-2005, table 5-4). */
export const level = {
  primary: 0,
  unary: 1,
  mul: 2,
  add: 3,
  shift: 4,
  compare: 5,
  equal: 6,
  and: 7,
  xor: 8,
  or: 9,
  mux: 10,
} as const;

/** An expression's text, how tightly it binds, and whether Verilog's own rules read it as signed. */
export interface Text {
  readonly code: string;
  readonly level: number;
  readonly signed: boolean;
}

export const primary = (code: string, signed = false): Text => ({ code, level: level.primary, signed });

/** The text as an operand: in parentheses unless it binds tighter than `atMost`. */
export const operand = (text: Text, atMost: number): string =>
  text.level <= atMost ? text.code : `(${text.code})`;

/** `a op b`, left-associative where `chain` says so (sums, and bitwise operators of one kind). */
export function binary(a: Text, op: string, b: Text, at: number, chain = false): Text {
  const left = operand(a, chain && a.level === at ? at : at >= level.compare ? level.unary : level.primary);
  return {
    code: `${left} ${op} ${operand(b, at >= level.compare ? level.unary : level.primary)}`,
    level: at,
    signed: at !== level.compare && at !== level.equal && a.signed && b.signed,
  };
}

/** A sized literal of the low `width` bits of `value`: decimal, negative numbers with a minus sign where `signed`. */
export function literal(value: bigint, width: number, signed: boolean): Text {
  if (width === 1) return primary(`1'b${BigInt.asUintN(1, value)}`);
  if (!signed) return primary(`${width}'d${BigInt.asUintN(width, value)}`);
  const number = BigInt.asIntN(width, value);
  if (number >= 0n) return primary(`${width}'sd${number}`, true);
  // The most negative number has no positive counterpart of the same width.
  if (number === -(1n << BigInt(width - 1))) return primary(`${width}'sh${(-number).toString(16)}`, true);
  return { code: `-${width}'sd${-number}`, level: level.unary, signed: true };
}

const zeros = (count: number): string => (count === 1 ? "1'b0" : `${count}'d0`);

/** Parts side by side, most significant first. */
export const concatenation = (parts: readonly string[]): Text =>
  parts.length === 1 ? primary(`{${parts[0]}}`) : primary(`{${parts.join(", ")}}`);

/** `text` with `count` zero bits above it. */
export const zeroExtended = (text: string, count: number): Text =>
  count === 0 ? primary(text) : concatenation([zeros(count), text]);

/** `text` with `count` zero bits below it. */
export const shiftedLeft = (text: string, count: number): Text => concatenation([text, zeros(count)]);

/** `text` with `count` copies of its sign bit above it. */
export const signExtended = (text: string, sign: string, count: number): Text =>
  concatenation([count === 1 ? sign : `{${count}{${sign}}}`, text]);

/** The text, read as signed by Verilog. */
export const asSigned = (text: Text): Text => (text.signed ? text : primary(`$signed(${text.code})`, true));

/** The text, read as unsigned by Verilog: an index that is signed may be negative. */
export const asUnsigned = (text: Text): Text => (text.signed ? primary(`$unsigned(${text.code})`) : text);

/** `condition ? yes : no`; chains of conditions on the right need no parentheses. */
export const choice = (condition: Text, yes: Text, no: Text): Text => ({
  code: `${operand(condition, level.unary)} ? ${operand(yes, level.add)} : ${operand(no, level.mux)}`,
  level: level.mux,
  signed: yes.signed && no.signed,
});

/** A single bit's opposite; `!` reads as unsigned, whatever it stands before. */
export const negated = (bit: Text): Text => ({
  code: `!${operand(bit, level.primary)}`,
  level: level.unary,
  signed: false,
});
