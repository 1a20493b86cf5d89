// Look-up tables of a library, at an input transition and a load.
import { FlowError } from "../error.ts";
import { type Group, groupsOf, textOf } from "./liberty.ts";

/** Where a table is looked up, in the library's own units. */
export interface OperatingPoint {
  readonly transition: number;
  readonly load: number;
}

export type Table = (at: OperatingPoint) => number;

/** What the axes of tables mean, by template. */
export type Templates = ReadonlyMap<string, Group>;

const numbers = (texts: readonly string[]): number[] =>
  texts.flatMap((text) =>
    text
      .split(/[\s,]+/)
      .filter((word) => word !== "")
      .map(Number),
  );

type Axis = { readonly of: keyof OperatingPoint; readonly index: readonly number[] };

const axisKinds: Readonly<Record<string, keyof OperatingPoint>> = {
  input_transition_time: "transition",
  input_net_transition: "transition",
  total_output_net_capacitance: "load",
};

/**
 * A table of no, one or two axes; between its points it is linear, and beyond them as at the last interval.
 * @throws FlowError naming `where` for axes of another kind and for a wrong count of values
 */
export function tableOf(group: Group, templates: Templates, where: string): Table {
  const template = templates.get(group.args[0] ?? "") ?? null;
  const values = numbers(group.attributes.get("values") ?? []);
  const axes = [1, 2, 3].flatMap((n): Axis[] => {
    const variable = template && textOf(template, `variable_${n}`);
    if (!variable) return [];
    const of = axisKinds[variable];
    if (of === undefined)
      throw new FlowError(
        `${where}: a table over ${variable}; allowed: ${Object.keys(axisKinds).join(", ")}`,
      );
    const index = numbers(group.attributes.get(`index_${n}`) ?? template.attributes.get(`index_${n}`) ?? []);
    return [{ of, index }];
  });
  const size = axes.reduce((product, { index }) => product * index.length, 1);
  if (size !== values.length || size === 0 || values.some((v) => !Number.isFinite(v)))
    throw new FlowError(`${where}: a table has ${values.length} values, its axes ask for ${size} numbers`);
  const at = (from: number, level: number, point: OperatingPoint): number => {
    const axis = axes[level];
    if (axis === undefined) return values[from]!;
    const { index } = axis;
    const stride = axes.slice(level + 1).reduce((product, a) => product * a.index.length, 1);
    const x = point[axis.of];
    const next = index.findIndex((v, i) => i > 0 && x < v);
    const high = next < 0 ? index.length - 1 : next;
    const low = Math.max(0, high - 1);
    const below = at(from + low * stride, level + 1, point);
    if (low === high) return below;
    const share = (x - index[low]!) / (index[high]! - index[low]!);
    return below + share * (at(from + high * stride, level + 1, point) - below);
  };
  return (point) => at(0, 0, point);
}

/** The mean of tables; null where there are none. */
export function meanOf(tables: readonly Table[]): Table | null {
  if (tables.length === 0) return null;
  return (point) => tables.reduce((sum, table) => sum + table(point), 0) / tables.length;
}

/** Tables of a group by the names of their groups, scalars among them. */
export const tablesOf = (group: Group, names: readonly string[], templates: Templates, where: string) =>
  names.flatMap((name) => groupsOf(group, name).map((table) => tableOf(table, templates, where)));
