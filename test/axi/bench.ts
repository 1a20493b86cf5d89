// The wrapper as an engine drives it: every channel is a stream, and the clock of the bench is its clock.
import { axiCircuit } from "../../src/axi/index.ts";
import type { NetworkPlan } from "../../src/core/index.ts";
import {
  all,
  type Circuit,
  circuit,
  clock,
  type Design,
  elaborate,
  external,
  type PortShapes,
  stream,
} from "../../src/hdl/index.ts";
import { benchOf } from "../../src/simulate/derive.ts";
import { type Engine, type EngineName, openEngine } from "../../src/simulate/index.ts";

/** The clock of the circuit around it, as a signal. In the built-in engine a clock is 1 in the cycles whose edge passes. */
const ownClock = external("own_clock", {
  clock: "clk",
  outputs: { out: clock },
  model: (_c, _inputs, { out }) => out.is(1),
  verilog: "module own_clock(input wire clk, output wire out);\n    assign out = clk;\nendmodule\n",
});

/** Ports and values of circuits whose shapes depend on the plan. */
// biome-ignore lint/suspicious/noExplicitAny: the types of these ports are known to the plan alone
type Loose = any;

/** Channel by channel: `aw`, `w`, `b`, `ar`, `r`, and the streams of data; `restart` pulls the reset. */
export function axiBench(plan: NetworkPlan): Design {
  const of = axiCircuit(plan) as Circuit<PortShapes, PortShapes>;
  const [to, from] = [of.inputs as Loose, of.outputs as Loose];
  const { awaddr, wdata, wstrb, araddr } = to.s_axi;
  const { bresp, rdata, rresp } = from.s_axi;
  const given = {
    aw: { addr: awaddr },
    w: { data: wdata, strb: wstrb },
    ar: { addr: araddr },
    events: to.s_axis_events.stream,
    ...(to.s_axis_params === undefined ? {} : { params: to.s_axis_params.stream }),
  };
  const leaving = ["classes", "logits", "spikes"].filter((name) => from[`m_axis_${name}`] !== undefined);
  const taken = {
    b: { resp: bresp },
    r: { data: rdata, resp: rresp },
    ...Object.fromEntries(leaving.map((name) => [name, from[`m_axis_${name}`].stream])),
  };
  const streams = (payloads: Record<string, Loose>) =>
    Object.fromEntries(Object.entries(payloads).map(([name, payload]) => [name, stream(payload)]));
  return elaborate(
    circuit("axi_bench", {
      inputs: streams(given),
      outputs: { ...streams(taken), irq: from.irq },
      body(c, inputs: Loose, out: Loose) {
        c.note("The reset of the bench is over before the one of the wrapper; no channel moves meanwhile.");
        const { alive } = c.registers({ alive: { type: { lo: "0", hi: "1" }, reset: 0 } });
        alive.next(1);
        const between = (name: string, payload: Loose, source: Loose) => {
          const wires = c.stream(`${name}_through`, payload) as Loose;
          wires.valid.is(all(source.valid, alive));
          c.drive(wires.payload, source.payload);
          source.ready.is(all(wires.ready, alive));
          return wires;
        };
        const { aw, w, ar, events, params } = Object.fromEntries(
          Object.entries(given).map(([name, payload]) => [name, between(name, payload, inputs[name])]),
        );
        const answers = Object.fromEntries(
          Object.entries(taken).map(([name, payload]) => [
            name,
            c.stream(`${name}_answer`, payload) as Loose,
          ]),
        );
        const { out: ticks } = c.instance("ticks", ownClock, {});
        const made = c.instance("dut", of, {
          aclk: ticks,
          aresetn: alive,
          s_axi: {
            ...{ awvalid: aw.valid, awaddr: aw.payload.addr, awprot: 0 },
            ...{ wvalid: w.valid, wdata: w.payload.data, wstrb: w.payload.strb },
            ...{ bready: answers.b.ready, rready: answers.r.ready },
            ...{ arvalid: ar.valid, araddr: ar.payload.addr, arprot: 0 },
          },
          s_axis_events: events,
          ...(params === undefined ? {} : { s_axis_params: params }),
        } as never) as Loose;
        aw.ready.is(made.s_axi.awready);
        w.ready.is(made.s_axi.wready);
        ar.ready.is(made.s_axi.arready);
        const { b, r } = answers as Loose;
        b.valid.is(made.s_axi.bvalid);
        b.payload.resp.is(made.s_axi.bresp);
        r.valid.is(made.s_axi.rvalid);
        c.drive(r.payload, { data: made.s_axi.rdata, resp: made.s_axi.rresp });
        for (const name of leaving) c.connect(made[`m_axis_${name}`], answers[name]);
        for (const [name, answer] of Object.entries(answers)) {
          out[name].valid.is(all(answer.valid, alive));
          c.drive(out[name].payload, answer.payload);
          answer.ready.is(all(out[name].ready, alive));
        }
        out.irq.is(made.irq);
      },
    }),
  );
}

/** Opens an engine on it. */
export function openAxi(plan: NetworkPlan, name: EngineName): Promise<Engine> {
  const design = axiBench(plan);
  return openEngine(name, { design, bench: benchOf(design, { everyCycle: true }) });
}
