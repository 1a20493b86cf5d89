// What a point of an exploration is called: its network, format and device; its lanes and schedule; its figures.
import { normalize, sep } from "node:path";
import { counted, grouped } from "../base/counted.ts";
import type { Point, Space } from "../explore/index.ts";

/**
 * What networks are called: the last part of their path, or as many of the last ones as tell it from the others. What no
 * number of them does, the same file by two names, is called as it is named.
 */
export function networkNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const parts = new Map(
    paths.map((path) => [
      path,
      normalize(path)
        .split(sep)
        .filter((part, i) => part !== "" || i === 0),
    ]),
  );
  const end = (path: string, length: number) => parts.get(path)!.slice(-length).join(sep);
  const nameOf = (path: string): string => {
    const others = [...parts.keys()].filter((other) => other !== path);
    for (let length = 1; length <= Math.max(...[...parts.values()].map((p) => p.length)); length++) {
      const name = end(path, length);
      if (others.every((other) => end(other, length) !== name)) return name;
    }
    return path;
  };
  return new Map([...parts.keys()].map((path) => [path, nameOf(path)]));
}

/** What points of a space are called; points of different networks never alike. */
export function pointNames({ networks }: Space): (point: Point) => string {
  const names = networkNames(networks);
  return ({ network, bits, device }) =>
    `${names.get(network) ?? network}${bits === null ? "" : `, ${counted(bits, "bit")}`}, ${device}`;
}

export const choiceText = ({ hardware }: Point) => {
  const { lanes, mapping, dataflow } = hardware;
  return `${[lanes.spike, lanes.memory, lanes.update, lanes.readout ?? "-"].map((l) => `${l}`).join("/")} ${mapping} ${dataflow}`;
};

/** A figure in few digits. */
export const figureText = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? grouped(value) : String(Number(value.toPrecision(4)));
