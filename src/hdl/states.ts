// State machines: a register whose values have names.
import type { Builder } from "./builder.ts";
import { here, type Place } from "./errors.ts";
import { checkMember, stateName } from "./names.ts";
import { range, typeOf } from "./range.ts";
import { Signal } from "./signal.ts";
import { Register } from "./target.ts";

/** A state machine's register. */
export interface States<M extends string> {
  /** 1 while the machine is in the state. */
  is(state: M): Signal;
  /** Goes to the state at the next clock edge, on the present path. */
  go(state: M): void;
  /** The register itself. */
  readonly register: Register;
  /** The names of the states, in the order of their numbers. */
  readonly members: readonly M[];
}

/** Declares the register `name` of a machine that starts in the first of `members`; `final` need no way out. */
export function declareStates<const M extends string>(
  builder: Builder,
  name: string,
  members: readonly M[],
  final: readonly M[],
  place: Place,
): States<M> {
  builder.declare(name, "state register", place);
  for (const member of members) checkMember(member, name, { circuit: builder.circuit, place });
  if (members.length < 1 || new Set(members).size !== members.length)
    throw builder.error(
      "state",
      `States of ${name} must be different names, at least one: ${members.join(", ")}.`,
      place,
    );
  // A machine of one state is always in it: no register, no names.
  const isOne = members.length === 1;
  if (!isOne) {
    for (const member of members) builder.take(stateName(name, member), `state of ${name}`, place);
    builder.enumerations.push({ name, members });
  }
  const type = typeOf(range(0n, BigInt(members.length - 1)), isOne ? undefined : name);
  const number = (state: M, at?: Place) => {
    const value = members.indexOf(state);
    if (value < 0)
      throw builder.error(
        "state",
        `No such state: ${state} of ${name}. States: ${members.join(", ")}.`,
        at ?? here(),
      );
    return new Signal(type, { op: "const", value: BigInt(value) });
  };
  for (const state of final) number(state, place);
  builder.finals.set(name, final);
  if (!builder.vanishes(name, type)) builder.add({ kind: "register", name, type, reset: 0n }, place);
  const register = new Register(builder, name, type, null);
  return {
    members,
    register,
    is: (state) => register.eq(number(state)),
    go: (state) => register.next(number(state)),
  };
}
