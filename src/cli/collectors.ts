// What the results of a batch come to, by the kind of its work: as the command that wrote it would have said.
import { join } from "node:path";
import {
  type Batch,
  BatchError,
  type ExploreHead,
  exploredPoints,
  type Gathered,
  keptIn,
} from "../batch/index.ts";
import { choicesOf } from "../explore/index.ts";
import { type Inferred, joinInferred } from "../inference/index.ts";
import { resultOf, type ShapeResult, type VerifyResult } from "../verify/index.ts";
import type { Result } from "./command.ts";
import { verifiedResult } from "./commands/verify/cases.ts";
import type { EngineChoice } from "./engine.ts";
import { UsageError } from "./errors.ts";
import { exploredResult } from "./explored.ts";
import { needOut } from "./files/write.ts";
import type { Io } from "./io.ts";
import { ranResult } from "./ran.ts";

interface Given {
  /** The batch's folder. */
  readonly batch: string;
  readonly out?: string;
  readonly junit?: string;
}

type Collector = (results: Gathered["results"]) => Result;

/** Seconds of all units together. */
const secondsOf = (results: Gathered["results"]) => results.reduce((sum, { seconds }) => sum + seconds, 0);

const kinds: Readonly<
  Record<
    string,
    { readonly takes: readonly ("out" | "junit")[]; of(head: unknown, given: Given, io: Io): Collector }
  >
> = {
  explore: { takes: ["out"], of: (head, given) => explored(head as ExploreHead, given) },
  verify: { takes: ["junit"], of: (head, given) => verified(head as VerifyHead, given) },
  run: { takes: [], of: (head, _given, io) => ran(head as RunHead, io) },
};

/** Refuses options that say nothing of this kind of work, before any result is read. @throws UsageError, FolderError */
export function collectors({ kind, head }: Batch, given: Given, io: Io): Collector {
  const known = kinds[kind];
  if (known === undefined) throw new BatchError(`there is no work of the kind "${kind}"`);
  for (const name of ["out", "junit"] as const)
    if (given[name] !== undefined && !known.takes.includes(name))
      throw new UsageError(`--${name}: not for a batch of the kind "${kind}"`);
  return known.of(head, given, io);
}

function explored(head: ExploreHead, { out }: Given): Collector {
  if (out !== undefined) needOut(out, "explore");
  return (results) => {
    const { name, space, show } = head;
    const { refused, why } = choicesOf(space, name);
    const found = exploredPoints(
      head,
      results.map(({ result }) => result as Parameters<typeof exploredPoints>[1][number]),
    );
    const seconds = secondsOf(results);
    return exploredResult({ name, space, refused, why, ...found, seconds }, show, out);
  };
}

type VerifyHead = Pick<VerifyResult, "engine" | "seed" | "seeds">;

function verified(head: VerifyHead, { batch, junit }: Given): Collector {
  return (results) => {
    const shapes = results.flatMap(({ result }) => result as readonly ShapeResult[]);
    const here = keptIn(shapes, (kept) => join(batch, "results", kept));
    return verifiedResult(resultOf({ ...head, seconds: secondsOf(results) }, here), junit);
  };
}

interface RunHead {
  readonly engine: EngineChoice;
  readonly names: readonly string[] | null;
}

const ran =
  ({ engine, names }: RunHead, io: Io): Collector =>
  (results) => {
    const { json, text, failed } = ranResult(
      engine,
      joinInferred(results.map(({ result }) => result as Inferred)),
      names,
      io,
    );
    return { json: { ...json, trace: null }, text, failed };
  };
