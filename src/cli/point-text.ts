// What a point of an exploration is called: its network, format and device; its lanes and schedule.
import { basename } from "node:path";
import { counted } from "../base/counted.ts";
import type { Point } from "../explore/index.ts";

export const pointName = ({ network, bits, device }: Point) =>
  `${basename(network)}${bits === null ? "" : `, ${counted(bits, "bit")}`}, ${device}`;

export const choiceText = ({ hardware }: Point) => {
  const { lanes, mapping, dataflow } = hardware;
  return `${[lanes.spike, lanes.memory, lanes.update, lanes.readout ?? "-"].map((l) => `${l}`).join("/")} ${mapping} ${dataflow}`;
};
