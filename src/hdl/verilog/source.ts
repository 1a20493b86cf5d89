// Where the items of a design were written, for comments beside what is printed of them.
import { placeOf, showPlace } from "../errors.ts";
import type { Design, Item } from "../ir.ts";

/** The source line of an item as `file:line`; undefined where it is not known. */
export type SourceOf = (item: Item) => string | undefined;

/** Files are named from the innermost folder that all of them lie in: the text is the same on every machine. */
export function sourceLines({ circuits }: Design): SourceOf {
  const written = new Map<Item, string>();
  for (const item of circuits.flatMap((circuit) => circuit.items)) {
    const place = placeOf(item);
    const line = place === undefined ? undefined : showPlace(place)?.replace(/:\d+$/, "");
    if (line !== undefined) written.set(item, line);
  }
  const folders = [...written.values()].map((line) => line.split(/[\\/]/).slice(0, -1));
  const [first = []] = folders;
  let shared = first.length;
  for (const folder of folders) while (first.slice(0, shared).some((part, i) => part !== folder[i])) shared--;
  return (item) => written.get(item)?.split(/[\\/]/).slice(shared).join("/");
}
