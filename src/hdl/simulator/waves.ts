// Draws recorded signals as text, small and stable enough for snapshots in tests.
import type { Value } from "./representation.ts";

/** One recorded signal: a text for every cycle. */
export interface Wave {
  readonly name: string;
  /** Drawn as a line that is high or low (values "0" and "1"), not as a bus. */
  readonly bit: boolean;
  readonly values: readonly string[];
}

/** How waveforms are drawn as text. */
export interface DrawOptions {
  /** Draw a clock above the signals; no if not given. */
  readonly clock?: boolean;
  /** Characters a cycle; as few as show every value in full if not given, between 2 and 10. */
  readonly width?: number;
}

/** Where the values of a bus change, and how long each holds. */
function runs(values: readonly string[]): { value: string; cycles: number }[] {
  const found: { value: string; cycles: number }[] = [];
  for (const value of values) {
    const last = found[found.length - 1];
    if (last?.value === value) last.cycles += 1;
    else found.push({ value, cycles: 1 });
  }
  return found;
}

function drawBit(values: readonly string[], width: number): string {
  let text = "";
  values.forEach((value, k) => {
    const level = value === "1" ? "‾" : "_";
    const edge = k === 0 || values[k - 1] === value ? level : value === "1" ? "╱" : "╲";
    text += edge + level.repeat(width - 1);
  });
  return text;
}

function drawBus(values: readonly string[], width: number): string {
  const cells = runs(values).map(({ value, cycles }) => {
    const room = cycles * width - 1;
    return `|${value.length > room ? `${value.slice(0, room - 1)}…` : value.padEnd(room)}`;
  });
  return cells.join("");
}

/**
 * The signals one below the other, a column a cycle: single bits as lines, others as buses that show what changed.
 * ```
 * valid ___╱‾‾‾‾‾╲___
 * count |0 |1    |2
 * ```
 */
export function drawWaves(waves: readonly Wave[], { clock = false, width }: DrawOptions = {}): string {
  const cycles = Math.max(0, ...waves.map((w) => w.values.length));
  const fitting = waves.flatMap((w) =>
    w.bit ? [] : runs(w.values).map(({ value, cycles }) => Math.ceil((value.length + 1) / cycles)),
  );
  const column = width ?? Math.min(10, Math.max(clock ? 4 : 2, ...fitting));
  const label = Math.max(0, ...waves.map((w) => w.name.length), clock ? 5 : 0);
  const lines = waves.map(({ name, bit, values }) =>
    `${name.padEnd(label)} ${(bit ? drawBit : drawBus)(values, column)}`.trimEnd(),
  );
  const high = "‾".repeat(Math.ceil(column / 2) - 1);
  const tick = `╱${high}╲${"_".repeat(Math.floor(column / 2) - 1)}`;
  return [...(clock ? [`${"clock".padEnd(label)} ${tick.repeat(cycles)}`] : []), ...lines].join("\n");
}

/** A signal to watch. */
interface Watched {
  readonly name: string;
  readonly bit: boolean;
  readonly states: readonly string[] | null;
  readonly get: () => Value;
}

/** Signals recorded cycle by cycle: the settled values just before each clock edge. */
export class Trace {
  private readonly watched: readonly (Watched & { readonly values: string[] })[];

  constructor(signals: readonly Watched[]) {
    this.watched = signals.map((s) => ({ ...s, values: [] }));
  }

  /** Records one cycle. */
  sample(): void {
    for (const { get, states, values } of this.watched) {
      const value = get();
      values.push(states === null ? `${value}` : states[Number(value)]);
    }
  }

  /** What was recorded, as plain data. */
  get waves(): readonly Wave[] {
    return this.watched.map(({ name, bit, values }) => ({ name, bit, values }));
  }

  /** The recorded cycles as text. */
  draw(options?: DrawOptions): string {
    return drawWaves(this.waves, options);
  }
}
