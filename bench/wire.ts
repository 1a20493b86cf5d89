// What the way to the simulation process and back costs: batches of cases through the pipe against the time inside the
// clock loop. Run with `npx jiti bench/wire.ts`.
import { type Case, openEngine } from "../src/simulate/index.ts";

/** Takes an event, multiplies and accumulates over 64 words in four lanes, answers: about what a core does an event. */
const verilog = `module worker (
    input  wire               clk, rst,
    input  wire               event_valid,
    output wire               event_ready,
    input  wire         [7:0] event_address,
    input  wire signed  [7:0] event_weight,
    output reg                answer_valid,
    input  wire               answer_ready,
    output reg  signed [31:0] answer_total
);
    reg [63:0] words [0:63];
    reg [63:0] word;
    reg  [6:0] at;
    reg        busy, read;
    reg signed [7:0] weight;
    wire signed [15:0] w0 = word[15:0], w1 = word[31:16], w2 = word[47:32], w3 = word[63:48];
    assign event_ready = !busy & !answer_valid;
    always @(posedge clk) begin
        word <= words[at[5:0]];
        read <= busy;
        if (event_valid & event_ready) begin
            busy <= 1; at <= 0; weight <= event_weight; answer_total <= {24'b0, event_address};
        end
        if (busy) at <= at + 1;
        if (read) begin
            answer_total <= answer_total + w0 * weight + w1 * weight + w2 * weight + w3 * weight;
            words[at[5:0]] <= word + {48'b0, answer_total[15:0]};
        end
        if (busy & at == 64) begin busy <= 0; answer_valid <= 1; end
        if (answer_valid & answer_ready) answer_valid <= 0;
        if (rst) begin busy <= 0; read <= 0; answer_valid <= 0; at <= 0; end
    end
endmodule
`;

const field = (port: string, width: number, signed: boolean) => ({ port, width, signed });
const bench = {
  top: "worker",
  sources: [
    {
      name: "event",
      valid: "event_valid",
      ready: "event_ready",
      fields: [field("event_address", 8, false), field("event_weight", 8, true)],
    },
  ],
  sinks: [
    {
      name: "answer",
      valid: "answer_valid",
      ready: "answer_ready",
      fields: [field("answer_total", 32, true)],
    },
  ],
  monitors: [],
  flags: [],
};

/** A case of so many events. */
function events(beats: number): Case {
  const columns = [
    Uint8Array.from({ length: beats }, (_, i) => (i * 7) % 256),
    Int8Array.from({ length: beats }, (_, i) => (i * 11) % 256),
  ];
  return {
    sources: { event: { beats, columns } },
    until: { sink: "answer", beats },
    maxCycles: 100 * beats,
  };
}

const ROUNDS = 7;

/** Batches that all come to 300,000 events, about 20 million cycles. */
const BATCHES = [
  { cases: 1, beats: 300_000 },
  { cases: 100, beats: 3000 },
  { cases: 1000, beats: 300 },
  { cases: 10_000, beats: 30 },
];

const engine = await openEngine("verilator", { bench, files: [{ name: "worker.v", text: verilog }] });

/** Seconds inside the clock loop, and on top of it, for one run of a batch. */
async function measure(batch: readonly Case[]) {
  const before = engine.clockSeconds;
  const begin = performance.now();
  const results = await engine.run(batch);
  const all = (performance.now() - begin) / 1000;
  const clock = engine.clockSeconds - before;
  return { clock, wire: all - clock, cycles: results.reduce((sum, r) => sum + r.cycles, 0) };
}

for (const { cases, beats } of BATCHES) {
  const batch = Array.from({ length: cases }, () => events(beats));
  const rounds = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await measure(batch));
  // The round that other processes have disturbed least.
  const { clock, wire, cycles } = rounds.reduce((a, b) => (a.clock + a.wire <= b.clock + b.wire ? a : b));
  const [speed, percent] = [cycles / clock / 1e6, (100 * wire) / clock].map((x) => x.toFixed(1));
  console.log(`${cases} cases of ${beats} events: ${speed} M cycles/s inside, wire ${percent} % on top`);
}
await engine.close();
