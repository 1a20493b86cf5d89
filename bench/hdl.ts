// The hardware language: time to elaborate and print 10,000 operations and a large core, cycles per second and time to the
// first cycle of the built-in simulator beside Verilator, on the same circuits. `npm run bench:hdl`
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { hardware, networkCircuit, plan } from "../src/core/index.ts";
import {
  type Circuit,
  circuit,
  elaborate,
  mux,
  printVerilog,
  simulate,
  sint,
  uint,
  vector,
} from "../src/hdl/index.ts";
import { steadyNetwork } from "./steady.ts";

/** A bank of leaky integrators with threshold: `operations` is about ten times the number of neurons. */
const neurons = (count: number): Circuit =>
  circuit(`neurons_${count}`, {
    note: `${count} leaky neurons in parallel.`,
    inputs: { current: sint(8) },
    outputs: { fired: uint(16) },
    body(c, { current }, { fired }) {
      const { u } = c.registers({ u: vector(count, sint(16)) });
      const over = u.map((membrane, i) => {
        const scaled = i % 2 === 0 ? current : current.mul((i % 7) + 1);
        const next = c.signal(
          `next_${i}`,
          membrane
            .sub(membrane.roundShift(3))
            .add(scaled)
            .add(i % 16),
        );
        const fires = c.signal(`over_${i}`, next.ge(100));
        membrane.next(mux(fires, next.sub(100), next).saturate(sint(16)));
        return fires;
      });
      const { spikes } = c.registers({ spikes: uint(16) });
      spikes.next(
        over.reduce(
          (sum, bit) => sum.xor(bit.add(sum.shiftLeft(1).wrap(uint(15)))).wrap(uint(16)),
          spikes.and(1).as(uint(16)),
        ),
      );
      fired.is(spikes);
    },
  }) as unknown as Circuit;

const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};

/** Processor time: what a machine does beside it does not count. */
const processorSeconds = (work: () => void): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

const milliseconds = (s: number) => `${(1000 * s).toFixed(s < 0.01 ? 2 : 0)} ms`;
const perSecond = (n: number) =>
  `${n >= 1e6 ? `${(n / 1e6).toFixed(2)} M` : `${(n / 1e3).toFixed(0)} k`} cycles/s`;

/** Number of operators in a design. */
function operations(top: Circuit): number {
  let count = 0;
  JSON.stringify(elaborate(top), (_, value) => {
    if (value?.op !== undefined && value.op !== "const" && value.op !== "ref") count++;
    return value;
  });
  return count;
}

const stimulus = (cycle: number): number => ((cycle * 37) & 127) - 40;

/** Builds and runs the circuit in Verilator: seconds to the first cycle, cycles per second, and the last output. */
function inVerilator(top: Circuit, cycles: readonly [number, number]) {
  const folder = mkdtempSync(join(tmpdir(), "bench-hdl-"));
  try {
    const main = `#include "V${top.name}.h"
#include <cstdio>
#include <cstdlib>
#include <ctime>
int main(int argc, char **argv) {
    V${top.name} top;
    const std::clock_t start = std::clock();
    const int cycles = std::atoi(argc > 1 ? argv[1] : "1");
    for (int cycle = 0; cycle < cycles; cycle++) {
        top.rst = cycle < 1;
        top.current = (((cycle * 37) & 127) - 40) & 255;
        top.clk = 0; top.eval();
        top.clk = 1; top.eval();
    }
    std::printf("%f %d\\n", double(std::clock() - start) / CLOCKS_PER_SEC, top.fired);
}
`;
    const build = seconds(() => {
      const design = elaborate(top);
      const files = printVerilog(design);
      for (const file of files) writeFileSync(join(folder, file.name), file.text);
      writeFileSync(join(folder, "main.cpp"), main);
      const fast = "-O3 --x-assign fast --x-initial fast --noassert -MAKEFLAGS OPT_FAST=-O2".split(" ");
      const names = files.map((f) => f.name);
      execaSync(
        "verilator",
        ["--cc", "--exe", "--build", "-j", "2", ...fast, "--top-module", top.name, "main.cpp", ...names],
        {
          cwd: folder,
          env: { OBJCACHE: "" },
        },
      );
    });
    const play = (n: number) => {
      const { stdout } = execaSync(join(folder, "obj_dir", `V${top.name}`), [`${n}`]);
      return stdout.split(" ").map(Number) as [number, number];
    };
    return { first: build, speed: cycles[0] / play(cycles[0])[0], fired: play(cycles[1])[1] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same in the built-in simulator. */
function builtIn(top: () => Circuit, cycles: number) {
  const first = seconds(() => {
    const simulator = simulate(elaborate(top()));
    simulator.step();
    simulator.peek("fired");
  });
  const simulator = simulate(elaborate(top()));
  const [rst, current, fired] = ["rst", "current", "fired"].map((name) => simulator.port(name));
  const play = (from: number, to: number) => {
    for (let cycle = from; cycle < to; cycle++) {
      rst!.set(cycle < 1 ? 1 : 0);
      current!.set(stimulus(cycle));
      simulator.step();
    }
  };
  // The first half warms up: the engine compiles what runs often.
  play(0, cycles / 2);
  const took = processorSeconds(() => play(cycles / 2, cycles));
  return { first, speed: cycles / 2 / took, fired: Number(fired!.get()) };
}

const big = 770;
simulate(elaborate(neurons(4))).step();
const times = [0, 1, 2].map((n) => {
  const top = neurons(big + n);
  let design = elaborate(neurons(1));
  const elaboration = processorSeconds(() => {
    design = elaborate(top);
  });
  return { elaboration, printing: processorSeconds(() => printVerilog(design)) };
});
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[1]!;
console.log(`${operations(neurons(big))} operations, median of 3:`);
console.log(`  elaborate ${milliseconds(median(times.map((t) => t.elaboration)))}`);
console.log(`  print     ${milliseconds(median(times.map((t) => t.printing)))}`);

/** Processor seconds of the fastest of some runs. */
const fastest = (runs: number, work: () => void) =>
  Math.min(...Array.from({ length: runs }, () => processorSeconds(work)));

/** What this machine needs for a million numbers to text and back: what elaboration times may be compared by. */
const calibration = fastest(5, () => {
  JSON.parse(JSON.stringify(Array.from({ length: 1_000_000 }, (_, i) => `${i % 251}`)));
});
const large = plan(
  steadyNetwork({
    name: "large",
    channels: 140,
    valueBits: 0,
    neurons: [2048, 2048],
    dim: 5,
    classes: 20,
    events: 14,
    firing: [13, 13],
  }).network,
  hardware({ lanes: { spike: 64, memory: 64, update: 4, readout: 2 } }),
);
const elaborated = fastest(5, () => elaborate(networkCircuit(large)));
console.log("a core of 64 lanes, 2 x 2,048 neurons, parameters baked, fastest of 5:");
console.log(
  `  elaborate ${milliseconds(elaborated)}, ${(elaborated / calibration).toFixed(1)} times a million numbers to JSON and back`,
);

for (const [count, cycles] of [
  [16, 1_000_000],
  [big, 100_000],
] as const) {
  const here = builtIn(() => neurons(count), cycles);
  const there = inVerilator(neurons(count), [2 * cycles, cycles]);
  if (there.fired !== here.fired)
    throw new Error(`Verilator gives ${there.fired}, the built-in simulator ${here.fired}.`);
  console.log(`${operations(neurons(count))} operations:`);
  console.log(
    `  source to first cycle: built-in ${milliseconds(here.first)}, Verilator ${milliseconds(there.first)}: ${(there.first / here.first).toFixed(0)} times`,
  );
  console.log(`  speed: built-in ${perSecond(here.speed)}, Verilator ${perSecond(there.speed)}`);
}
