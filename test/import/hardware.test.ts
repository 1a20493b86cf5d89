// Imported networks in hardware: every value of the RTL is the golden model's; and from a file to verified Verilog by commands.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, run } from "../cli/dmp.ts";
import { fixture as networkFixture } from "../network/networks.ts";
import { fixture } from "./frameworks.ts";

const map = (name: string) => `examples/pytorch/${name}_map.json`;
const project = () => join(mkdtempSync(join(tmpdir(), "dmp-imported-")), "net");

const imports: readonly (readonly [string, string, ...string[]])[] = [
  ["snnTorch, reset a step late", fixture("snn_delay.pt")],
  ["snnTorch, thresholds by neuron", fixture("snn_thresholds.pt")],
  ["snnTorch, leaks and thresholds by neuron, reset a step late", fixture("snn_leaks_delay.pt")],
  ["SpikingJelly, by a map", fixture("spikingjelly.pt"), "--map", map("spikingjelly")],
  ["SpikingJelly, NIR", fixture("jelly_if.nir"), "--exporter", "spikingjelly"],
  ["Norse, NIR, leaky readout", fixture("norse_li.nir"), "--exporter", "norse"],
  ["plain PyTorch with a slow state, pixels", fixture("plain.pt"), "--map", map("plain"), "--pixels"],
  ["the published cells", networkFixture("published.pt")],
];

describe("the RTL of an imported network", () => {
  it.each(imports)("%s", async (_, file, ...options) => {
    const net = project();
    const made = await run("import", file, ...options, "--steps", "40", "--out", net);
    expect(made.status, made.err).toBe(0);
    for (const dataflow of ["neuron-stationary", "event-stationary"]) {
      const hardware = join(net, "hardware.json");
      const chosen = JSON.parse(readFileSync(hardware, "utf8"));
      writeFileSync(hardware, JSON.stringify({ ...chosen, dataflow }));
      const recordings = join(net, "calibration.json");
      const { status, value, err } = await json(
        ...["run", net, recordings, "--to", "2", "--engine", "builtin", "--probe"],
      );
      expect(status, err).toBe(0);
      expect(value).toMatchObject({ recordings: 2, mismatches: 0 });
      expect(value.values).toBeGreaterThan(2 * 40 * 4);
    }
  });
});
