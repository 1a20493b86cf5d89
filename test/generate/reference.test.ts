// The Verilog of the reference configurations in rtl/ is what the generator makes now.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadHardwareFile } from "../../src/cli/files/hardware.ts";
import { loadInputs } from "../../src/cli/inputs.ts";
import type { Io } from "../../src/cli/io.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { type Folder, generate } from "../../src/generate/index.ts";

const quiet: Io = { out: () => {}, err: () => {}, terminal: null, env: {} };

interface Reference {
  readonly network: string;
  /** Beside what the network's own hardware file says. */
  readonly change: Partial<HardwareInput>;
  readonly testBench: boolean;
}

const references: Record<string, Reference> = {
  sweeps: { network: "examples/first", change: {}, testBench: true },
  "spoken-digits-pipelined": {
    network: "models/spoken-digits",
    change: { parameters: "loaded" },
    testBench: false,
  },
  "spoken-digits-shared": {
    network: "models/spoken-digits",
    change: { parameters: "loaded", mapping: "shared" },
    testBench: false,
  },
};

async function filesOf({ network, change, testBench }: Reference): Promise<Folder> {
  const { integer, file } = await loadInputs(network, {}, { pool: 1 }, quiet);
  const choice = hardware({
    ...(await loadHardwareFile(undefined, file.folder, quiet)),
    ...change,
  } as HardwareInput);
  return generate(plan(integer, choice), { testBench }).files;
}

const stored = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

describe.each(Object.entries(references))("the reference configuration %s", (name, reference) => {
  const folder = join("rtl", name);

  it("is up to date (npm run rtl)", async () => {
    for (const [path, text] of Object.entries(await filesOf(reference)))
      await expect(text).toMatchFileSnapshot(join("../..", folder, path));
  });

  it("has no file left over", async () => {
    expect(stored(folder).sort()).toEqual(Object.keys(await filesOf(reference)).sort());
  });
});
