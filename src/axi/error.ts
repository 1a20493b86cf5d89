// Networks and hardware choices that go behind no wrapper.
import { InputError } from "../base/errors.ts";

/** A network or hardware choice that the wrapper cannot carry. */
export class AxiError extends InputError {
  override readonly name = "AxiError";
}
