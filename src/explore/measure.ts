// What synthesis, place and route say of a point, kept by content: beside what is modelled of it.
import { networkCircuit, plan } from "../core/index.ts";
import { type Device, type Resources, synth, toolsOf } from "../flow/index.ts";
import { elaborate } from "../hdl/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { IntegerNetwork } from "../network/index.ts";
import type { Point } from "./objectives.ts";
import type { Store } from "./store.ts";

export interface MeasuredPoint {
  readonly area: Resources;
  /** After routing, with one seed; null: not placed. */
  readonly fmaxMHz: number | null;
  /** At that clock. */
  readonly stepsPerSecond: number | null;
  /** Why the figures cannot be true, or why it does not fit. */
  readonly problems: readonly string[];
  readonly tool: { readonly synthesis: string; readonly place: string | null };
}

type Kept = Omit<MeasuredPoint, "stepsPerSecond">;

/**
 * Synthesizes a point, and places and routes it where the tools are there, unless the store has that very Verilog for that
 * device and these tools. @throws FlowError where Yosys is missing, FlowRunError where a tool fails
 */
export async function measurePoint(
  integer: IntegerNetwork,
  { hardware, cyclesPerStep }: Pick<Point, "hardware" | "cyclesPerStep">,
  device: Device,
  clockMHz: number,
  store: Store,
): Promise<MeasuredPoint> {
  const design = elaborate(networkCircuit(plan(integer, hardware)));
  const content = JSON.stringify([printVerilog(design), device, clockMHz, await toolsOf(device)]);
  let kept = store.get(content) as Kept | null;
  if (kept === null) {
    const { report } = await synth(design, { device, seeds: [1], clockMHz });
    const { utilization, fmaxMHz, problems, tool } = report;
    kept = { area: utilization, fmaxMHz, problems, tool };
    store.set(content, kept);
  }
  const { fmaxMHz } = kept;
  return {
    ...kept,
    stepsPerSecond: fmaxMHz === null ? null : Math.floor((fmaxMHz * 1e6) / cyclesPerStep.mean),
  };
}

/** So many of a list, evenly spread, its ends among them. */
export const spreadOver = <T>(list: readonly T[], count: number): T[] => {
  const most = Math.min(count, list.length);
  if (most < 2) return list.slice(0, most);
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
};
