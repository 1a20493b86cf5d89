// How parameters come to their memories: through a stream, or with the hardware.
import {
  axiStream,
  type Body,
  bit,
  constant,
  type Signal,
  type StreamIn,
  sint,
  type Type,
} from "../../hdl/index.ts";
import { loader } from "./loader.ts";
import type { LoadBus } from "./memory.ts";
import type { Parameters } from "./parameters.ts";

export const paramsPort = { params: axiStream({ tdata: sint(32), tlast: bit }) };

interface Loading {
  readonly load: LoadBus;
  /** Parameters are on their way: no sequence may begin. */
  readonly loading: Signal;
  readonly error: Signal;
}

/** Parameters come through the `params` stream. */
export function withLoader(
  c: Body,
  { all }: Parameters,
  input: { readonly params: StreamIn<{ tdata: Type; tlast: Type }> },
  active: Signal,
): Loading {
  const params = c.stream("values", { value: sint(32), last: bit });
  params.valid.is(input.params.valid);
  params.payload.value.is(input.params.payload.tdata);
  params.payload.last.is(input.params.payload.tlast);
  input.params.ready.is(params.ready);
  return c.instance("loader", loader("loader", all), { params, active });
}

/** Parameters are in the memories from the start. */
export function withoutLoader(): Loading {
  const zero = constant(0);
  return {
    load: { valid: zero, memory: zero, address: zero, lane: zero, value: zero },
    loading: zero,
    error: zero,
  };
}
