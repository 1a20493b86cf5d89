// A recording as its makers store it: spike times on the channels of a sensor or cochlea.

/** One recording before binning. `times` and `units` are of equal length; times need not be sorted. */
export interface Spikes {
  /** From the start, finite and not negative; seconds, unless the file has another unit. */
  readonly times: Float32Array | Float64Array;
  /** The channel of each spike. */
  readonly units: Uint16Array;
  /** The value of each spike, 0 to 65535; left out: each counts 1. */
  readonly values?: Uint16Array;
  /** Class, or null where the file has none. */
  readonly label: number | null;
  /** Who spoke, or null where the file does not say. */
  readonly speaker: number | null;
  readonly name: string;
}
