// Pipelines, delays and counters.
import { type Body, type Register, Signal, type Type, type Wire } from "../hdl/index.ts";

type Payload = { readonly [field: string]: Signal | readonly Signal[] };
type Piped<T> = { [K in keyof T]: T[K] extends readonly Signal[] ? Signal[] : Signal };

export function pipe<const T extends Payload>(
  c: Body,
  name: string,
  values: T,
  options: { hold?: Signal; gate?: boolean } = {},
): Piped<T> {
  const make = (key: string, n: string, v: Signal): Signal => {
    const r = c.register(n, v.type, { reset: key === "valid" ? 0 : null });
    const give = () => r.next(v);
    if (options.gate && key !== "valid") c.when(values.valid as Signal, give);
    else if (options.hold === undefined) give();
    else c.when(options.hold.not(), give);
    return r;
  };
  return Object.fromEntries(
    Object.entries(values).map(([k, v]) => [
      k,
      Array.isArray(v)
        ? v.map((s, i) => make(k, `${name}_${k}_${i}`, s))
        : make(k, `${name}_${k}`, v as Signal),
    ]),
  ) as unknown as Piped<T>;
}

export function delay(c: Body, name: string, value: Signal, cycles: number): Signal {
  let at = value;
  for (let n = 1; n <= cycles; n++) {
    const r = c.register(n === cycles ? name : `${name}_${n}`, value.type, {
      reset: value.range.lo > 0n ? value.range.lo : 0,
    });
    r.next(at);
    at = r;
  }
  return at;
}

export const dataRegisters = (c: Body, name: string, lanes: number, type: Type): Register[] =>
  Array.from({ length: lanes }, (_, l) => c.register(`${name}_${l}`, type, { reset: null }));

/** Drives a wire, or every wire of a record or vector, with the value of its place. */
export function drive(target: unknown, value: unknown): void {
  if (target instanceof Signal) (target as Wire).is(value as Signal);
  else
    for (const key of Object.keys(target as object))
      drive((target as Record<string, unknown>)[key], (value as Record<string, unknown>)[key]);
}
