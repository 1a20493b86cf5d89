// dmp quantize --sweep: agreement against bits of each tensor, as JSON, a table and a picture.
import { createGolden } from "../../golden/index.ts";
import { counted } from "../base/counted.ts";
import { type Sweep, sweepBits } from "../quantize/index.ts";
import { sweepSvg } from "../report/index.ts";
import type { Result } from "./command.ts";
import { writeResult } from "./files/write.ts";
import { type Inputs, quantizeOptions } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { NetworkOptions } from "./options.ts";
import { withProgress } from "./progress.ts";
import { percent, table } from "./text.ts";

/** A sweep tries some 30 networks: so many recordings tell what it is about. */
const most = 20;

export async function runSweep(
  { float, calibration, integer }: Inputs,
  options: NetworkOptions,
  plot: string | undefined,
  io: Io,
): Promise<Result> {
  const recordings = calibration!.recordings.slice(0, most);
  const given = await quantizeOptions(options);
  const sweep = await withProgress(io, "widths", async (at) =>
    sweepBits(float!, recordings, createGolden, given, at),
  );
  if (plot !== undefined) writeResult(plot, svgOf(integer.name, sweep));
  return {
    json: { name: integer.name, plot: plot ?? null, ...sweep },
    text: `${textOf(sweep)}${plot === undefined ? "" : `Picture: ${plot}\n`}`,
  };
}

function textOf({ recordings, base, tensors, suggestion }: Sweep): string {
  const all = [...new Set(tensors.flatMap(({ points }) => points.map(({ bits }) => bits)))].sort(
    (a, b) => a - b,
  );
  const rows = tensors.map(({ name, points, sensitivity, suggested }) => [
    name,
    ...all.map((bits) => {
      const point = points.find((p) => p.bits === bits);
      return point === undefined ? "" : point.share === null ? "-" : percent(point.share);
    }),
    percent(sensitivity),
    suggested,
  ]);
  const accuracy = (share: number | null) => (share === null ? "" : `, accuracy ${percent(share)}`);
  const { agreement, bits } = suggestion;
  return `Share of the spikes (readout: of the classes) that integer and float network have in common, by bits of one tensor; ${counted(recordings, "recording")}.
${table(["tensor", ...all.map((b) => `${b}`), "lost at half", "suggested"], rows)}
As it is: ${percent(base.spikes)} of the spikes, ${percent(base.classes)} of the classes${accuracy(base.accuracy)}.
Suggested, all at once: ${percent(agreement.spikes)} of the spikes, ${percent(agreement.classes)} of the classes${accuracy(agreement.accuracy)}.
As quantizer options (--quantizer FILE): ${JSON.stringify({ bits })}
`;
}

const svgOf = (name: string, { recordings, tensors }: Sweep): string =>
  sweepSvg({
    title: `${name}: spikes (readout: classes) as in the float network`,
    subtitle: `${counted(recordings, "recording")}; a dot marks the suggested bits`,
    lines: tensors.map(({ name: tensor, points, suggested }) => ({
      ...{ name: tensor, suggested },
      points,
    })),
  });
