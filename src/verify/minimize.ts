// Delta debugging: the fewest items of a list with which something still happens.

/**
 * Leaves out ever smaller runs of `items` as long as `holds` says yes to the rest. Tries the empty list first.
 * The result is a sublist in the same order for which `holds` said yes, or `items` itself.
 */
export async function minimize<T>(
  items: readonly T[],
  holds: (rest: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  if (items.length === 0) return items;
  if (await holds([])) return [];
  let kept = items;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length && kept.length > 1; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (rest.length > 0 && (await holds(rest))) kept = rest;
      else at += size;
    }
  }
  return kept;
}
