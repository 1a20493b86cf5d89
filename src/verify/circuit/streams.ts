// Between beats as a model has them (values by field) and beats as an engine has them (a column a port).
import type { Beats, Field, StreamInterface } from "../../simulate/index.ts";
import { VerifyError } from "../errors.ts";
import type { Beat, Value } from "./case.ts";

/** Name of a field without that of its stream. */
export const fieldName = ({ name }: Pick<StreamInterface, "name">, { port }: Field): string =>
  port.startsWith(`${name}_`) ? port.slice(name.length + 1) : port;

/** The beats as columns. @throws VerifyError where a beat lacks a field */
export function columnsOf(stream: StreamInterface, beats: readonly Beat[]): Beats {
  const columns = stream.fields.map((field): Value[] => {
    const name = fieldName(stream, field);
    return beats.map((beat, i) => {
      const value = beat[name];
      if (value === undefined)
        throw new VerifyError(
          `beat ${i} of stream ${stream.name} has no ${name}; its fields: ${stream.fields.map((f) => fieldName(stream, f)).join(", ")}`,
        );
      return field.width > 32 ? BigInt(value) : value;
    });
  });
  return { beats: beats.length, columns: columns as (number[] | bigint[])[] };
}
