// What the results of a batch come to, by the kind of its work: as the command that wrote it would have said.
import { type Batch, BatchError, type ExploreHead, exploredPoints, type Gathered } from "../batch/index.ts";
import { choicesOf } from "../explore/index.ts";
import type { Result } from "./command.ts";
import { UsageError } from "./errors.ts";
import { exploredResult } from "./explored.ts";
import { needOut } from "./files/write.ts";

interface Given {
  readonly out?: string;
  readonly junit?: string;
}

type Collector = (results: Gathered["results"]) => Result;

/** Seconds of all units together. */
const secondsOf = (results: Gathered["results"]) => results.reduce((sum, { seconds }) => sum + seconds, 0);

const kinds: Readonly<
  Record<string, { readonly takes: readonly (keyof Given)[]; of(head: unknown, given: Given): Collector }>
> = {
  explore: { takes: ["out"], of: (head, given) => explored(head as ExploreHead, given) },
};

/** Refuses options that say nothing of this kind of work, before any result is read. @throws UsageError, FolderError */
export function collectors({ kind, head }: Batch, given: Given): Collector {
  const known = kinds[kind];
  if (known === undefined) throw new BatchError(`there is no work of the kind "${kind}"`);
  for (const name of ["out", "junit"] as const)
    if (given[name] !== undefined && !known.takes.includes(name))
      throw new UsageError(`--${name}: not for a batch of the kind "${kind}"`);
  return known.of(head, given);
}

function explored(head: ExploreHead, { out }: Given): Collector {
  if (out !== undefined) needOut(out, "explore");
  return (results) => {
    const { name, space, show } = head;
    const { refused, why } = choicesOf(space, name);
    const { points, leftOut } = exploredPoints(
      head,
      results.map(({ result }) => result as Parameters<typeof exploredPoints>[1][number]),
    );
    const seconds = secondsOf(results);
    return exploredResult({ name, space, points, refused, why, leftOut, seconds }, show, out);
  };
}
