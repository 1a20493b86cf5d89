// Vectors of the generated test bench: input beats, and what the golden model says must come out, part after part.
import { addressBits, type NetworkPlan } from "../core/index.ts";
import type { Answers } from "../simulate/answers.ts";
import { eventBeats } from "../simulate/network.ts";
import type { Cycles } from "../stimuli/times.ts";
import type { Part } from "./part.ts";
import type { PortUse } from "./ports.ts";

/** A file of one hexadecimal number a line, for $readmemh. */
export interface VectorFile {
  readonly name: string;
  /** Bits of a line. */
  readonly width: number;
  readonly lines: readonly bigint[];
}

/** Bits of the cycle that lies above a beat; all ones: not foreseen. */
export const cycleBits = 32;

const hex = (width: number) => (value: bigint) => value.toString(16).padStart(Math.ceil(width / 4), "0");

export const vectorText = ({ width, lines }: VectorFile): string => `${lines.map(hex(width)).join("\n")}\n`;

const withCycle = (cycle: number | null | undefined, width: number, beat: bigint): bigint =>
  (BigInt.asUintN(cycleBits, BigInt(cycle ?? -1)) << BigInt(width)) | beat;

/** A beat without an event may hold anything: here all ones, which is no event that is legal. */
const NO_EVENT = 2;

/** Bits of an input beat: data, then TLAST, then TUSER. */
export const eventBits = ({ network }: NetworkPlan): number =>
  addressBits * (network.inputs.valueBits > 0 ? 2 : 1) + 3;

/** Input beats of parts, each with the cycle in which it is taken above it. */
export function eventsFile(plan: NetworkPlan, parts: readonly Part[]): VectorFile {
  const width = eventBits(plan);
  const all = (1n << BigInt(width - 3)) - 1n;
  const lines = parts.flatMap(({ sequences, times }) => {
    const [data, last, user] = eventBeats(sequences).columns as [Uint32Array, Uint32Array, Uint32Array];
    return Array.from(data, (d, i) => {
      const flags = (BigInt(user[i]!) << 1n) | BigInt(last[i]!);
      const carried = user[i]! & NO_EVENT ? all : BigInt(d);
      return withCycle(times.events[i], width, (flags << BigInt(width - 3)) | carried);
    });
  });
  return { name: "events", width: width + cycleBits, lines };
}

/**
 * The beats of a stream out of the network, each with the cycle in which it is given above it; `fields`: its ports, the
 * lowest bits of a line first.
 */
export function answersFile(
  { name, columns, beats }: Answers,
  fields: readonly PortUse[],
  cycles: Cycles,
): VectorFile {
  const width = fields.reduce((sum, f) => sum + f.width, 0);
  const lines = Array.from({ length: beats }, (_, at) =>
    withCycle(
      cycles[at],
      width,
      fields.reduceRight(
        (line, f, i) => (line << BigInt(f.width)) | BigInt.asUintN(f.width, BigInt(columns[i]![at]!)),
        0n,
      ),
    ),
  );
  return { name, width: width + cycleBits, lines };
}

/** The beats of the packets of parts: data, then TLAST. */
export const packetsFile = (parts: readonly Part[]): VectorFile => ({
  name: "params",
  width: 33,
  lines: parts.flatMap(({ packets }) =>
    Array.from(packets?.value ?? [], (v, i) => (BigInt(packets!.last[i]!) << 32n) | BigInt(v >>> 0)),
  ),
});

/** Where each part begins in each list, part after part, and where the last one ends. */
export function marksFile(sizes: readonly (readonly number[])[]): VectorFile {
  const at = sizes[0]!.map(() => 0);
  const rows = [...sizes, at.map(() => 0)].map((part) =>
    part.map((size, list) => {
      const begin = at[list]!;
      at[list] = begin + size;
      return BigInt(begin);
    }),
  );
  return { name: "marks", width: 32, lines: rows.flat() };
}
