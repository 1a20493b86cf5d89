// Event sequences with what is known of them, and how many of them were answered right.
import type { EventSequence } from "../network/index.ts";

export type LabelledEvents = EventSequence & {
  readonly name: string;
  /** The right class; null where it is not known. */
  readonly label: number | null;
};

/** Share of the recordings with a label whose class is that label; null where none has a label or a class. */
export function shareRight(
  recordings: readonly Pick<LabelledEvents, "label">[],
  classes: readonly (number | null)[],
): number | null {
  const judged = recordings.flatMap(({ label }, i) =>
    label === null || classes[i] === null ? [] : [label === classes[i]],
  );
  return judged.length === 0 ? null : judged.filter(Boolean).length / judged.length;
}
