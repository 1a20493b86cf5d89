// Values that a circuit gives a name, and those whose name it says nothing reads.
import type { Builder } from "./builder.ts";
import { HdlError, type Place } from "./errors.ts";
import { lanesOf } from "./lanes.ts";
import { Signal, toSignal } from "./signal.ts";
import type { Given, StreamIn } from "./values.ts";

/** Names each value by its key, leaf by leaf. */
export const nameAll = (
  builder: Builder,
  values: Readonly<Record<string, Given>>,
  place: Place,
  prefix = "",
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, nameOne(builder, `${prefix}${key}`, value, place)]),
  );

function nameOne(builder: Builder, name: string, value: Given, place: Place): unknown {
  if (value instanceof Signal || typeof value === "number" || typeof value === "bigint")
    return builder.signal(name, toSignal(value), null, place);
  if (Array.isArray(value))
    return lanesOf(value.length, (i) => nameOne(builder, `${name}_${i}`, value[i] as Given, place));
  return nameAll(builder, value as Readonly<Record<string, Given>>, place, `${name}_`);
}

/** Says that nothing reads these. @throws HdlError for one without a name */
export function ignoreAll(builder: Builder, values: readonly (Given | StreamIn | undefined)[]): void {
  for (const value of values) {
    if (value === undefined) continue;
    if (value instanceof Signal) {
      const { operation } = value;
      if (operation.op === "const") continue;
      if (operation.op !== "ref")
        throw new HdlError("unused", `Only named values can be ignored: ${value}.`, {
          circuit: builder.circuit,
        });
      builder.ignored.add(operation.name);
    } else if (typeof value === "object") ignoreAll(builder, Object.values(value) as Given[]);
  }
}
