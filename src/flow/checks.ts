// Reports that cannot be true: what is compared, and the reason why a report is refused.
import { memoriesOf } from "../generate/memories.ts";
import type { Design, MemoryItem, MemoryStyle } from "../hdl/index.ts";
import type { Device } from "./devices.ts";
import { FlowError } from "./error.ts";
import { type Cell, instancesOf, resourceOf, usesClockGate } from "./netlist.ts";

/** Cells of RAM, whatever it is built from. */
const ramCell =
  /^(SB_RAM40_4K|SB_SPRAM256KA|DP16KD|PDPW16KD|TRELLIS_DPR16X4|RAMB|RAM(32|64|128|256)[XM]|(DP|SDP|SP)(X9)?B?$|pROM|RAM16SDP)/;
/** Parameters with the initial contents of a RAM cell. */
const contents = /^INIT(VAL)?_/;

/** What became of one memory of the source. */
export interface MemoryPlacement {
  /** Instance names from the top down, then the memory's own. */
  readonly name: string;
  readonly depth: number;
  readonly bits: number;
  /** What the hardware description asks for. */
  readonly asked: string;
  /** Cells that it became, by type; empty: flip-flops. */
  readonly cells: Readonly<Record<string, number>>;
  /** Why this cannot be right; null where it can. */
  readonly problem: string | null;
}

/** Refuses, before synthesis, memories and clock gates that the device has no cells for. @throws FlowError */
export function checkStyles(design: Design, device: Device): void {
  if (usesClockGate(design))
    throw new FlowError(
      `the design has clock gates (clockGating "cell"), which are cells of a chip's library and ${device.part} does not have; ` +
        'choose "enable" or "none"',
    );
  const isThere = (kind: MemoryStyle) => kind !== "macro" && (kind !== "spram" || device.available.spram > 0);
  const wrong = memoriesOf(design).find((m) => !isThere(m.kind));
  if (wrong !== undefined)
    throw new FlowError(
      `memory ${wrong.name} is asked to become "${wrong.kind}", which ${device.part} does not have; ` +
        `choose "block" in the hardware's memories`,
    );
}

const ones = (digits: string) => digits.split("1").length - 1;

/** `memory` of the source among the cells of the netlist, whose names begin with `prefix`. */
export function memoryPlacements(
  design: Design,
  device: Device,
  cells: readonly Cell[],
  prefix = "",
): MemoryPlacement[] {
  const items = new Map(
    instancesOf(design).flatMap(({ path, circuit }) =>
      circuit.items
        .filter((item): item is MemoryItem => item.kind === "memory")
        .map((item) => [path === "" ? item.name : `${path}.${item.name}`, item] as const),
    ),
  );
  const rams = cells.filter(({ type }) => ramCell.test(type));
  return memoriesOf(design).map(({ name, depth, bits, kind }) => {
    const own = rams.filter((cell) => cell.name.startsWith(`${prefix}${name}.`));
    const types: Record<string, number> = {};
    for (const { type } of own) types[type] = (types[type] ?? 0) + 1;
    return {
      name,
      depth,
      bits,
      asked: kind,
      cells: types,
      problem: problemOf(items.get(name)!, device, own),
    };
  });
}

function problemOf(memory: MemoryItem, device: Device, own: readonly Cell[]): string | null {
  const { style, depth, initial } = memory;
  // A memory of one word is a register in the Verilog already.
  if (style === "registers" || style === "macro" || depth === 1) return null;
  if (style === "distributed" && device.family.name === "ice40") return null;
  if (own.length === 0) return `turned into flip-flops and logic instead of ${style} RAM`;
  const resource = { block: "blockRam", spram: "spram", distributed: "logic" }[style];
  const other = own.find(({ type }) => resourceOf(device.family, type)?.resource !== resource);
  if (other !== undefined) return `landed in ${other.type} instead of ${style} RAM`;
  const wanted = initial?.some((word) => word.some((lane) => lane !== "0")) ?? false;
  const kept = own.some(({ parameters }) =>
    Object.entries(parameters).some(([name, value]) => contents.test(name) && ones(value) > 0),
  );
  return wanted && !kept ? "lost its initial contents" : null;
}

/**
 * Reasons why a timing report leaves something out. iCE40: a multiplier whose registers are not its own is timed
 * against a clock of the router's making, or none.
 */
export function timingProblems(clocks: readonly string[], expected: number): string[] {
  const made = clocks.filter((name) => name.includes("$PACKER") || name.includes("$nextpnr"));
  if (made.length > 0)
    return made.map(
      (name) =>
        `the timing report has a clock domain ${name}: a multiplier is not registered and was left out of the timing`,
    );
  if (clocks.length === expected) return [];
  return [
    `the timing report has ${clocks.length} clock domains (${clocks.join(", ") || "none"}), not ${expected}`,
  ];
}
