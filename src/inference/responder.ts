// A network that is asked again and again: one sequence at a time, by the golden model or by simulated hardware.
import { createGolden } from "../../golden/index.ts";
import { type Hardware, plan } from "../core/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import { type EngineName, openEngine } from "../simulate/index.ts";
import { networkBench } from "../simulate/network.ts";
import { group } from "./group.ts";
import type { LabelledEvents } from "./labels.ts";

export interface Response {
  readonly class: number;
  /** Sums over the steps that count, one for each class. */
  readonly logits: Float64Array;
  /** What the hardware said; null where none is simulated, or where it did not answer. */
  readonly rtl: number | null;
  /** Cycles that the hardware took. */
  readonly cycles: number;
}

export interface Responder {
  ask(events: LabelledEvents): Promise<Response>;
  close(): Promise<void>;
}

/** Opens the golden model and, with a simulator's name, the hardware, which stays open until it is closed. */
export async function openResponder(
  integer: IntegerNetwork,
  simulator: { readonly engine: EngineName; readonly hardware: Hardware } | null,
): Promise<Responder> {
  const golden = createGolden(integer);
  if (simulator === null)
    return {
      ask: async (events) => ({ ...golden.run(events), rtl: null, cycles: 0 }),
      close: async () => {},
    };
  const bench = networkBench(plan(integer, simulator.hardware));
  const engine = await openEngine(simulator.engine, bench);
  return {
    async ask(events) {
      const record = golden.record(events);
      const part = await group(engine, bench, [events], [record], true);
      return { class: record.class, logits: record.logits, rtl: part.classes[0]!, cycles: part.cycles };
    },
    close: () => engine.close(),
  };
}
