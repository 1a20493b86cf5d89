// Partial sums and membranes live in memories: Yosys finds far fewer flip-flops than the released hardware's 10,000.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { hardware, networkCircuit, plan } from "../../src/core/index.ts";
import { elaborate } from "../../src/hdl/index.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import { random, randomNetwork } from "../../src/verify/index.ts";

/** Flip-flops as Yosys sees the Verilog, memories left memories. */
async function flipFlopsOf(design: ReturnType<typeof elaborate>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "dmp-yosys-"));
  try {
    const files = printVerilog(design).flatMap((f) => [f, ...f.images]);
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const verilog = files.map((f) => f.name).filter((name) => name.endsWith(".v"));
    const script = `read_verilog ${verilog.join(" ")}; prep -flatten -top ${design.top}; memory -nomap; opt_clean; stat -width`;
    const { stdout } = await promisify(execFile)("yosys", ["-p", script], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    const stat = stdout.slice(stdout.lastIndexOf("Number of wires"));
    const cells = [...stat.matchAll(/\$[a-z]*dffe?_(\d+)\s+(\d+)/g)];
    return cells.reduce((sum, [, width, n]) => sum + Number(width) * Number(n), 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it.each(["event-stationary", "neuron-stationary"] as const)(
  "a layer of 128 neurons, 16 bits each, keeps its state in memories, %s",
  async (dataflow) => {
    const network = randomNetwork(random(5), {
      name: "layer",
      channels: 140,
      valueBits: 0,
      maxPerStep: 60,
      layers: [{ neurons: 128, dim: 8, dilation: 1 }],
      classes: 20,
      lastSteps: null,
    });
    const choice = hardware({ lanes: { spike: 4, memory: 4, update: 1 }, dataflow });
    const flipFlops = await flipFlopsOf(elaborate(networkCircuit(plan(network, choice))));
    expect(flipFlops).toBeGreaterThan(100);
    expect(flipFlops).toBeLessThan(128 * 16);
  },
  120_000,
);
