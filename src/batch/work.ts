// A kind of work that is cut into units: what one of them does.

export interface Context {
  /** Told how much of a unit is done, and what is done next. */
  readonly at: (done: number, total: number, what: string) => void;
  /** A folder of the unit's own, for what it keeps beside its result; it is made by who writes there. */
  readonly folder: string;
}

/** `U`: what a unit holds; `R`: what comes of it. Both are plain data. */
export interface Work<U, R> {
  readonly run: (unit: U, context: Context) => Promise<R>;
}
