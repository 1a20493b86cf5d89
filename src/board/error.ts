// What can go wrong with a board.
import { InputError } from "../base/errors.ts";

/** A network or hardware choice that a board cannot carry, or a board that does not answer as it should. */
export class BoardError extends InputError {
  override readonly name = "BoardError";
}
