// What can go wrong with a board.

/** A network or hardware choice that a board cannot carry, or a board that does not answer as it should. */
export class BoardError extends Error {
  override readonly name = "BoardError";
}
