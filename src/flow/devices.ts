// The devices that can be synthesized for: their sizes, how Yosys maps to them, and what places and routes.
import { FlowError } from "./error.ts";

/** Resources, in the units of the family: see `Family.classes`. */
export interface Resources {
  readonly logic: number;
  readonly ff: number;
  readonly blockRam: number;
  readonly spram: number;
  readonly dsp: number;
}

export type Resource = keyof Resources;
export const resources = ["logic", "ff", "blockRam", "spram", "dsp"] as const satisfies readonly Resource[];

/** What the cells of a family count as. */
export interface Family {
  readonly name: "ice40" | "ecp5" | "gowin" | "xc7";
  /** The units of the figures, for people. */
  readonly units: Readonly<Record<Resource, string>>;
  /** Cell types and the resources that one of them takes; the first that matches counts. */
  readonly classes: readonly { readonly type: RegExp; readonly resource: Resource; readonly count: number }[];
  /** Bits that one of each can hold. */
  readonly bits: Readonly<Record<Resource, number>>;
  /** Arguments of Yosys' synthesis command, beside `-top`. */
  readonly synthesis: string;
  /** The oldest Yosys whose netlists place and route takes; left out: any. */
  readonly oldestYosys?: string;
  /** Types of placed cells whose delays are looked up one by one, since place and route does not know all; left out: none. */
  readonly timed?: RegExp;
  /** What place and route aims at where nothing else is said: about what networks reach. */
  readonly clockMHz: number;
}

export interface Device {
  readonly name: string;
  /** The part, for people. */
  readonly part: string;
  readonly family: Family;
  readonly available: Resources;
  /** Place and route: the program and its arguments for this part; null: none that is free and packaged. */
  readonly place: { readonly program: string; readonly args: readonly string[] } | null;
  /** The device as the packer calls it; left out where what was placed says it. */
  readonly packed?: string;
}

const ice40: Family = {
  name: "ice40",
  units: {
    logic: "logic cells (LUT, carry and flip-flop)",
    ff: "flip-flops",
    blockRam: "block RAMs of 4 kbit",
    spram: "single-port RAMs of 256 kbit",
    dsp: "multipliers of 16 x 16",
  },
  classes: [
    { type: /^(SB_LUT4|ICESTORM_LC)$/, resource: "logic", count: 1 },
    { type: /^SB_DFF/, resource: "ff", count: 1 },
    { type: /^(SB_RAM40_4K|ICESTORM_RAM)/, resource: "blockRam", count: 1 },
    { type: /^(SB_SPRAM256KA|ICESTORM_SPRAM)$/, resource: "spram", count: 1 },
    { type: /^(SB_MAC16|ICESTORM_DSP)$/, resource: "dsp", count: 1 },
  ],
  bits: { logic: 0, ff: 1, blockRam: 4096, spram: 262_144, dsp: 0 },
  synthesis: "synth_ice40",
  clockMHz: 24,
};

const ecp5: Family = {
  name: "ecp5",
  units: {
    logic: "LUTs of 4 inputs (two for each pair of carry bits)",
    ff: "flip-flops",
    blockRam: "block RAMs of 18 kbit",
    spram: "none",
    dsp: "multipliers of 18 x 18",
  },
  classes: [
    { type: /^LUT4$/, resource: "logic", count: 1 },
    { type: /^CCU2C$/, resource: "logic", count: 2 },
    { type: /^TRELLIS_DPR16X4$/, resource: "logic", count: 4 },
    { type: /^TRELLIS_FF$/, resource: "ff", count: 1 },
    { type: /^(DP16KD|PDPW16KD)$/, resource: "blockRam", count: 1 },
    { type: /^MULT18X18D$/, resource: "dsp", count: 1 },
  ],
  // A quarter of a memory of 16 words of 4 bits.
  bits: { logic: 16, ff: 1, blockRam: 18_432, spram: 0, dsp: 0 },
  synthesis: "synth_ecp5",
  clockMHz: 80,
};

const gowin: Family = {
  name: "gowin",
  units: {
    logic: "LUTs of 4 inputs (one for each bit of an adder, eight for a RAM of 16 words of 4 bits)",
    ff: "flip-flops",
    blockRam: "block RAMs of 18 kbit",
    spram: "none",
    dsp: "multipliers of 18 x 18",
  },
  classes: [
    { type: /^(LUT[1-4]|ALU)$/, resource: "logic", count: 1 },
    { type: /^RAM16SDP[124]$/, resource: "logic", count: 8 },
    { type: /^DFF/, resource: "ff", count: 1 },
    { type: /^((DP|SDP|SP)(X9)?B?|pROM(X9)?)$/, resource: "blockRam", count: 1 },
    { type: /^MULT18X18$/, resource: "dsp", count: 1 },
    { type: /^MULT9X9$/, resource: "dsp", count: 0.5 },
    { type: /^MULT36X36$/, resource: "dsp", count: 4 },
  ],
  // A fourth of the LUTs can be RAM, eight for 64 bits.
  bits: { logic: 2, ff: 1, blockRam: 18_432, spram: 0, dsp: 0 },
  synthesis: "synth_gowin",
  // The first that was tried; 0.23 makes memories of cells (`DP` for a word of 8 bits) that place and route refuses.
  oldestYosys: "0.70",
  timed: /^(LUT[1-4]|MUX2_LUT[5-8]|ALU|RAM16SDP[124]|DFF.*|(DP|SDP|SP)(X9)?B?|pROM(X9)?|MULT.*)$/,
  clockMHz: 54,
};

const xc7: Family = {
  name: "xc7",
  units: {
    logic: "LUTs of 6 inputs",
    ff: "flip-flops",
    blockRam: "block RAMs of 36 kbit (halves are of 18 kbit)",
    spram: "none",
    dsp: "DSP48E1",
  },
  classes: [
    { type: /^(LUT[1-6]|INV)$/, resource: "logic", count: 1 },
    { type: /^RAM(32M|64M)$/, resource: "logic", count: 4 },
    { type: /^RAM(32|64)X1D$/, resource: "logic", count: 2 },
    { type: /^(SRL16E|SRLC32E)$/, resource: "logic", count: 1 },
    { type: /^(FD[RSCP]E)(_1)?$/, resource: "ff", count: 1 },
    { type: /^RAMB36E1$/, resource: "blockRam", count: 1 },
    { type: /^RAMB18E1$/, resource: "blockRam", count: 0.5 },
    { type: /^DSP48E1$/, resource: "dsp", count: 1 },
  ],
  bits: { logic: 64, ff: 1, blockRam: 36_864, spram: 0, dsp: 0 },
  synthesis: "synth_xilinx -flatten -family xc7 -noiopad -noclkbuf",
  clockMHz: 100,
};

/** An ECP5 of so many thousand LUTs, in the package and speed grade of most boards. */
const ecp5Device = (size: string, logic: number, blockRam: number, dsp: number): Device => ({
  name: `ecp5-${size}k`,
  part: `ECP5 LFE5U-${size}F, package CABGA381, speed grade 6`,
  family: ecp5,
  available: { logic, ff: logic, blockRam, spram: 0, dsp },
  place: { program: "nextpnr-ecp5", args: [`--${size}k`, "--package", "CABGA381", "--speed", "6"] },
});

interface GowinChip {
  readonly part: string;
  /** The option of synthesis, and the chip as place and route and the packer call it. */
  readonly series: string;
  readonly chip: string;
  readonly available: Device["available"];
}

const gowinDevice = (name: string, { part, series, chip, available }: GowinChip): Device => ({
  name,
  part: `Gowin ${part}`,
  family: { ...gowin, synthesis: `synth_gowin -family ${series}` },
  available,
  place: { program: "nextpnr-himbaechel-gowin", args: ["--device", part, "--vopt", `family=${chip}`] },
  packed: chip,
});

const gw2a18 = {
  ...{ series: "gw2a", chip: "GW2A-18C" },
  available: { logic: 20736, ff: 15552, blockRam: 46, spram: 0, dsp: 48 },
};

const list: readonly Device[] = [
  {
    name: "up5k",
    part: "iCE40 UP5K, package SG48",
    family: { ...ice40, synthesis: "synth_ice40 -device u -dsp" },
    available: { logic: 5280, ff: 5280, blockRam: 30, spram: 4, dsp: 8 },
    place: { program: "nextpnr-ice40", args: ["--up5k", "--package", "sg48"] },
  },
  {
    name: "hx8k",
    part: "iCE40 HX8K, package CT256",
    family: { ...ice40, synthesis: "synth_ice40 -device hx" },
    available: { logic: 7680, ff: 7680, blockRam: 32, spram: 0, dsp: 0 },
    place: { program: "nextpnr-ice40", args: ["--hx8k", "--package", "ct256"] },
  },
  ecp5Device("25", 24288, 56, 28),
  ecp5Device("45", 43848, 108, 72),
  ecp5Device("85", 83640, 208, 156),
  gowinDevice("gw1nr-9", {
    ...{ part: "GW1NR-LV9QN88PC6/I5", series: "gw1n", chip: "GW1N-9C" },
    available: { logic: 8640, ff: 6480, blockRam: 26, spram: 0, dsp: 20 },
  }),
  gowinDevice("gw2a-18", { part: "GW2A-LV18PG256C8/I7", ...gw2a18 }),
  gowinDevice("gw2ar-18", { part: "GW2AR-LV18QN88C8/I7", ...gw2a18 }),
  {
    name: "xc7",
    part: "Artix-7 XC7A35T",
    family: xc7,
    available: { logic: 20800, ff: 41600, blockRam: 50, spram: 0, dsp: 90 },
    place: null,
  },
];

export const deviceNames: readonly string[] = list.map((d) => d.name);

/** @throws FlowError naming the devices there are */
export function deviceOf(name: string): Device {
  const found = list.find((d) => d.name === name);
  if (found === undefined) throw new FlowError(`device ${name}: not known; known: ${deviceNames.join(", ")}`);
  return found;
}
