// The parts that a network's hardware falls into: its cores one after the other, and the readout behind them.
import type { IntegerNetwork } from "../../network/integer.ts";
import type { Hardware } from "../hardware.ts";
import type { CorePlan, NetworkPlan, ReadoutPlan } from "./plan.ts";

/** What a part is of. */
interface Whole {
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
}

export type CorePart = Whole & { readonly core: CorePlan };
export type ReadoutPart = Whole & { readonly readout: ReadoutPlan };
export type HardwarePart = CorePart | ReadoutPart;

/** What its circuits and memories begin with, as paths of instances. */
export const nameOfPart = (part: HardwarePart): string => ("core" in part ? part.core.name : "readout");

export const partsOf = ({ network, hardware, cores, readout }: NetworkPlan): HardwarePart[] => [
  ...cores.map((core) => ({ network, hardware, core })),
  { network, hardware, readout },
];
