// Which names may become Verilog module names: a network's name is used as one, unchanged.
import { reservedBy } from "../base/reserved-words.ts";

/** True for a letter followed by at most 63 letters, digits and underscores that is not a reserved word. */
export const isIdentifier = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(text) && reservedBy(text) === undefined;
