// The pictures of the documents are what the demo draws. `npm run pictures` writes them anew.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { activityData, shownRecordings } from "../../src/cli/demo/figure.ts";
import { loadInputs } from "../../src/cli/inputs.ts";
import { dmp } from "../../src/cli/program.ts";
import { recordingsFor } from "../../src/cli/recordings.ts";
import { activitySvg } from "../../src/report/index.ts";

const quiet = { out: () => {}, err: () => {}, terminal: null, env: {} };

test("the activity of the digit network is up to date", async () => {
  const folder = "models/spoken-digits";
  const { file, integer } = await loadInputs(folder, {}, { pool: 1 }, quiet);
  const { recordings } = await recordingsFor(file, [`${folder}/test-100.h5`], { pool: 1 }, quiet);
  const golden = createGolden(integer);
  const answers = recordings.map((r) => ({ label: r.label, golden: golden.run(r).class }));
  const shown = shownRecordings(answers).map((at) => recordings[at]!);
  const svg = activitySvg(shown.map((r) => activityData(integer, r, golden.record(r), file.classes!)));
  await expect(svg).toMatchFileSnapshot(resolve("docs/images/spoken-digits.svg"));
}, 300_000);

test.each([
  ["event-stationary", "hardware-event-stationary.json"],
  ["neuron-stationary", "hardware.json"],
])("the schedule of the %s dataflow is up to date", async (dataflow, file) => {
  const folder = mkdtempSync(join(tmpdir(), "dmp-schedule-"));
  const out = join(folder, "schedule.svg");
  const digits = "models/spoken-digits";
  const argv = ["timeline", digits, "--hardware", `${digits}/${file}`, "--events", "9", "--out", out];
  expect(await dmp(argv, quiet)).toBe(0);
  await expect(readFileSync(out, "utf8")).toMatchFileSnapshot(resolve(`docs/images/${dataflow}.svg`));
  rmSync(folder, { recursive: true });
});
