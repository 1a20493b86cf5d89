// Finished sums of a group, which wait in a row and leave word by word while the next group is at work.
import { type Body, type Signal, type Type, vector } from "../../hdl/index.ts";

/**
 * A row of a register a lane, whose first `word` lanes are the next word of neurons. `finished`: the `sums` of a
 * group are complete; `moves`: the words behind the first move up.
 */
export function finishedRow(
  c: Body,
  type: Type,
  word: number,
  {
    finished,
    sums,
    moves,
  }: { readonly finished: Signal; readonly sums: readonly Signal[]; readonly moves: Signal },
): readonly Signal[] {
  const done = c.register("done", vector(sums.length, type), { reset: null });
  done.forEach((d, l) => {
    c.when(finished, () => d.next(sums[l]!)).elsewhen(moves, () => d.next(done[l + word] ?? d));
  });
  return done;
}
