// How many multipliers of a device a network's hardware takes, from the widths of its products: what Yosys maps them to.
import { bitsOf, type CorePlan, type HardwarePart } from "../core/index.ts";
import type { Device } from "../flow/index.ts";
import type { Type } from "../hdl/index.ts";
import { type ModelledFamily, modelledFamily } from "./modelled.ts";

/** A product that is made in so many lanes. */
export interface Product {
  readonly part: string;
  readonly lanes: number;
  /** Bits of the operands as two's complement. */
  readonly widths: readonly [number, number];
  /** Bits of the sum that it goes into at once, as synthesis sees it; without: of the product itself. */
  readonly sum?: number;
}

/** The multipliers of a device. */
interface Multiplier {
  /** Bits of the operands that it takes. */
  readonly widths: readonly [number, number];
  /** Bits of a piece of what is wider, and those of them that are not for a sign. */
  readonly piece: number;
  readonly whole: number;
  /** Products of less are made of logic. */
  readonly leastOperand: number;
  readonly leastProduct: number;
}

/** As `mul2dsp` of Yosys is called for each. */
const multipliers: Readonly<Record<ModelledFamily, Multiplier>> = {
  ice40: { widths: [16, 16], piece: 16, whole: 16, leastOperand: 2, leastProduct: 11 },
  ecp5: { widths: [18, 18], piece: 18, whole: 18, leastOperand: 2, leastProduct: 0 },
  xc7: { widths: [25, 18], piece: 18, whole: 17, leastOperand: 2, leastProduct: 9 },
};

/** Multipliers of one product: a wide operand falls into pieces, and products of small ones are logic. */
function piecesOf(a: number, b: number, m: Multiplier, result = a + b): number {
  if (Math.min(a, b) < m.leastOperand || result < m.leastProduct) return 0;
  const cut = (width: number, most: number) => Math.floor((width - most + m.whole - 1) / m.whole);
  const ofA = cut(a, m.widths[0]);
  if (ofA > 0) return ofA * piecesOf(m.piece, b, m) + piecesOf(a - ofA * m.whole, b, m);
  const ofB = cut(b, m.widths[1]);
  if (ofB > 0) return ofB * piecesOf(a, m.piece, m) + piecesOf(a, b - ofB * m.whole, m);
  return 1;
}

/** The wider operand comes first. */
const multipliersOf = ({ widths: [a, b], sum }: Product, m: Multiplier): number =>
  piecesOf(Math.max(a, b), Math.min(a, b), m, sum);

/** Bits of the two's complement numbers of a type. */
const signedBits = ({ lo, hi }: Type): number => {
  const bits = (value: bigint) => (value < 0n ? -1n - value : value).toString(2).length;
  const most = Math.max(lo === "-1" ? 0 : bits(BigInt(lo)), hi === "0" ? 0 : bits(BigInt(hi)));
  return most + 1;
};

const trailingZeros = (value: number): number => (value === 0 ? 32 : 31 - Math.clz32(value & -value));

/**
 * The product of a membrane and constants, one for each layer. Zeros at the end of every constant are no work; a power of two
 * is none at all.
 */
function constantProduct(part: string, lanes: number, type: Type, factors: readonly number[]): Product[] {
  const zeros = Math.min(...factors.map(trailingZeros));
  const odd = Math.abs(factors[0]! / 2 ** zeros);
  if (new Set(factors).size === 1 && odd <= 1) return [];
  const constants = { lo: `${Math.min(0, ...factors)}`, hi: `${Math.max(0, ...factors)}` };
  return [{ part, lanes, widths: [signedBits(type), signedBits(constants) - zeros] }];
}

/** A weight of the drive and a value, which wait in a register before they are added: as wide as itself, or as the sum. */
function driveProduct(core: string, types: CorePlan["types"], value: number): Product {
  const weight = signedBits(types.driveWeight);
  const sum = Math.min(weight + value, bitsOf(types.driveSum));
  return { part: `${core}.scalar_drive`, lanes: 1, widths: [weight, value], sum };
}

function coreProducts({
  name,
  types,
  lanes,
  layers,
  valueBits,
  hasMemory,
  hardware,
  own,
}: CorePlan): Product[] {
  const sums = hardware.dataflow === "event-stationary" ? "integrate" : "fast_current";
  // Unsigned, without a sign of its own.
  const value = valueBits;
  const product = (part: string, count: number, a: Type, b: number): Product => ({
    part: `${name}.${part}`,
    lanes: count,
    widths: [signedBits(a), b],
  });
  return [
    ...(valueBits > 0
      ? [{ ...product(sums, lanes.spike, types.weight, value), sum: bitsOf(types.current) }]
      : []),
    ...(valueBits > 0 && hasMemory ? [driveProduct(name, types, value)] : []),
    ...(hasMemory
      ? [
          product("slow_state", lanes.update, types.updateWeight, signedBits(types.multiplicand)),
          product("slow_current", lanes.memory, types.slowWeight, signedBits(types.multiplicand)),
        ]
      : []),
    ...(own.leaks
      ? [product("neurons", lanes.neuron, types.membrane, signedBits(types.leak))]
      : constantProduct(
          `${name}.neurons`,
          lanes.neuron,
          types.membrane,
          layers.map(({ layer }) => layer.leak.factor as number),
        )),
  ];
}

/** Every product of two values, and of a value and a constant, that a part makes. */
export function productsOf(part: HardwarePart): Product[] {
  if ("core" in part) return coreProducts(part.core);
  const { membrane } = part.network.readout;
  return membrane === null
    ? []
    : constantProduct("readout", 1, part.readout.types.membrane, [membrane.leak.factor]);
}

/** Multipliers that the products take on a device; none where it has none. */
export function dspsOf(device: Device, products: readonly Product[]): number {
  if (device.available.dsp === 0) return 0;
  const multiplier = multipliers[modelledFamily(device)];
  return products.reduce((sum, p) => sum + p.lanes * multipliersOf(p, multiplier), 0);
}
