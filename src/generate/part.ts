// A part of the vectors: what is sent after one reset, and what is right then.
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import type { NetworkPlan } from "../core/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import { legalPart } from "../stimuli/events.ts";
import type { Packets } from "../stimuli/packets.ts";
import { recordOf } from "../stimuli/record.ts";
import { type Times, timesOf } from "../stimuli/times.ts";

export interface Part {
  readonly what: string;
  readonly sequences: readonly EventSequence[];
  readonly records: readonly GoldenRecord[];
  readonly times: Times;
  readonly packets: Packets | null;
  /** Beats of events that are taken before the first packet is offered. */
  readonly packetsAfter: number;
  /** Beats of events that do not wait for the packets. */
  readonly eventsBefore: number;
  /** Error flags that are up at the end. */
  readonly raised: readonly string[];
}

/** Makes the parts of one plan. */
export function partMaker(plan: NetworkPlan) {
  const { network } = plan;
  const models = new Map<IntegerNetwork, ReturnType<typeof createGolden>>();
  const modelOf = (n: IntegerNetwork) => {
    const model = models.get(n) ?? createGolden(n);
    models.set(n, model);
    return model;
  };
  /** `networks`: with whose weights each sequence is computed; default: the plan's. */
  return (
    what: string,
    sequences: readonly EventSequence[],
    more: Partial<Pick<Part, "packets" | "packetsAfter" | "eventsBefore" | "raised">> & {
      readonly networks?: readonly IntegerNetwork[];
    } = {},
  ): Part => {
    const { networks, ...rest } = more;
    const legal = sequences.map((s) => legalPart(network.inputs, s));
    const records = legal.map((s, i) => recordOf(networks?.[i] ?? network, s, modelOf));
    const exact = !rest.packetsAfter && legal.every((s, i) => s === sequences[i]);
    const loads = rest.raised?.includes("error_params") ? null : (rest.packets?.value.length ?? 0);
    const times = timesOf(plan, legal, records, exact, loads);
    const none = { packets: null, packetsAfter: 0, eventsBefore: 0, raised: [] };
    return { what, sequences, records, times, ...none, ...rest };
  };
}
