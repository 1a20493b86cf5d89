// A core proved equal to the arithmetic over one time step: for all weights, all states and all events, cycle by cycle.
import { type NetworkPlan, networkCircuit, parametersOf, plan as planOf } from "../../core/index.ts";
import { elaborate } from "../../hdl/index.ts";
import type { CircuitIR, Design, Type } from "../../hdl/ir.ts";
import { isSigned, rangeOf, widthOf } from "../../hdl/range.ts";
import { printVerilog } from "../../hdl/verilog/print.ts";
import type { IntegerNetwork, IntegerVector, NeuronNumber } from "../../network/integer.ts";
import type { TextFile } from "../../simulate/index.ts";
import { FlowError } from "../error.ts";
import { instancesOf } from "../netlist.ts";
import { type FlowTool, needTool } from "../tools.ts";
import { stepArithmetic } from "./arithmetic.ts";
import { registerRanges } from "./claims.ts";
import { type Rest, restOf } from "./rest.ts";
import { type Equal, solveSteps } from "./unrolled.ts";

export interface StepProofOptions {
  /** Events that a step may have. Default 2. */
  readonly events?: number;
  /** Seconds for the solver. Default 3600. */
  readonly seconds?: number;
  readonly yosys?: FlowTool;
  /** Changes the printed Verilog: to plant a fault. */
  readonly change?: (file: TextFile) => TextFile;
}

export interface StepProof {
  readonly verdict: "proved" | "counterexample" | "open";
  readonly solver: string;
  /** Cycles of the step, with all events offered without pause. */
  readonly cycles: number;
  /** Bits of weights, states and events that the proof is for all values of. */
  readonly freeBits: number;
  /** Registers that rest at the same value between steps, proved to; those that may hold anything. */
  readonly resting: number;
  readonly free: number;
  readonly seconds: number;
  /** The part of a counterexample that shows the inputs: name and value; empty otherwise. */
  readonly counterexample: readonly string[];
}

/** The one core of a network with one layer, with what is below it. */
function coreOf(plan: NetworkPlan): Design {
  const { circuits } = elaborate(networkCircuit(plan));
  const { name } = plan.cores[0]!;
  const byName = new Map(circuits.map((c) => [c.name, c]));
  const wanted = new Set<string>();
  const need = (circuit: CircuitIR) => {
    for (const item of circuit.items) if (item.kind === "instance") need(byName.get(item.circuit)!);
    wanted.add(circuit.name);
  };
  need(byName.get(name)!);
  return { top: name, circuits: circuits.filter((c) => wanted.has(c.name)) };
}

/** The memory of a name with the path of its instance. */
function memoryAt(design: Design, name: string) {
  const found = instancesOf(design).flatMap(({ path, circuit }) =>
    circuit.items.flatMap((item) =>
      item.kind === "memory" && item.name === name ? [{ path, memory: item }] : [],
    ),
  );
  if (found.length !== 1)
    throw new FlowError(`a core with one memory ${name} is needed; found ${found.length}`);
  return found[0]!;
}

/** The network with every weight replaced by a number of its own: where the numbers go, the weights go. */
function marked(network: IntegerNetwork): { network: IntegerNetwork; names: ReadonlyMap<number, string> } {
  const names = new Map<number, string>();
  const mark = <T extends IntegerVector>(vector: T, name: string): T => {
    const values = vector.values.map((_, i) => {
      names.set(names.size + 1, `${name}_${i}`);
      return names.size;
    });
    return { ...vector, bits: 16, values };
  };
  const markOwn = (number: NeuronNumber, name: string): NeuronNumber =>
    typeof number === "number" ? number : mark(number, name);
  const layers = network.layers.map((layer) => ({
    ...layer,
    fast: { ...layer.fast, weights: mark(layer.fast.weights, "fast") },
    bias: mark(layer.bias, "bias"),
    leak: { ...layer.leak, factor: markOwn(layer.leak.factor, "leaks") },
    threshold: markOwn(layer.threshold, "thresholds"),
    ...(layer.resetBy === undefined ? {} : { resetBy: markOwn(layer.resetBy, "resets") }),
    memory: layer.memory && {
      ...layer.memory,
      drive: {
        ...layer.memory.drive,
        weights: mark(layer.memory.drive.weights, "drive"),
        bias: mark(layer.memory.drive.bias, "drive_bias"),
      },
      state: {
        ...layer.memory.state,
        transition: mark(layer.memory.state.transition, "transition"),
        input: mark(layer.memory.state.input, "input"),
      },
      current: {
        ...layer.memory.current,
        state: mark(layer.memory.current.state, "slow"),
        drive: mark(layer.memory.current.drive, "slow_drive"),
      },
    },
  }));
  return { network: { ...network, layers }, names };
}

/** Name of a core's parameter memory by role. */
const memoryNames = {
  weights: "weights",
  drive: "drive_weights",
  slow: "slow_weights",
  update: "transitions",
  bias: "bias",
  leaks: "leaks",
  thresholds: "thresholds",
  resets: "resets",
} as const;

/** Which symbol each lane of each word of the parameter memories holds at the start; null: 0. */
function placement(plan: NetworkPlan): { memory: string; word: number; lanes: (string | null)[] }[] {
  const { network, names } = marked(plan.network);
  const [roles] = parametersOf(planOf(network, plan.hardware)).cores;
  return Object.entries(memoryNames).flatMap(([role, memory]) =>
    roles![role as keyof typeof memoryNames].words.map((lanes, word) => ({
      memory,
      word,
      lanes: lanes.map((mark) => (mark === 0 ? null : names.get(mark)!)),
    })),
  );
}

/** Leaves of the arithmetic's inputs: the symbols of the proof. */
function symbolsOf(design: Design): { name: string; type: Type }[] {
  const circuit = design.circuits.find((c) => c.name === design.top)!;
  return circuit.ports.filter((p) => p.direction === "in").map(({ name, type }) => ({ name, type }));
}

/** The module around core and arithmetic: offers the events, keeps the spikes. */
function surroundings(core: CircuitIR, arithmetic: Design, events: number, neurons: number): string {
  const spec = arithmetic.circuits.find((c) => c.name === arithmetic.top)!;
  const declare = (name: string, type: Type) => {
    const range = rangeOf(type);
    return `wire ${isSigned(range) ? "signed " : ""}[${widthOf(range) - 1}:0] ${name}`;
  };
  const symbols = symbolsOf(arithmetic).map(({ name, type }) => `    ${declare(name, type)} = $anyconst;`);
  const results = spec.ports
    .filter((p) => p.direction === "out")
    .map(({ name, type }) => `    ${declare(name, type)};`);
  const count = Array.from({ length: events }, (_, e) => `used_${e}`).join(" + 8'd0 + ");
  const address = Array.from({ length: events }, (_, e) => `offered == ${e} ? address_${e} : `).join("");
  const pin: Record<string, string> = {
    clk: "clk",
    rst: "1'b0",
    events_valid: "offered < beats",
    events_ready: "taken",
    events_address: `${address}0`,
    events_empty: "events == 0",
    events_last: "offered + 1 == beats",
    events_end: "ends",
    spikes_ready: "1'b1",
    load_valid: "never",
  };
  const outputs = core.ports.filter((p) => p.direction === "out" && p.name !== "events_ready");
  const pins = [{ name: "clk" }, { name: "rst" }, ...core.ports].map(({ name }) => {
    const own = outputs.some((p) => p.name === name);
    return `        .${name}(${own ? name : (pin[name] ?? "0")})`;
  });
  // The half that is not read takes the new slow states.
  const halves = spec.ports
    .flatMap(({ name, type }) => {
      const j = /^m_next_(\d+)$/.exec(name)?.[1];
      if (j === undefined) return [];
      return [0, 1].map(
        (h) => `    ${declare(`after_${h}_${j}`, type)} = half == ${h} ? m_next_${j} : m_before_${j};\n`,
      );
    })
    .join("");
  return `module step_proof (input wire clk);
${symbols.join("\n")}
    wire ends = $anyconst;
    wire half = $anyconst;
    wire other_half = !half;
    // Always 0, which only the solver knows: memories that nothing could write would be taken for constants.
    wire never = $anyconst;
${halves}
${results.join("\n")}
    wire [7:0] events = ${count};
    wire [7:0] beats = events == 0 ? 1 : events;
    reg  [7:0] offered;
    reg  [${neurons - 1}:0] seen;
${range(neurons)
  .map((n) => `    wire seen_${n} = seen[${n}];`)
  .join("\n")}
    reg  wrong;
    wire taken;
${outputs.map(({ name, type }) => `    ${declare(name, type)};`).join("\n")}
    always @(posedge clk) begin
        if (offered < beats && taken) offered <= offered + 1;
        if (spikes_valid && !spikes_empty) begin
            wrong <= wrong | seen[spikes_address];
            seen[spikes_address] <= 1;
        end
    end
${Array.from({ length: Math.max(0, events - 1) }, (_, e) => `    always @* assume (used_${e} || !used_${e + 1});`).join("\n")}
    ${core.name} dut (
${pins.join(",\n")}
    );
    ${arithmetic.top} arithmetic (
${spec.ports.map(({ name }) => `        .${name}(${name})`).join(",\n")}
    );
endmodule
`;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/**
 * Proves a network's only core equal to the arithmetic over one step: starting from any weights, any slow states and
 * membranes, in the first step of a sequence or a later one, with any events up to `events` that are offered without
 * pause, the core holds the slow states and membranes and has sent the spikes that the arithmetic says, and rests as it
 * did before; so the next step starts from where this proof starts.
 * @throws FlowError for a network or hardware that it is not made for: one layer, one lane, loaded parameters
 */
export async function proveStep(plan: NetworkPlan, options: StepProofOptions = {}): Promise<StepProof> {
  const begin = performance.now();
  const { events = 2, change = (file) => file } = options;
  const layer = plan.network.layers[0]!;
  const lanes = Object.values(plan.cores[0]!.lanes);
  if (plan.network.layers.length !== 1 || plan.network.inputs.valueBits > 0 || lanes.some((n) => n !== 1))
    throw new FlowError(
      "a step is proved for a network of one layer, events without values, and one lane of each kind",
    );
  if (plan.hardware.parameters !== "loaded")
    throw new FlowError('a step is proved for parameters "loaded": baked ones have only one value');
  const yosys = options.yosys ?? (await needTool("yosys"));
  const design = coreOf(plan);
  const core = design.circuits.find((c) => c.name === design.top)!;
  const arithmetic = elaborate(stepArithmetic("arithmetic", layer, events));
  const flag = registerAt(design, "parity");
  const rest = restOf(design, flag, layer.inputs, events);
  const files = [
    ...printVerilog(design).map((f) => withRanges(change({ name: f.name, text: f.text }), design)),
    ...printVerilog(arithmetic),
    { name: "step_proof.sv", text: surroundings(core, arithmetic, events, layer.neurons) },
  ];
  const dim = layer.memory?.dim ?? 0;
  const at = (memory: string, word: number) => {
    const { path } = memoryAt(design, memory);
    return `\\dut.${path}.${memory}[${word}]`;
  };
  const parameters: Equal[] = placement(plan)
    .filter(({ memory }) => dim > 0 || !["drive_weights", "slow_weights", "transitions"].includes(memory))
    .map(({ memory, word, lanes: [symbol] }) => [at(memory, word), symbol === null ? "0" : `\\${symbol}`]);
  const stride = dim === 0 ? 0 : memoryAt(design, "states").memory.depth / 2;
  const states = range(2).flatMap((half) =>
    range(dim).map((j) => ({ half, j, word: at("states", half * stride + j) })),
  );
  const inRange = instancesOf(design).map(
    ({ path }): Equal => [`\\dut.${path === "" ? "" : `${path}.`}${inRangeName}`, "1"],
  );
  const start: Equal[] = [
    ...parameters,
    ...states.map(({ j, word }): Equal => [word, `\\m_before_${j}`]),
    ...range(layer.neurons).map((n): Equal => [at("membranes", n), `\\u_before_${n}`]),
    ["\\offered", "0"],
    ["\\seen", "0"],
    ["\\wrong", "0"],
    ["\\never", "0"],
    ...inRange,
    ...restsAs(rest, { [flag]: "\\half", [registerAt(design, "ended")]: "\\first" }, "\\other_half"),
  ];
  const end: Equal[] = [
    ...range(layer.neurons).map((n): Equal => [at("membranes", n), `\\u_next_${n}`]),
    ...states.map(({ half, j, word }): Equal => [word, `\\after_${half}_${j}`]),
    ...range(layer.neurons).map((n): Equal => [`\\seen_${n}`, `\\fired_${n}`]),
    ["\\wrong", "0"],
    ...inRange,
    ...restsAs(rest, { [flag]: "\\other_half", [registerAt(design, "ended")]: "\\ends" }, "\\half"),
  ];
  const answer = await solveSteps(
    { files, top: "step_proof", start, end, cycles: rest.cycles, seconds: options.seconds ?? 3600 },
    yosys,
  );
  const freeBits = symbolsOf(arithmetic).reduce((sum, s) => sum + widthOf(rangeOf(s.type)), 1);
  return {
    ...answer,
    solver: yosys.version,
    cycles: rest.cycles,
    freeBits,
    resting: rest.resting.length,
    free: rest.groups.flat().length + rest.opposite.length,
    seconds: (performance.now() - begin) / 1000,
  };
}

const inRangeName = "registers_in_range";

/** The module with a wire that says whether its registers hold values of their types. */
function withRanges({ name, text }: TextFile, design: Design): TextFile {
  const circuit = design.circuits.find((c) => `${c.name}.v` === name)!;
  const all = ["1'b1", ...registerRanges(circuit)].join(" && ");
  return { name, text: text.replace(/\nendmodule/, `\n    wire ${inRangeName} = ${all};\nendmodule`) };
}

/** Path of the sequencer's register of a name. */
const registerAt = (design: Design, name: string): string => {
  const found = instancesOf(design).filter(
    ({ path, circuit }) =>
      path.endsWith("sequencer") && circuit.items.some((i) => i.kind === "register" && i.name === name),
  );
  if (found.length !== 1) throw new FlowError(`a core with one sequencer and its register ${name} is needed`);
  return `${found[0]!.path}.${name}`;
};

/** What the guess says of the registers; `known`: what some of them are equal to. Every register stands on the left once. */
const restsAs = (
  { resting, groups, opposite }: Rest,
  known: Record<string, string>,
  turned: string,
): Equal[] => [
  ...resting.map(({ path, value }): Equal => [`\\dut.${path}`, `${value}`]),
  ...opposite.map((path): Equal => [`\\dut.${path}`, turned]),
  ...groups.flatMap((group) => {
    const symbol = group.map((path) => known[path]).find((k) => k !== undefined);
    const [first, ...others] = group;
    return symbol === undefined
      ? others.map((path): Equal => [`\\dut.${path}`, `\\dut.${first}`])
      : group.map((path): Equal => [`\\dut.${path}`, symbol]);
  }),
];
