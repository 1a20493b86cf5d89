// Vectors of the generated test bench: input beats, and what the golden model says must come out.
import { random } from "../base/random.ts";
import type { NetworkPlan } from "../core/index.ts";
import { addressBits } from "../core/index.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import type { Answers } from "../simulate/answers.ts";
import { eventBeats, paramsBeats } from "../simulate/network.ts";
import type { PortUse } from "./ports.ts";

/** A file of one hexadecimal number a line, for $readmemh. */
export interface VectorFile {
  readonly name: string;
  /** Bits of a line. */
  readonly width: number;
  readonly lines: readonly bigint[];
}

const hex = (width: number) => (value: bigint) => value.toString(16).padStart(Math.ceil(width / 4), "0");

export const vectorText = ({ width, lines }: VectorFile): string => `${lines.map(hex(width)).join("\n")}\n`;

/** Sequences that any network takes: quiet, busy and empty steps, repeated addresses, values of every size. */
export function madeUpSequences(inputs: IntegerInputs, count: number, steps: number): EventSequence[] {
  const { next, int } = random(1);
  const below = (n: number) => int(0, n - 1);
  return Array.from({ length: count }, () => {
    const addresses: number[] = [];
    const values: number[] = [];
    const offsets = [0];
    for (let k = 0; k < steps; k++) {
      const most =
        next() < 0.2 ? 0 : below(Math.max(2, Math.ceil(inputs.channels * (next() < 0.2 ? 0.5 : 0.1))));
      let left = inputs.maxPerStep;
      for (let e = 0; e <= most && next() > 0.02; e++) {
        const value = inputs.valueBits === 0 ? 1 : below(2 ** inputs.valueBits);
        if (value > left) break;
        left -= value;
        addresses.push(below(inputs.channels));
        values.push(value);
      }
      offsets.push(addresses.length);
    }
    return {
      steps,
      offsets: Uint32Array.from(offsets),
      addresses: Uint32Array.from(addresses),
      values: inputs.valueBits === 0 ? null : Uint16Array.from(values),
    };
  });
}

/** Input beats of sequences, sent one after the other. */
export function eventsFile({ network }: NetworkPlan, sequences: readonly EventSequence[]): VectorFile {
  const dataBits = addressBits * (network.inputs.valueBits > 0 ? 2 : 1);
  const [data, last, user] = eventBeats(sequences).columns as [Uint32Array, Uint32Array, Uint32Array];
  const lines = Array.from(
    data,
    (d, i) => (((BigInt(user[i]!) << 1n) | BigInt(last[i]!)) << BigInt(dataBits)) | BigInt(d),
  );
  return { name: "events", width: dataBits + 3, lines };
}

/** The beats of a stream out of the network; `fields`: its ports, the lowest bits of a line first. */
export const answersFile = ({ name, columns, beats }: Answers, fields: readonly PortUse[]): VectorFile => ({
  name,
  width: fields.reduce((sum, f) => sum + f.width, 0),
  lines: Array.from({ length: beats }, (_, at) =>
    fields.reduceRight((line, f, i) => {
      return (line << BigInt(f.width)) | BigInt.asUintN(f.width, BigInt(columns[i]![at]!));
    }, 0n),
  ),
});

/** The beats that load the parameters; null where they are baked. */
export function paramsFile(plan: NetworkPlan): VectorFile | null {
  if (plan.hardware.parameters !== "loaded") return null;
  const [value, last] = paramsBeats(plan).columns as [Int32Array, Int32Array];
  const lines = Array.from(value, (v, i) => (BigInt(last[i]!) << 32n) | BigInt(v >>> 0));
  return { name: "params", width: 33, lines };
}
