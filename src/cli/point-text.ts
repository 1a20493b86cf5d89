// What a point of an exploration is called: its network, format and device; its lanes and schedule; its figures.
import { basename } from "node:path";
import { counted, grouped } from "../base/counted.ts";
import type { Point } from "../explore/index.ts";

export const pointName = ({ network, bits, device }: Point) =>
  `${basename(network)}${bits === null ? "" : `, ${counted(bits, "bit")}`}, ${device}`;

export const choiceText = ({ hardware }: Point) => {
  const { lanes, mapping, dataflow } = hardware;
  return `${[lanes.spike, lanes.memory, lanes.update, lanes.readout ?? "-"].map((l) => `${l}`).join("/")} ${mapping} ${dataflow}`;
};

/** A figure in few digits. */
export const figureText = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? grouped(value) : String(Number(value.toPrecision(4)));
