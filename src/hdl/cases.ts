// The cases of a switch as they are written: by state, by number, several values a body.
import type { HdlError, HdlRule } from "./errors.ts";
import type { Cases } from "./paths.ts";
import { Signal } from "./signal.ts";
import type { States } from "./states.ts";

type Body = () => void;
type Label<M> = M | number | bigint;

/** An object of bodies by state or number, or a list of pairs of one or several of them and a body. */
export type CasesOf<M extends string> =
  | { readonly [K in M | number]?: Body }
  | readonly (readonly [Label<M> | readonly Label<M>[], Body])[];

/** The cases with the values of `on` that they are for. */
export function casesOf<M extends string>(
  on: States<M> | Signal,
  cases: CasesOf<M>,
  error: (rule: HdlRule, message: string) => HdlError,
): Cases {
  const pairs = Array.isArray(cases)
    ? (cases as readonly (readonly [Label<string> | readonly Label<string>[], Body])[])
    : Object.entries(cases as Record<string, Body>);
  const numberOf = (label: Label<string>): bigint => {
    if (!(on instanceof Signal)) {
      const at = on.members.indexOf(label as M);
      if (at < 0) throw error("state", `No such state: ${label}. States: ${on.members.join(", ")}.`);
      return BigInt(at);
    }
    const exact =
      typeof label === "number" ? Number.isSafeInteger(label) : /^(0|-?[1-9]\d*)$/.test(`${label}`);
    if (!exact)
      throw error(
        "operand",
        `Case is not an exact integer: ${JSON.stringify(`${label}`)} of ${on}. Write whole numbers; beyond 2^53, a list ` +
          "of pairs with bigints.",
      );
    return BigInt(label);
  };
  return pairs.map(([labels, fill]) => ({
    values: (Array.isArray(labels) ? labels : [labels]).map((label) => numberOf(label as Label<string>)),
    fill,
  }));
}
