// A recording as its makers store it: spike times in seconds on the channels of a sensor or cochlea.

/** One recording before binning. `times` and `units` are of equal length; times need not be sorted. */
export interface Spikes {
  /** Seconds from the start, finite and not negative. */
  readonly times: Float32Array | Float64Array;
  /** The channel of each spike. */
  readonly units: Uint16Array;
  /** Class, or null where the file has none. */
  readonly label: number | null;
  /** Who spoke, or null where the file does not say. */
  readonly speaker: number | null;
  readonly name: string;
}
