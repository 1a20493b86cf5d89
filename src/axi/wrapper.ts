// The network as a block of a system on a chip: AXI4-Streams of whole bytes for data, AXI4-Lite for registers.
import { MOST_CHANNELS, type NetworkPlan, networkCircuit } from "../core/index.ts";
import {
  all,
  any,
  axiStream,
  type Body,
  bit,
  type Circuit,
  circuit,
  clock,
  concat,
  index,
  mux,
  type PortShapes,
  type Signal,
  type StreamIn,
  type StreamOut,
  sint,
  type Type,
  uint,
} from "../hdl/index.ts";
import { control } from "./control.ts";
import { AxiError } from "./error.ts";
import { classBits, logitBits } from "./facts.ts";
import { axiLite } from "./lite.ts";
import { ADDRESS_BITS } from "./map.ts";
import {
  type ByteBeat,
  byteBeat,
  bytesOut,
  eventBeat,
  eventsIn,
  logitsOut,
  paramsIn,
  type Step,
  spikesOut,
} from "./streams.ts";

/** Name of the wrapper of a network's top. */
export const wrapperName = (top: string): string => `${top}_axi`;

/** A circuit under another clock and reset. */
function clockedWith(of: Circuit, name: string): Circuit<PortShapes, PortShapes> {
  return circuit(name, {
    note: `${of.name} under a reset of its own.`,
    inputs: { aclk: clock, reset: bit, ...of.inputs },
    outputs: of.outputs,
    body(c, { aclk, reset, ...inputs }, out) {
      c.clockedBy(aclk as never, reset as never);
      const made = c.instance("network", of, inputs as never) as Record<string, unknown>;
      for (const [port, to] of Object.entries(out as Record<string, unknown>)) {
        const from = made[port]!;
        if (isStream(to)) c.connect(from as never, to as never);
        else c.drive(to, from as never);
      }
    },
  }) as never;
}

const isStream = (port: unknown): boolean =>
  typeof port === "object" && port !== null && "fire" in port && "payload" in port;

type Beat = { readonly tdata: Type; readonly tlast: Type };
/** Streams out of the network, and those out of the wrapper that not every network has. */
interface Made {
  readonly classes: StreamIn<Beat>;
  readonly logits?: StreamIn<Step>;
  readonly spikes?: StreamIn<Step>;
}
interface Leaving {
  readonly m_axis_classes: StreamOut<ByteBeat>;
  readonly m_axis_logits?: StreamOut<ByteBeat>;
  readonly m_axis_spikes?: StreamOut<ByteBeat>;
}

/** The ports of AXI4-Lite into the circuit, and out of it, with the names that tools know. */
const liteIn = {
  awaddr: uint(ADDRESS_BITS),
  awprot: uint(3),
  awvalid: bit,
  wdata: uint(32),
  wstrb: uint(4),
  wvalid: bit,
  bready: bit,
  araddr: uint(ADDRESS_BITS),
  arprot: uint(3),
  arvalid: bit,
  rready: bit,
};
/** What the registers say to an access. */
const said = { write_refused: bit, read_refused: bit, value: uint(32) };
const liteOut = {
  awready: bit,
  wready: bit,
  bresp: uint(2),
  bvalid: bit,
  arready: bit,
  rdata: uint(32),
  rresp: uint(2),
  rvalid: bit,
};

function check({ network, hardware }: NetworkPlan): void {
  const { inputs, layers } = network;
  if (inputs.channels > MOST_CHANNELS)
    throw new AxiError(
      `the network has ${inputs.channels} channels; the word of an event has room for ${MOST_CHANNELS}`,
    );
  const { neurons } = layers.at(-1)!;
  if (hardware.outputs.spikes && neurons > MOST_CHANNELS)
    throw new AxiError(
      `the last layer has ${neurons} neurons; the word of a spike has room for ${MOST_CHANNELS}; without outputs.spikes it goes`,
    );
  if (hardware.probe) throw new AxiError("the wrapper carries no probes; allowed behind it: probe false");
}

/** Words for the parameters: of the register, and of the stream where none waits there. */
function wordsIn(
  c: Body,
  from: Parameters<typeof paramsIn>[1],
  { params: register }: { readonly params: StreamIn<Beat> },
  stopped: Signal,
): StreamIn<Beat> {
  const payload = { tdata: sint(32), tlast: bit };
  const stream = paramsIn(c, from, stopped, payload);
  const words = c.stream("params", payload);
  words.valid.is(any(all(register.valid, stopped.not()), stream.valid));
  c.drive(words.payload, mux(register.valid, register.payload, stream.payload));
  register.ready.is(all(words.ready, stopped.not()));
  stream.ready.is(all(words.ready, register.valid.not()));
  return words;
}

/** The streams out of the wrapper. */
const leaving = (plan: NetworkPlan) => {
  const { logits, spikes } = plan.hardware.outputs;
  return {
    m_axis_classes: axiStream(byteBeat(classBits(plan.network.readout.classes))),
    ...(logits ? { m_axis_logits: axiStream(byteBeat(logitBits(plan))) } : {}),
    ...(spikes ? { m_axis_spikes: axiStream(eventBeat(false)) } : {}),
  };
};

/** What leaves the network goes on to them. */
function leave(c: Body, name: string, made: Made, out: Leaving, stopped: Signal): void {
  const { m_axis_classes, m_axis_logits, m_axis_spikes } = out;
  bytesOut(c, `${name}_classes`, made.classes, m_axis_classes, stopped);
  if (m_axis_logits) bytesOut(c, `${name}_logits`, logitsOut(c, made.logits!), m_axis_logits, stopped);
  if (m_axis_spikes) bytesOut(c, `${name}_spikes`, spikesOut(c, made.spikes!), m_axis_spikes, stopped);
}

/**
 * A network behind AXI: `s_axis_events` (and `s_axis_params`, where parameters are loaded), `m_axis_classes` (and
 * `m_axis_logits`, `m_axis_spikes`, where they are asked for), registers behind `s_axi`, an interrupt, one clock `aclk`
 * with its reset `aresetn` (low: reset).
 * @throws AxiError where the wrapper cannot carry the network
 */
export function axiCircuit(plan: NetworkPlan): Circuit {
  check(plan);
  const network = networkCircuit(plan) as unknown as Circuit;
  const graded = plan.network.inputs.valueBits > 0;
  const { channels } = plan.network.inputs;
  const { classes } = plan.network.readout;
  const loads = plan.hardware.parameters === "loaded";
  const name = wrapperName(network.name);
  const shell = clockedWith(network, `${name}_network`);
  return circuit(name, {
    note: `${network.name} as a block of a system: AXI4-Streams of whole bytes, registers behind AXI4-Lite.`,
    inputs: {
      aclk: clock,
      aresetn: bit,
      s_axi: liteIn,
      s_axis_events: axiStream(eventBeat(graded)),
      ...(loads ? { s_axis_params: axiStream(byteBeat(32)) } : {}),
    },
    outputs: { s_axi: liteOut, ...leaving(plan), irq: bit },
    portNotes: { irq: "high while an enabled cause is raised" },
    body(c, { aclk, aresetn, s_axi, s_axis_events, ...more }, out) {
      c.clockedBy(aclk, aresetn.not());
      const { awprot, arprot, ...asked } = s_axi;
      c.ignore(awprot, arprot);
      const { restarting, found, errors } = c.wires({ restarting: bit, found: said, errors: uint(3) });
      const lite = c.instance("lite", axiLite(`${name}_lite`, ADDRESS_BITS), { ...asked, ...found });
      const { write, read, ...answer } = lite;
      c.drive(out.s_axi, answer);

      const events = eventsIn(c, graded, s_axis_events, restarting);
      const steps = all(events.fire, events.payload.tlast);
      const given = c.stream("given", { tdata: index(Math.max(2, classes)), tlast: bit });
      const registers = c.instance("control", control(`${name}_control`, { channels, classes, loads }), {
        write,
        read: { word: read.word },
        step: steps,
        answer: { valid: given.fire, class: given.payload.tdata },
        errors,
      });
      c.ignore(read.valid);
      c.drive(found, {
        write_refused: registers.write_refused,
        read_refused: registers.read_refused,
        value: registers.value,
      });
      restarting.is(registers.restarting);
      out.irq.is(registers.irq);

      const params =
        "s_axis_params" in more ? wordsIn(c, more.s_axis_params as never, registers, restarting) : null;
      if (params === null) {
        c.ignore(registers.params);
        registers.params.ready.is(0);
      }
      const made = c.instance("restartable", shell, {
        aclk,
        reset: any(aresetn.not(), restarting),
        events,
        ...(params === null ? {} : { params }),
      } as never) as unknown as Made & Record<string, Signal>;
      errors.is(concat(made.error_params!, made.error_length!, made.error_event!));
      given.valid.is(made.classes.valid);
      given.payload.tdata.is(made.classes.payload.tdata);
      given.payload.tlast.is(made.classes.payload.tlast);
      made.classes.ready.is(given.ready);
      leave(c, name, { ...made, classes: given }, out, restarting);
    },
  }) as never;
}
