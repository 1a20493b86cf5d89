// Where no point is within the constraints: which of them leaves nothing, and the best there is.
import { grouped } from "../base/counted.ts";
import type { Hindrance, Limit } from "../explore/index.ts";
import { figureText } from "./point-text.ts";
import { table } from "./text.ts";

const limitText = (limit: Limit): string =>
  limit.figure === null
    ? "room on the device"
    : `${limit.figure} of at ${limit.limit === "min" ? "least" : "most"} ${figureText(limit.value)}`;

/** What a limit leaves that no point keeps. */
function nothingText({ limit, best }: Hindrance): string {
  const most = limit.figure !== null && limit.limit === "min" ? "most" : "least";
  return `no point has ${limitText(limit)}${best === null ? "" : `; the ${most} is ${figureText(best)}`}`;
}

/** Which limits stand in the way where each leaves some points, and all together none. */
function togetherText(all: readonly Hindrance[]): string {
  const near = all.filter(({ keepOthers }) => keepOthers > 0);
  const without = near.map(({ limit, keepOthers }) => `${grouped(keepOthers)} without ${limitText(limit)}`);
  return `each constraint leaves some, all together none${without.length === 0 ? "" : `; ${without.join(", ")}`}`;
}

/** A sentence and a table; nothing where there are no constraints. */
export function hindrancesText(all: readonly Hindrance[]): string {
  if (all.length === 0) return "";
  const alone = all.filter(({ keep }) => keep === 0);
  const why = alone.length === 0 ? togetherText(all) : alone.map(nothingText).join("; ");
  const rows = all.map(({ limit, keep, keepOthers, best, bestOfOthers }) => [
    limitText(limit),
    grouped(keep),
    figureText(best),
    grouped(keepOthers),
    figureText(bestOfOthers),
  ]);
  return `\nNothing is left: ${why}.\n\n${table(["constraint", "points that keep it", "best", "points that keep all others", "best of these"], rows)}`;
}
