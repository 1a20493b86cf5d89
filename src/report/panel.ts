// One frame of a picture: a title, axes, and either events or lines in it.
import { extent, linear, ticks } from "./scale.ts";
import { coordinate, element, label } from "./svg.ts";

/** Events by time step: those of step k are addresses[offsets[k]] up to addresses[offsets[k + 1]]. */
export interface Raster {
  readonly offsets: ArrayLike<number>;
  readonly addresses: ArrayLike<number>;
  /** Every address is below it. */
  readonly rows: number;
}

export interface Line {
  /** One value a step. */
  readonly values: ArrayLike<number>;
  readonly colour: string;
  /** Drawn thicker, and above the others. */
  readonly bold?: boolean;
  /** Named beside the panel. */
  readonly name?: string;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TimeAxis {
  readonly steps: number;
  /** Seconds of a time step. */
  readonly timestep: number;
  /** Whether its values are written below the panel. */
  readonly shown: boolean;
}

const grey = "#cbd2dc";

/** Frame, title and axes. `low` and `high`: the values at the lower and upper edge. */
function frame(title: string, place: Place, time: TimeAxis, low: number, high: number): string {
  const { x, y, width, height } = place;
  const parts = [
    label(x, y - 5, title, { "font-size": 12 }),
    element("rect", { x, y, width, height, fill: "none", stroke: grey }),
  ];
  const up = linear(low, high, y + height, y);
  for (const { value, text } of ticks(low, high, height / 30))
    parts.push(
      element("path", { d: `M${coordinate(x - 4)} ${coordinate(up(value))}h4`, stroke: grey }),
      label(x - 7, up(value) + 4, text, { "text-anchor": "end" }),
    );
  if (!time.shown) return parts.join("\n");
  const bottom = y + height;
  const end = time.steps * time.timestep;
  const along = linear(0, end, x, x + width);
  for (const { value, text } of ticks(0, end, width / 90))
    parts.push(
      element("path", { d: `M${coordinate(along(value))} ${coordinate(bottom)}v4`, stroke: grey }),
      label(along(value), bottom + 16, text, { "text-anchor": "middle" }),
    );
  parts.push(label(x + width / 2, bottom + 31, "time (s)", { "text-anchor": "middle" }));
  return parts.join("\n");
}

/** A mark for every event, at its step and address. */
export function rasterPanel(
  title: string,
  place: Place,
  time: TimeAxis,
  raster: Raster,
  colour: string,
): string {
  const { offsets, addresses, rows } = raster;
  const { x, y, width, height } = place;
  const along = linear(0, time.steps, x, x + width);
  const up = linear(0, rows, y + height, y);
  const wide = coordinate((0.8 * width) / time.steps);
  let marks = "";
  for (let k = 0; k + 1 < offsets.length; k++)
    for (let e = offsets[k]!; e < offsets[k + 1]!; e++)
      marks += `M${coordinate(along(k + 0.1))} ${coordinate(up(addresses[e]! + 0.5))}h${wide}`;
  const path = { d: marks, stroke: colour, "stroke-width": Math.max(1, (0.9 * height) / rows) };
  return `${frame(title, place, time, 0, rows)}\n${marks === "" ? "" : element("path", path)}`;
}

/** Each line as steps that last a time step, and the names of lines beside the panel. */
export function linesPanel(title: string, place: Place, time: TimeAxis, lines: readonly Line[]): string {
  const { x, y, width, height } = place;
  const [low, high] = extent(lines.flatMap((line) => extent(line.values)));
  const along = linear(0, time.steps, x, x + width);
  const up = linear(low, high, y + height - 2, y + 2);
  const path = ({ values, colour, bold }: Line) => {
    let d = "";
    for (let k = 0; k < values.length; k++)
      d += `${k === 0 ? `M${coordinate(along(0))} ` : "V"}${coordinate(up(values[k]!))}H${coordinate(along(k + 1))}`;
    return d === ""
      ? ""
      : element("path", { d, fill: "none", stroke: colour, "stroke-width": bold ? 2 : 1.1 });
  };
  const drawn = [...lines.filter((line) => !line.bold), ...lines.filter((line) => line.bold)].map(path);
  const named = lines.filter((line) => line.name !== undefined);
  const names = named.map(({ name, colour, bold }, i) => {
    const at = y + 9 + i * 15;
    const mark = `M${coordinate(x + width + 10)} ${coordinate(at - 4)}h16`;
    return (
      element("path", { d: mark, stroke: colour, "stroke-width": bold ? 3 : 2 }) +
      label(x + width + 31, at, name!)
    );
  });
  return [frame(title, place, time, low, high), ...drawn, ...names].join("\n");
}
