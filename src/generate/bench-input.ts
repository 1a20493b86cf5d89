// What a test bench is made from.
import type { Answer } from "./bench-cycle.ts";
import type { Content, Watched } from "./bench-tasks.ts";
import type { Claim } from "./claims.ts";
import type { Part } from "./part.ts";
import type { PortUse } from "./ports.ts";
import type { Round } from "./rounds.ts";
import type { VectorFile } from "./vectors.ts";

export interface BenchInput {
  readonly top: string;
  readonly ports: readonly PortUse[];
  readonly events: VectorFile;
  /** The streams out of the design, classes first. */
  readonly answers: readonly Answer[];
  /** Null where parameters are baked. */
  readonly params: VectorFile | null;
  readonly watches: readonly Watched[];
  /** Where each part begins in each list: events, params, answers, watches. */
  readonly marks: VectorFile;
  readonly parts: readonly Part[];
  readonly rounds: readonly Round[];
  /** Memories of the design that must hold their images. */
  readonly images: readonly Content[];
  readonly claims: readonly Claim[];
  /** About what is in the vectors, for people: lines of the bench's head. */
  readonly about: readonly string[];
}

/** Sequences, or time steps, of all parts. */
export const countOf = ({ parts }: BenchInput, what: "sequences" | "steps"): number =>
  parts.flatMap((p) => p.sequences).reduce((sum, s) => sum + (what === "steps" ? s.steps : 1), 0);
