// Ablation: what each idea of the schedule brings, left out alone, alone, and all of them together.
import { bitsMoved, type Hardware, HardwareError, hardware, plan } from "../core/index.ts";
import { energyOf } from "./energy.ts";
import type { Evaluator, PointCosts, Setting } from "./point.ts";
import { type Extra, slowStatesHeldStill, unfused } from "./unfused.ts";

type Fields = Partial<Pick<Hardware, "dependencyBreaking" | "overlap" | "mapping" | "dataflow">>;

/** Ideas that the hardware has a switch for: what it is without them. */
const switches: Readonly<Record<string, Fields>> = {
  "dependency breaking": { dependencyBreaking: false },
  overlap: { overlap: false },
  "layer pipeline": { mapping: "shared" },
  "held neurons in the spike path": { dataflow: "event-stationary" },
};

const allOn: Fields = {
  dependencyBreaking: true,
  overlap: true,
  mapping: "pipelined",
  dataflow: "neuron-stationary",
};
const allOff: Fields = Object.assign({}, ...Object.values(switches));
const pick = (from: Fields, names: Fields): Fields =>
  Object.fromEntries(Object.keys(names).map((name) => [name, from[name as keyof Fields]]));

/** What only the model can leave out. */
export type Modelled = "fusion" | "stationarity";

export interface Schedule {
  readonly name: string;
  readonly hardware: Hardware;
  /** Left out by the model, of hardware that has it. */
  readonly modelled: readonly Modelled[];
}

/** Held neurons in the slow path only, as it was published: what the model leaves out then is left out in both paths. */
const published: Fields = { dataflow: "event-stationary" };

const rows: readonly (readonly [name: string, fields: Fields, modelled: readonly Modelled[]])[] = [
  ["all", allOn, []],
  ...Object.entries(switches).map(([name, off]) => [`without ${name}`, { ...allOn, ...off }, []] as const),
  ["without fusion", allOn, ["fusion"]],
  ["without held neurons in either path", { ...allOn, ...published }, ["stationarity"]],
  ["without fusion and held neurons in either path", { ...allOn, ...published }, ["fusion", "stationarity"]],
  ...Object.entries(switches).map(
    ([name, off]) => [`only ${name}`, { ...allOff, ...pick(allOn, off) }, []] as const,
  ),
  ["none that can be switched", allOff, []],
  ["none, nor fusion, nor held neurons in either path", allOff, ["fusion", "stationarity"]],
];

export interface Schedules {
  readonly schedules: readonly Schedule[];
  /** Those that do not go with the rest of the choice, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** The schedules of an ablation: lanes, memories and parameters are those of `base`. */
export function schedulesOf(base: Hardware): Schedules {
  const schedules: Schedule[] = [];
  const leftOut: { name: string; why: string }[] = [];
  for (const [name, fields, modelled] of rows)
    try {
      schedules.push({ name, modelled, hardware: hardware({ ...base, ...fields }) });
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      leftOut.push({ name, why: error.message });
    }
  return { schedules, leftOut };
}

/** Costs with what the model adds to them. */
function withExtra(
  costs: PointCosts,
  base: PointCosts,
  { memories, cycles }: Extra,
  { tables }: Setting,
): PointCosts {
  return {
    ...costs,
    cyclesPerStep: { ...costs.cyclesPerStep, mean: costs.cyclesPerStep.mean + cycles },
    bitsPerStep: costs.bitsPerStep + memories.reduce((sum, m) => sum + bitsMoved(m), 0),
    memoryBits: costs.memoryBits + memories.reduce((sum, m) => sum + m.copies * m.words * m.bits, 0),
    energy: costs.energy.map((energy, i) => {
      const more = energyOf(tables[i]!, memories, []);
      return {
        ...energy,
        memories: energy.memories + more.memories,
        clock: energy.clock + (base.energy[i]!.clock * cycles) / base.cyclesPerStep.mean,
        leakage: energy.leakage + more.leakage,
      };
    }),
  };
}

/** What a schedule costs; of what the model leaves out only the mean of the cycles is told, at the least. */
export function scheduleCosts(
  setting: Setting,
  known: Evaluator,
  { hardware: choice, modelled }: Schedule,
): PointCosts {
  const base = known.costs(choice);
  if (modelled.length === 0) return base;
  const planned = plan(setting.network, choice);
  const extras = {
    fusion: () => unfused(planned, setting.recorded),
    stationarity: () => slowStatesHeldStill(planned),
  };
  return modelled.reduce((costs, idea) => withExtra(costs, base, extras[idea](), setting), base);
}
