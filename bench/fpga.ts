// Area, timing and speed by network and device, through `dmp synth`. Run with `npm run bench:fpga [-- SEEDS]`; prints a
// table in Markdown. Fails where a report is refused.
import { dmp } from "../src/cli/program.ts";
import type { SynthReport, Throughput } from "../src/flow/index.ts";

const digits = "models/spoken-digits";
const fourBits = ["--bits", "4"];
const seeds = process.argv[2] ?? "5";

const runs: readonly { readonly what: string; readonly args: readonly string[] }[] = [
  {
    what: "spoken digits, 4-bit weights, iCEBreaker with link and loader",
    args: [
      digits,
      ...fourBits,
      "--hardware",
      `${digits}/hardware-up5k.json`,
      "--board",
      "icebreaker",
      "--seeds",
      seeds,
    ],
  },
  {
    what: "spoken digits, 8-bit weights, iCEBreaker with link and loader",
    args: [
      digits,
      "--hardware",
      `${digits}/hardware-up5k-8bit.json`,
      "--board",
      "icebreaker",
      "--seeds",
      seeds,
    ],
  },
  { what: "spoken digits, 8-bit weights", args: [digits, "--device", "ecp5-25k", "--seeds", "0"] },
  { what: "spoken digits, 8-bit weights", args: [digits, "--device", "xc7", "--seeds", "0"] },
];

type Report = SynthReport & { readonly throughput: Throughput | null };

const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
row([
  "network",
  "device",
  "logic",
  "flip-flops",
  "block RAM",
  "SPRAM",
  "DSP",
  "Fmax MHz, every seed",
  "steps/s",
  "tools",
]);
row(Array.from({ length: 10 }, () => "---"));
for (const { what, args } of runs) {
  let out = "";
  const status = await dmp(["synth", ...args, "--json"], {
    out: (text) => {
      out += text;
    },
    err: (text) => void process.stderr.write(text),
    terminal: null,
    env: process.env,
  });
  if (status !== 0) {
    console.error(`dmp synth ${args.join(" ")}: exit status ${status}\n${out}`);
    process.exitCode = 1;
    continue;
  }
  const { device, utilization: u, seeds: timing, tool, throughput } = JSON.parse(out) as Report;
  row([
    what,
    device,
    ...[u.logic, u.ff, u.blockRam, u.spram, u.dsp],
    timing.map((s) => s.fmaxMHz).join(", ") || "not placed",
    throughput === null ? "-" : `${throughput.stepsPerSecond} at ${throughput.clockMHz} MHz`,
    [tool.synthesis, tool.place].filter((t) => t !== null).join(", "),
  ]);
}
