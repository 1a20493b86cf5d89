// What a waveform shows first: streams, probes as fixed-point numbers, state machines by name.
import type { Design } from "../hdl/index.ts";
import { rangeOf, widthOf } from "../hdl/range.ts";
import type { Bench, Field, View, ViewGroup, ViewSignal } from "../simulate/index.ts";
import type { NetworkBench } from "../simulate/network.ts";

/** Registers that hold named states, wherever they are in the design. */
function stateMachines(design: Design, circuit = design.top, path = ""): ViewSignal[] {
  const found = design.circuits.find((c) => c.name === circuit);
  return (found?.items ?? []).flatMap((item): ViewSignal[] => {
    if (item.kind === "instance") return stateMachines(design, item.circuit, `${path}${item.name}.`);
    if (item.kind !== "register" || item.type.states === undefined) return [];
    const states = found?.enumerations.find((e) => e.name === item.type.states)?.members ?? [];
    return [{ path: path + item.name, width: widthOf(rangeOf(item.type)), signed: false, states }];
  });
}

const bit = (path: string): ViewSignal => ({ path, width: 1, signed: false });
const number = ({ port, width, signed }: Field, fraction = 0): ViewSignal => ({
  path: port,
  width,
  signed,
  fraction,
});

/** The view of any circuit; `fractionOf`: fraction bits of a monitor's field. */
export function viewOfBench(
  bench: Bench,
  design: Design | null,
  fractionOf: (monitor: string, field: Field) => number = () => 0,
): View {
  const numbers = (fields: readonly Field[] = []) => fields.map((f) => number(f));
  const streams = [...bench.sources, ...bench.sinks].map(
    (s): ViewGroup => ({ name: s.name, signals: [bit(s.valid), bit(s.ready), ...numbers(s.fields)] }),
  );
  const monitors = bench.monitors.map(
    (m): ViewGroup => ({
      name: m.name,
      signals: [bit(m.valid), ...m.fields.map((f) => number(f, fractionOf(m.name, f)))],
    }),
  );
  const plain = [...numbers(bench.inputs), ...numbers(bench.outputs)];
  return {
    top: bench.top,
    groups: [
      { name: "clock", signals: [bit("clk"), bit("rst")] },
      ...(plain.length > 0 ? [{ name: "ports", signals: plain }] : []),
      ...streams,
      ...(bench.flags.length > 0 ? [{ name: "errors", signals: numbers(bench.flags) }] : []),
      ...monitors,
      ...(design === null ? [] : [{ name: "states", signals: stateMachines(design) }]),
    ],
  };
}

/** The view of a network's hardware. Numbers of shared cores have no fixed scale: their layers differ. */
export function viewOf({ plan, design, bench }: NetworkBench): View {
  return viewOfBench(bench, design, (monitor, { port }) => {
    const [core] = plan.cores.filter((c) => monitor === `${c.name}_membrane`);
    if (core === undefined || core.layers.length > 1 || !port.includes("_value_")) return 0;
    return Math.max(0, core.layers[0]!.layer.membraneFraction);
  });
}
