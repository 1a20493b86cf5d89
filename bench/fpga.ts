// Area, timing and speed by network, device and board, through `dmp synth`; prints a table in Markdown.
// `npm run bench:fpga [-- SEEDS [WORD]]`: every seed; fails where a report is refused.
// `npm run bench:fpga -- --boards [SEEDS [WORD]]`: every board of the package at its clock; what is refused is said below.
// With a word, only the rows that have it.
import { dmp } from "../src/cli/program.ts";
import type { SynthReport, Throughput } from "../src/flow/index.ts";

interface Run {
  readonly what: string;
  readonly args: readonly string[];
}

const digits = "models/spoken-digits";
const forBoards = process.argv[2] === "--boards";
const [seeds = "5", word = ""] = process.argv.slice(forBoards ? 3 : 2);
const file = (name: string) => ["--hardware", `${digits}/${name}.json`];
const fourBits = ["--bits", "4"];
const on = (board: string) => ["--board", board, "--seeds", seeds];
const ecp5 = (board: string, device: string) => [
  ...[...file("hardware-ecp5"), "--device", device, ...on(board)],
];

const runs: readonly Run[] = [
  { what: "4-bit weights, iCEBreaker", args: [...fourBits, ...file("hardware-up5k"), ...on("icebreaker")] },
  {
    what: "the same, event-stationary",
    args: [...fourBits, ...file("hardware-up5k-event-stationary"), ...on("icebreaker")],
  },
  { what: "8-bit weights, iCEBreaker", args: [...file("hardware-up5k-8bit"), ...on("icebreaker")] },
  {
    what: "8-bit weights, network alone, `pipeline`",
    args: [...file("hardware-ecp5"), "--device", "ecp5-25k", "--seeds", seeds],
  },
  { what: "8-bit weights, ULX3S, `pipeline`", args: ecp5("ulx3s", "ecp5-25k") },
  { what: "the same, ULX3S of 45,000", args: ecp5("ulx3s", "ecp5-45k") },
  { what: "the same, ULX3S of 85,000", args: ecp5("ulx3s", "ecp5-85k") },
  { what: "the same, Colorlight i5", args: ecp5("colorlight-i5", "ecp5-25k") },
  { what: "8-bit weights, network alone", args: ["--device", "xc7", "--seeds", "0"] },
];

/** Each board with the most bits of a weight that fit. */
const boards: readonly Run[] = [
  { what: "icebreaker, 4 bits", args: [...fourBits, ...file("hardware-up5k"), ...on("icebreaker")] },
  { what: "icebreaker, 8 bits", args: [...file("hardware-up5k-8bit"), ...on("icebreaker")] },
  { what: "ulx3s, 8 bits", args: ecp5("ulx3s", "ecp5-25k") },
  { what: "colorlight-i5, 8 bits", args: ecp5("colorlight-i5", "ecp5-25k") },
  { what: "tang-nano-9k, 4 bits", args: [...fourBits, ...file("hardware-ecp5"), ...on("tang-nano-9k")] },
  { what: "tang-nano-20k, 8 bits", args: [...file("hardware-ecp5"), ...on("tang-nano-20k")] },
  { what: "tang-primer-20k, 8 bits", args: [...file("hardware-ecp5"), ...on("tang-primer-20k")] },
  // No free place and route.
  { what: "arty-a7-35, 8 bits", args: [...file("hardware-ecp5"), "--board", "arty-a7-35", "--seeds", "0"] },
];

type Report = SynthReport & { readonly throughput: Throughput | null };

const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const heading = (titles: readonly string[]) => {
  row(titles);
  row(titles.map(() => "---"));
};

/** The report of `dmp synth`; null, with what it said, where there is none. A report that is refused is one. */
async function reportOf({ args }: Run): Promise<Report | null> {
  let out = "";
  const status = await dmp(["synth", digits, ...args, "--json"], {
    out: (text) => {
      out += text;
    },
    err: (text) => void process.stderr.write(text),
    terminal: null,
    env: process.env,
  });
  const report = out.startsWith("{") ? (JSON.parse(out) as Report) : null;
  if (report === null || (status !== 0 && !forBoards)) {
    console.error(`dmp synth ${digits} ${args.join(" ")}: exit status ${status}\n${out}`);
    process.exitCode = 1;
    return null;
  }
  return report;
}

const toolsOf = ({ tool }: Report) => [tool.synthesis, tool.place].filter((t) => t !== null).join(", ");

function networkRow({ what }: Run, report: Report): void {
  const { device, utilization: u, seeds: timing, throughput } = report;
  row([
    what,
    device,
    ...[u.logic, u.ff, u.blockRam, u.spram, u.dsp],
    timing.map((s) => s.fmaxMHz).join(", ") || "not placed",
    throughput === null ? "-" : `${throughput.stepsPerSecond} at ${throughput.clockMHz} MHz`,
    toolsOf(report),
  ]);
}

/** Slowest and fastest seed. */
function fmaxText({ seeds: timing }: Report): string {
  const known = timing.flatMap(({ fmaxMHz }) => (fmaxMHz === null ? [] : [fmaxMHz]));
  if (timing.length === 0) return "not placed";
  if (known.length < timing.length) return "refused";
  return `${Math.min(...known)}..${Math.max(...known)}`;
}

function boardRow({ what }: Run, report: Report): void {
  const { device, utilization: u, available: a, throughput, clockMHz } = report;
  const share = (of: keyof typeof u) => (a[of] === 0 ? "-" : `${u[of]} of ${a[of]}`);
  row([
    ...[what, device, share("logic"), share("ff"), share("blockRam"), share("spram"), share("dsp")],
    ...[fmaxText(report), clockMHz, throughput?.stepsPerSecond ?? "-", toolsOf(report)],
  ]);
}

const cells = ["logic", "flip-flops", "block RAM", "SPRAM", "DSP"];
heading(
  forBoards
    ? ["board, weights", "device", ...cells, "Fmax MHz, slowest..fastest", "clock MHz", "steps/s", "tools"]
    : ["network", "device", ...cells, "Fmax MHz, every seed", "steps/s", "tools"],
);
const refused: string[] = [];
for (const run of (forBoards ? boards : runs).filter(({ what }) => what.includes(word))) {
  const report = await reportOf(run);
  if (report === null) continue;
  (forBoards ? boardRow : networkRow)(run, report);
  refused.push(...report.problems.map((problem) => `${run.what}: ${problem}`));
}
for (const line of refused) console.log(`\n${line}`);
