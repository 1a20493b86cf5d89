// Area, timing and speed by network, device and board, through `dmp synth`. Run with `npm run bench:fpga [-- SEEDS [WORD]]`,
// with a word only the rows that have it; prints a table in Markdown. Fails where a report is refused.
import { dmp } from "../src/cli/program.ts";
import type { SynthReport, Throughput } from "../src/flow/index.ts";

const digits = "models/spoken-digits";
const seeds = process.argv[2] ?? "5";
const file = (name: string) => ["--hardware", `${digits}/${name}.json`];
const iCEBreaker = ["--board", "icebreaker", "--seeds", seeds];
const fourBits = ["--bits", "4"];
const word = process.argv[3] ?? "";
const ecp5 = (board: string, device: string) => [
  ...[...file("hardware-ecp5"), "--board", board, "--device", device, "--seeds", seeds],
];

const runs: readonly { readonly what: string; readonly args: readonly string[] }[] = [
  { what: "4-bit weights, iCEBreaker", args: [...fourBits, ...file("hardware-up5k"), ...iCEBreaker] },
  {
    what: "the same, event-stationary",
    args: [...fourBits, ...file("hardware-up5k-event-stationary"), ...iCEBreaker],
  },
  { what: "8-bit weights, iCEBreaker", args: [...file("hardware-up5k-8bit"), ...iCEBreaker] },
  {
    what: "8-bit weights, network alone, `pipeline`",
    args: [...file("hardware-ecp5"), "--device", "ecp5-25k", "--seeds", seeds],
  },
  { what: "8-bit weights, ULX3S, `pipeline`", args: ecp5("ulx3s", "ecp5-25k") },
  { what: "the same, ULX3S of 45,000", args: ecp5("ulx3s", "ecp5-45k") },
  { what: "the same, ULX3S of 85,000", args: ecp5("ulx3s", "ecp5-85k") },
  { what: "the same, Colorlight i5", args: ecp5("colorlight-i5", "ecp5-25k") },
  { what: "8-bit weights, network alone", args: ["--device", "xc7", "--seeds", "0"] },
].filter(({ what }) => what.includes(word));

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
  const status = await dmp(["synth", digits, ...args, "--json"], {
    out: (text) => {
      out += text;
    },
    err: (text) => void process.stderr.write(text),
    terminal: null,
    env: process.env,
  });
  if (status !== 0) {
    console.error(`dmp synth ${digits} ${args.join(" ")}: exit status ${status}\n${out}`);
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
