// The test bench of circuits that print as one module checks the assertions of every instance.
import { expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";
import { belowTop, printVerilog } from "../../src/hdl/index.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { randomShape } from "../../src/verify/index.ts";

it("as many as without merging", () => {
  const layer = { neurons: 6, dim: 2, dilation: 1, reset: "zero", refresh: "hold" } as const;
  const { network, hardware } = randomShape(random(40), {
    channels: 6,
    valueBits: 0,
    layers: [layer, layer, layer],
    hardware: { mapping: "pipelined", parameters: "baked" },
  });
  // Three layers that are equal: their circuits are, too.
  const [first] = network.layers;
  const twins = plan({ ...network, layers: [first!, first!, first!] }, hardware);
  const design = belowTop(networkBench(twins).design);
  const files = printVerilog(design);
  expect(printVerilog(design, { merge: true }).length).toBeLessThan(files.length);

  const asserted = (circuit: string): number => {
    const { items } = design.circuits.find((c) => c.name === circuit)!;
    const own = files.find((f) => f.name === `${circuit}.v`)?.text.match(/\bassert \(/g)?.length ?? 0;
    return items.reduce((sum, i) => sum + (i.kind === "instance" ? asserted(i.circuit) : 0), own);
  };
  const { top, files: generated } = generate(twins);
  expect(asserted(design.top)).toBeGreaterThan(50);
  expect(`${generated[`tb/${top}_tb.v`]}`).toContain(`checks ${asserted(design.top)} assertions`);
});
