// How many RAM cells of a device a memory takes, from its shape: what Yosys maps it to.
import { HardwareError } from "../core/index.ts";
import type { Resource } from "../flow/index.ts";
import type { MemoryStyle } from "../hdl/index.ts";
import type { ModelledFamily } from "./modelled.ts";

/** A memory as synthesis sees it. */
export interface MemoryShape {
  readonly words: number;
  /** Bits of a word. */
  readonly bits: number;
  /** Parts of a word that are written on their own; 1: the word is written whole, or never. */
  readonly lanes: number;
  /** It is written at all; else it holds constants. */
  readonly written: boolean;
  readonly style: MemoryStyle;
}

/** A kind of RAM cell: its bits by the width of a word, and how many bits have a write enable of their own. */
interface RamCell {
  readonly resource: Resource;
  readonly count: number;
  readonly shapes: readonly { readonly width: number; readonly words: number }[];
  readonly byte: number;
  /** What Yosys reckons a cell as, beside multiplexers. */
  readonly cost: number;
}

const shapes = (bits: number, widths: readonly number[]) =>
  widths.map((width) => ({ width, words: bits / 2 ** Math.floor(Math.log2(width)) }));

const blockCells: Readonly<Record<ModelledFamily, readonly RamCell[]>> = {
  ice40: [{ resource: "blockRam", count: 1, shapes: shapes(4096, [16, 8, 4, 2]), byte: 1, cost: 64 }],
  ecp5: [
    { resource: "blockRam", count: 1, shapes: shapes(16_384, [36, 18, 9, 4, 2, 1]), byte: 9, cost: 128 },
  ],
  xc7: [
    { resource: "blockRam", count: 0.5, shapes: shapes(16_384, [36, 18, 9, 4, 2, 1]), byte: 9, cost: 129 },
    {
      resource: "blockRam",
      count: 1,
      shapes: shapes(32_768, [72, 36, 18, 9, 4, 2, 1]),
      byte: 9,
      cost: 257,
    },
  ],
};

const singlePort: RamCell = {
  resource: "spram",
  count: 1,
  shapes: [{ width: 16, words: 16_384 }],
  byte: 4,
  cost: 1,
};

/** Bits that a word takes in words of `width`: a part that is written on its own begins at a write enable. */
function placedBits({ bits, lanes }: MemoryShape, width: number, byte: number): number {
  if (lanes === 1) return bits;
  const own = Math.min(byte, width);
  return lanes * Math.ceil(bits / lanes / own) * own;
}

/** A way to build a memory: its cells, and how many of them lie behind each other. */
interface Layout {
  readonly cell: RamCell;
  readonly cells: number;
  readonly rows: number;
}

/** What Yosys reckons a bit as that is chosen between rows, or enabled in one of them. */
const CHOICE = 0.5;

/**
 * The cheapest layout. A memory deeper than a cell continues in more rows of them; what is left of their last words'
 * width is shared by several such rows.
 */
function layoutOf(memory: MemoryShape, kinds: readonly RamCell[]): Layout {
  let best: (Layout & { readonly cost: number }) | null = null;
  for (const cell of kinds)
    for (const { width, words } of cell.shapes) {
      const rows = Math.ceil(memory.words / words);
      const cells = Math.ceil((rows * placedBits(memory, width, cell.byte)) / width);
      const enables = memory.written && rows > 1 ? memory.lanes * rows : 0;
      const cost = cells * cell.cost + CHOICE * ((rows - 1) * memory.bits + enables);
      if (best === null || cost < best.cost) best = { cell, cells, rows, cost };
    }
  return best!;
}

/** A memory of one word is a register. */
const isRam = ({ words, bits, style }: MemoryShape) =>
  words > 1 && bits > 0 && (style === "block" || style === "spram");

const kindsOf = (family: ModelledFamily, { style }: MemoryShape): readonly RamCell[] =>
  style === "spram" ? [singlePort] : blockCells[family];

/** Block RAMs (halves count a half) and single-port RAMs that the memory takes. @throws HardwareError of a chip's RAM */
export function ramCells(family: ModelledFamily, memory: MemoryShape): { blockRam: number; spram: number } {
  const none = { blockRam: 0, spram: 0 };
  if (memory.style === "macro")
    throw new HardwareError(
      'Hardware and device do not go together: memories of style "macro" are a chip\'s RAM, which no FPGA has; choose "block".',
    );
  if (!isRam(memory)) return none;
  const { cell, cells } = layoutOf(memory, kindsOf(family, memory));
  return { ...none, [cell.resource]: cells * cell.count };
}

/** Bits that are chosen between the rows of a memory. */
export function muxedBits(family: ModelledFamily, memory: MemoryShape): number {
  if (!isRam(memory)) return 0;
  return (layoutOf(memory, kindsOf(family, memory)).rows - 1) * memory.bits;
}
