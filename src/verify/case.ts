// One verification case as plain data: a network, its hardware, what is sent and how it is disturbed. Stored and replayed as JSON.
import type { Hardware } from "../core/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import type { Stalls } from "../simulate/index.ts";
import type { StrayPacket } from "../stimuli/packets.ts";

export interface VerifyCase {
  /** What the case was drawn from; 0 for one that was written by hand. */
  readonly seed: number;
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
  /**
   * One after the other, without a pause or a reset between. Illegal events in them must be left out and flagged, and so
   * must the steps beyond `maxSteps`.
   */
  readonly sequences: readonly EventSequence[];
  /** Null: every stream goes as fast as it can. */
  readonly stalls: Stalls | null;
  /** Contents of registers and memories at the beginning: 0: cleared; another number: noise made from it. */
  readonly stateSeed: number;
  /** What goes before: these sequences, cut off by a reset after so many cycles. */
  readonly interrupted: { readonly sequences: readonly EventSequence[]; readonly cycles: number } | null;
  /**
   * Other parameters (loaded hardware only), offered while the sequence before number `before` is under way (after
   * `beats` of its beats): they count from sequence `before` on.
   */
  readonly reload: {
    readonly before: number;
    readonly beats: number;
    readonly network: IntegerNetwork;
  } | null;
  /** The design's assertions are checked: without them the simulation is faster. */
  readonly assertions: boolean;
  /** Faulty packets after the parameters were loaded (loaded hardware only). */
  readonly stray: readonly StrayPacket[];
}

/** A case without disturbance: the rest is given. */
export const plainCase = (
  given: Pick<VerifyCase, "network" | "hardware" | "sequences"> & Partial<VerifyCase>,
): VerifyCase => ({
  seed: 0,
  stalls: null,
  stateSeed: 0,
  interrupted: null,
  reload: null,
  assertions: true,
  stray: [],
  ...given,
});

/** All time steps of a case that are compared. */
export const stepsOf = ({ sequences }: VerifyCase): number => sequences.reduce((sum, s) => sum + s.steps, 0);
