// Beats of the `params` stream: whole loads, and packets with a fault that must do no harm.
import {
  type NetworkPlan,
  type Parameters,
  parameterBeats,
  parametersOf,
  valueBitsOf,
} from "../core/index.ts";
import type { Beats } from "../simulate/index.ts";

/** A configuration packet with a fault, made from the right packet of memory `memory`; it leaves every memory as it is. */
export interface StrayPacket {
  readonly memory: number;
  /**
   * `unknown`: for a memory that is not there. `header`: nothing but the header. `short`: cut off after `at` values.
   * `long`: more values than the memory has. `misfit`: value `at` is too wide for its lane, so that it is not written.
   */
  readonly fault: "unknown" | "header" | "short" | "long" | "misfit";
  readonly at: number;
}

/** Beats of the `params` stream: values and `last`. */
export interface Packets {
  readonly value: ArrayLike<number>;
  readonly last: ArrayLike<number>;
}

/** The packet of one memory, header first. */
const packetOf = ({ id, words }: Parameters["all"][number]): number[] => [id, ...words.flat()];

/** What the faulty packet holds, header first. */
function faulty({ memory, fault, at }: StrayPacket, parameters: Parameters): number[] {
  const { all } = parameters;
  const chosen = all[memory % all.length]!;
  const right = packetOf(chosen);
  const values = right.length - 1;
  switch (fault) {
    case "unknown": {
      // Just beyond the last memory: only as long as that one's would it be taken for it.
      if (at % 4 === 0) return [all.length, ...packetOf(all.at(-1)!).slice(1)];
      // Negative, or one that is there if only the low bits are looked at.
      const ids = [0, -1, 256 + chosen.id, 2 ** 30 + chosen.id];
      return [ids[at % ids.length]!, ...right.slice(1, 2 + (at % 9))];
    }
    case "header":
      return right.slice(0, 1);
    case "short":
      return values < 2 ? right.slice(0, 1) : right.slice(0, 2 + (at % (values - 1)));
    case "long":
      return [...right, ...Array.from({ length: 1 + (at % 3) }, (_, i) => i - 1)];
    case "misfit": {
      const bits = valueBitsOf(chosen);
      if (bits > 31) return [...right, 0];
      const where = 1 + (at % values);
      // Too large, or too small; its low bits are another legal value: written all the same, it would be seen.
      const wrong = (right[where]! ^ 1) + (at % 2 === 0 ? -(2 ** bits) : 2 ** bits);
      return right.map((v, i) => (i === where ? wrong | 0 : v));
    }
  }
}

/** The beats of faulty packets, one after the other. */
export function strayPackets(plan: NetworkPlan, stray: readonly StrayPacket[]): Packets {
  if (stray.length === 0) return { value: [], last: [] };
  const parameters = parametersOf(plan);
  const packets = stray.map((s) => faulty(s, parameters));
  return {
    value: packets.flat(),
    last: packets.flatMap((p) => p.map((_, i) => (i === p.length - 1 ? 1 : 0))),
  };
}

/** The beats that load a network, then those of faulty packets. */
export function paramsWith(plan: NetworkPlan, stray: readonly StrayPacket[]): Packets {
  return inARow([parameterBeats(parametersOf(plan)), strayPackets(plan, stray)]);
}

function inARow(parts: readonly Packets[]): Packets {
  const size = parts.reduce((sum, p) => sum + p.value.length, 0);
  const [value, last] = [new Int32Array(size), new Int32Array(size)];
  let at = 0;
  for (const part of parts) {
    value.set(part.value, at);
    last.set(part.last, at);
    at += part.value.length;
  }
  return { value, last };
}

/** Several loads in a row as beats of the source. */
export function paramsInARow(parts: readonly Packets[]): Beats {
  const { value, last } = inARow(parts);
  return { beats: value.length, columns: [value, last] };
}
