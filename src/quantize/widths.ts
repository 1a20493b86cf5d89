// Widths in bits: what the user chooses, what is chosen otherwise, and what is allowed.
import type { FloatNetwork } from "../network/index.ts";
import { QuantizeOptionError } from "./error.ts";

/** Widths of one layer. */
export interface LayerWidths {
  /** Wf, 2 to 8. */
  readonly fast: number;
  /** Wx, 2 to 8. */
  readonly drive: number;
  /** P and v, 2 to 8. */
  readonly current: number;
  /** D and B, 8 to 16, or "auto": the fewest that keep the error of the slow state within `stateTolerance`. */
  readonly state: number | "auto";
  /** The scalar drive, unsigned, 2 to 24. */
  readonly x: number;
  /** The slow state, 4 to 32. */
  readonly m: number;
  /** The membrane, 4 to 32, or "auto": the fewest from 16 on that hold the threshold and the leak. */
  readonly u: number | "auto";
  /** Fraction bits of the leak factor beta, 1 to 24, or "auto": the fewest from 8 on that hold the time constant. */
  readonly leak: number | "auto";
}

export interface ReadoutWidths {
  /** Wo, 2 to 8. */
  readonly weights: number;
  /** Membranes of the mode "mean-membrane", 4 to 32, or "auto" as in a layer. */
  readonly u: number | "auto";
  /** Fraction bits of their leak factor, 1 to 24, or "auto" as in a layer. */
  readonly leak: number | "auto";
}

export interface Widths {
  readonly layers: readonly LayerWidths[];
  readonly readout: ReadoutWidths;
}

/** Widths as a user gives them: for all layers, and for single layers on top of that. Null: nothing is said. */
export interface WidthChoice extends Partial<LayerWidths> {
  readonly layers?: readonly (Partial<LayerWidths> | null | undefined)[] | null;
  readonly readout?: Partial<ReadoutWidths> | null;
}

const defaults: LayerWidths = {
  ...{ fast: 8, drive: 8, current: 8, state: "auto", x: 12, m: 16, u: "auto", leak: "auto" },
};
const readoutDefaults: ReadoutWidths = { weights: 8, u: "auto", leak: "auto" };

/** Widths that may be left to the quantizer. */
const choosable = ["state", "u", "leak"];

const layerLimits: Record<keyof LayerWidths, readonly [number, number]> = {
  fast: [2, 8],
  drive: [2, 8],
  current: [2, 8],
  state: [8, 16],
  x: [2, 24],
  m: [4, 32],
  u: [4, 32],
  leak: [1, 24],
};
const readoutLimits: Record<keyof ReadoutWidths, readonly [number, number]> = {
  weights: [2, 8],
  u: [4, 32],
  leak: [1, 24],
};

function checked<T extends object>(
  where: string,
  widths: T,
  limits: Record<keyof T, readonly [number, number]>,
): T {
  for (const key of Object.keys(widths) as (keyof T & string)[]) {
    const value = widths[key];
    if (!(key in limits))
      throw new QuantizeOptionError(
        `${where}.${key}: there is no such width; there are ${Object.keys(limits).join(", ")}`,
      );
    if (choosable.includes(key) && value === "auto") continue;
    const [low, high] = limits[key];
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
      throw new QuantizeOptionError(
        `${where}.${key}: ${String(value)} bits; allowed are ${low} to ${high}${choosable.includes(key) ? `, or "auto"` : ""}`,
      );
  }
  return widths;
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parts of a choice, which may come from a file that no compiler has seen. @throws QuantizeOptionError for one of another shape */
function partsOf(choice: WidthChoice) {
  const need = (where: string, value: unknown, right: boolean, allowed: string) => {
    if (!right) throw new QuantizeOptionError(`${where}: ${JSON.stringify(value)}; allowed is ${allowed}`);
  };
  need("bits", choice, isObject(choice), "an object");
  const { layers, readout, ...common } = choice;
  const ofLayer = `an object of ${Object.keys(layerLimits).join(", ")}`;
  need("bits.layers", layers, Array.isArray(layers ?? []), `a list, for each layer ${ofLayer}`);
  const single = [...(layers ?? [])].map((layer, l) => {
    need(`bits.layers[${l}]`, layer, isObject(layer ?? {}), `${ofLayer}, or null`);
    return layer ?? {};
  });
  const ofReadout = `an object of ${Object.keys(readoutLimits).join(", ")}`;
  need("bits.readout", readout, isObject(readout ?? {}), ofReadout);
  return { single, readout: readout ?? {}, common };
}

/** The choice with all weights in so many bits, whatever it says of them. @throws QuantizeOptionError for a choice of another shape */
export function withWeightBits(choice: WidthChoice, bits: number): WidthChoice {
  const { single, readout, common } = partsOf(choice);
  const weights = { fast: bits, drive: bits, current: bits };
  return {
    ...{ ...common, ...weights },
    layers: single.map((layer) => ({ ...layer, ...weights })),
    readout: { ...readout, weights: bits },
  };
}

/** Every width of `network`; throws a QuantizeOptionError where one is not allowed. */
export function chooseWidths({ layers }: FloatNetwork, choice: WidthChoice = {}): Widths {
  const { single, readout, common } = partsOf(choice);
  if (single.length > layers.length)
    throw new QuantizeOptionError(
      `bits.layers: widths of ${single.length} layers, but the network has ${layers.length}`,
    );
  return {
    layers: layers.map((_, l) =>
      checked(`bits.layers[${l}]`, { ...defaults, ...common, ...single[l] }, layerLimits),
    ),
    readout: checked("bits.readout", { ...readoutDefaults, ...readout }, readoutLimits),
  };
}
