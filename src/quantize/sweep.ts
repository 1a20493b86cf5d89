// Sweep of widths: what the spikes and the answers become with fewer bits, one tensor at a time, and what may be left out.
import { type EventSequence, type FloatNetwork, floatModel } from "../network/index.ts";
import {
  type Comparison,
  compareNetworks,
  type IntegerModel,
  type LabelledSequence,
  type LayerComparison,
} from "./compare.ts";
import { QuantizeError } from "./error.ts";
import { type QuantizeOptions, quantize } from "./quantize.ts";
import { chooseWidths, type LayerWidths, type WidthChoice } from "./widths.ts";

/** How an integer network agrees with the float one over the recordings. */
export interface Agreement {
  /** Share of the spikes of both that both have. */
  readonly spikes: number;
  /** Share of the recordings whose class is that of the float network. */
  readonly classes: number;
  /** Share of the labelled recordings that got their label; null where none is labelled. */
  readonly accuracy: number | null;
}

export interface SweptPoint {
  readonly bits: number;
  /** Share of the spikes, of the readout's that of the classes; null where no format of so many bits holds the network. */
  readonly share: number | null;
  readonly agreement: Agreement | null;
}

export interface SweptTensor {
  /** As the report of the quantizer names them: `layers[0].fast`. */
  readonly name: string;
  /** From the fewest bits to the most. */
  readonly points: readonly SweptPoint[];
  /** What is lost at half of the bits that it has: share of the spikes, of the readout's that of the classes. */
  readonly sensitivity: number;
  /** Bits that the suggestion gives it. */
  readonly suggested: number;
}

export interface Sweep {
  readonly recordings: number;
  /** Widths as they are without a sweep. */
  readonly base: Agreement;
  readonly tensors: readonly SweptTensor[];
  /** The fewest bits that lose little, all at once: `bits` of quantizer options. */
  readonly suggestion: { readonly bits: WidthChoice; readonly agreement: Agreement };
}

/** A suggestion loses no more of the spikes than this share, with all its tensors together. */
export const sweepTolerance = 0.02;

/** What is swept: tensors whose width is a number of the options. Others are chosen by what they must hold. */
interface Place {
  readonly name: string;
  readonly bits: readonly number[];
  readonly now: number;
  /** The readout has no spikes. */
  readonly judged: "spikes" | "classes";
  readonly set: (choice: Choice, bits: number) => Choice;
}
type LayerChoice = Partial<LayerWidths>;
interface Choice {
  readonly layers: readonly LayerChoice[];
  readonly readout: { readonly weights?: number };
}

const upTo = (most: number, least: number, step = 1): number[] =>
  Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, i) => most - i * step).reverse();

/**
 * Sweeps the widths of the weights, of the scalar drives and of the slow states, from the least that is allowed to what
 * `options` say. `model`: what runs the integer network. `onProgress` hears of every network that was tried.
 * @throws what `quantize` throws with `options` as they are
 */
export function sweepBits(
  network: FloatNetwork,
  recordings: readonly LabelledSequence[],
  model: IntegerModel,
  options: QuantizeOptions = {},
  onProgress: (done: number, total: number) => void = () => {},
): Sweep {
  const places = placesOf(network, options.bits);
  const total = places.reduce((sum, { bits }) => sum + bits.length, 1);
  let done = 0;
  const float = remembered(network);
  const tried = (choice: Choice): Agreement => {
    const bits = withChoice(options.bits, choice);
    const { network: integer } = quantize(network, recordings, { ...options, bits });
    onProgress(Math.min(++done, total), total);
    return agreementOf(compareNetworks(network, integer, recordings, model, float));
  };
  const asIs: Choice = { layers: network.layers.map((_, l) => options.bits?.layers?.[l] ?? {}), readout: {} };
  const base = tried(asIs);
  const swept = places.map((place) => ({
    place,
    points: place.bits.map((bits) => {
      const agreement = bits === place.now ? base : held(() => tried(place.set(asIs, bits)));
      return { bits, agreement, share: agreement?.[place.judged] ?? null };
    }),
  }));
  const suggestion = suggest(swept, asIs, base, tried);
  return {
    recordings: recordings.length,
    base,
    tensors: swept.map(({ place, points }, i) => ({
      ...{ name: place.name, points },
      sensitivity: sensitivityOf(place, points),
      suggested: suggestion.bits[i],
    })),
    suggestion: {
      bits: withChoice(options.bits, suggestion.choice),
      agreement: suggestion.agreement,
    },
  };
}

const withChoice = (bits: WidthChoice | undefined, { layers, readout }: Choice): WidthChoice => ({
  ...bits,
  layers,
  readout: { ...bits?.readout, ...readout },
});

type Points = SweptTensor["points"];

function placesOf(network: FloatNetwork, bits: WidthChoice | undefined): Place[] {
  const widths = chooseWidths(network, bits);
  const inLayer = (l: number, key: "fast" | "drive" | "current" | "x" | "m", least: number): Place => {
    const now = widths.layers[l][key];
    return {
      ...{
        judged: "spikes",
        name: `layers[${l}].${key}`,
        now,
        bits: upTo(now, Math.min(now, least), key === "x" || key === "m" ? 2 : 1),
      },
      set: ({ layers, readout }, value) => ({
        layers: layers.map((layer, i) => (i === l ? { ...layer, [key]: value } : layer)),
        readout,
      }),
    };
  };
  const readout: Place = {
    judged: "classes",
    ...{ name: "readout.weights", now: widths.readout.weights, bits: upTo(widths.readout.weights, 2) },
    set: ({ layers }, weights) => ({ layers, readout: { weights } }),
  };
  const slow = (l: number) => [
    inLayer(l, "drive", 2),
    inLayer(l, "current", 2),
    inLayer(l, "x", 4),
    inLayer(l, "m", 8),
  ];
  return [
    ...network.layers.flatMap(({ memory }, l) => [
      inLayer(l, "fast", 2),
      ...(memory === null ? [] : slow(l)),
    ]),
    readout,
  ];
}

function agreementOf({ layers, recordings, classesDiffer, accuracy }: Comparison): Agreement {
  const sum = (of: (spikes: LayerComparison["spikes"]) => number) =>
    layers.reduce((all, { spikes }) => all + of(spikes), 0);
  const [differ, all] = [sum((s) => s.differ), sum((s) => s.float + s.integer)];
  return {
    spikes: all === 0 ? 1 : 1 - differ / all,
    classes: 1 - classesDiffer / recordings,
    accuracy: accuracy?.integer ?? null,
  };
}

/** The float network's runs, once for each recording. */
function remembered(network: FloatNetwork): ReturnType<typeof floatModel> {
  const run = floatModel(network);
  const runs = new Map<EventSequence, ReturnType<typeof run>>();
  return (events) => {
    const known = runs.get(events) ?? run(events, { record: true });
    runs.set(events, known);
    return known;
  };
}

/** Null where no format holds the network: that is an answer of a sweep. */
function held(agreement: () => Agreement): Agreement | null {
  try {
    return agreement();
  } catch (error) {
    if (error instanceof QuantizeError) return null;
    throw error;
  }
}

function sensitivityOf({ now }: Place, points: Points): number {
  const half = points.find(({ bits }) => bits >= now / 2);
  return (points[points.length - 1].share ?? 0) - (half?.share ?? 0);
}

const good = (agreement: Agreement | null, base: Agreement, share: number): boolean =>
  agreement !== null &&
  agreement.spikes >= base.spikes - share &&
  agreement.classes >= base.classes &&
  (agreement.accuracy ?? 0) >= (base.accuracy ?? 0);

/**
 * The fewest bits at which each tensor alone loses half of the tolerance, and no class; then, while all together lose more
 * than the tolerance, the one that loses most gets a bit back.
 */
function suggest(
  swept: readonly { readonly place: Place; readonly points: Points }[],
  asIs: Choice,
  base: Agreement,
  tried: (choice: Choice) => Agreement,
) {
  const at = swept.map(({ points }) => {
    const bad = points.findLastIndex(({ agreement }) => !good(agreement, base, sweepTolerance / 2));
    return Math.min(bad + 1, points.length - 1);
  });
  const lost = (i: number) => base.spikes - (swept[i].points[at[i]].agreement?.spikes ?? 0);
  for (;;) {
    const choice = swept.reduce((made, { place, points }, i) => place.set(made, points[at[i]].bits), asIs);
    const agreement = held(() => tried(choice));
    const bits = swept.map(({ points }, i) => points[at[i]].bits);
    const growing = at.flatMap((p, i) => (p < swept[i].points.length - 1 ? [i] : []));
    if (agreement !== null && (good(agreement, base, sweepTolerance) || growing.length === 0))
      return { choice, bits, agreement };
    if (growing.length === 0)
      return { choice: asIs, bits: swept.map(({ place }) => place.now), agreement: base };
    at[growing.reduce((most, i) => (lost(i) > lost(most) ? i : most))]++;
  }
}
