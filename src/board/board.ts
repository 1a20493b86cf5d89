// The circuit of a board: network, serial link to the host, parameters from the flash. Pins and clock are the top's.
import { longestPacket, MOST_CHANNELS, type NetworkPlan, networkCircuit } from "../core/index.ts";
import { all, any, bit, type Circuit, circuit, concat, type Signal } from "../hdl/index.ts";
import { BoardError } from "./error.ts";
import { flashRead } from "./flash-read.ts";
import { frameReceive } from "./frame-receive.ts";
import { imageLoad } from "./image-load.ts";
import { replySend } from "./reply-send.ts";
import { session } from "./session.ts";
import { uartReceive } from "./uart-receive.ts";
import { uartTransmit } from "./uart-transmit.ts";

export interface BoardOptions {
  /** Clock cycles of a bit on the serial line. */
  readonly cyclesPerBit: number;
  /** Where the parameters begin in the flash. */
  readonly flashAddress: number;
  /** A frame that stops for 2^patience cycles is given up. */
  readonly patience: number;
}

/** Name of the circuit, and of its module. */
export const boardCircuitName = "board";

/**
 * A network behind a serial line. Its parameters come from the flash after every reset, where the hardware says
 * `loaded`; until they are there and right, events are refused. `restart` asks the top for a reset.
 * @throws BoardError where the network does not go over the link
 */
export function boardCircuit(plan: NetworkPlan, options: BoardOptions) {
  const { inputs } = plan.network;
  if (inputs.channels > MOST_CHANNELS)
    throw new BoardError(
      `the network has ${inputs.channels} channels; the serial link carries at most ${MOST_CHANNELS}`,
    );
  const { outputs } = plan.hardware;
  if (outputs.classes === "step" || outputs.logits || outputs.spikes)
    throw new BoardError(
      `the serial link carries the class of each sequence only; allowed on a board: outputs.classes "sequence", ` +
        "outputs.logits and outputs.spikes false",
    );
  const loads = plan.hardware.parameters === "loaded";
  // Its ports depend on the plan; the session and the image loader have those that fit them.
  const network = networkCircuit(plan) as unknown as Circuit;
  const receiver = frameReceive(options.patience);
  const talker = session(plan.network.readout.classes, inputs.valueBits > 0);
  return circuit(boardCircuitName, {
    note:
      `A board: ${plan.network.name} behind a serial line (${options.cyclesPerBit} cycles a bit)` +
      `${loads ? `, its parameters in the SPI flash from ${options.flashAddress} on` : ""}.`,
    inputs: { serial_in: bit, flash_miso: bit },
    outputs: {
      serial_out: bit,
      flash_select_n: bit,
      flash_clock: bit,
      flash_mosi: bit,
      /** The network has its parameters and nothing is wrong. */
      ready: bit,
      /** The image in the flash is bad, or the network has raised an error. */
      fault: bit,
      restart: bit,
    },
    body(c, { serial_in, flash_miso }, out) {
      const events = c.stream("events", talker.outputs.events.stream);
      const { loaded, bad } = c.wires({ loaded: bit, bad: bit });
      const { refused, stop } = loads ? c.wires({ refused: bit, stop: bit }) : {};
      const flash = stop && c.instance("flash", flashRead(options.flashAddress), { miso: flash_miso, stop });
      const image =
        flash &&
        refused &&
        c.instance("image", imageLoad(longestPacket(plan)), {
          words: flash.words,
          read: flash.read,
          refused,
        });
      if (image) stop!.is(image.stop);
      else c.ignore(flash_miso);
      const params = image ? { params: image.params } : {};
      const made = c.instance("network", network, { events, ...params } as never) as unknown as {
        classes: Parameters<typeof c.connect>[0];
      } & Record<string, Signal>;

      refused?.is(made.error_params!);
      loaded.is(image ? image.loaded : 1);
      bad.is(image ? image.bad : 0);
      out.flash_select_n.is(flash ? flash.spi.select_n : 1);
      out.flash_clock.is(flash ? flash.spi.sck : 0);
      out.flash_mosi.is(flash ? flash.spi.mosi : 0);

      const byte = c.instance("receive", uartReceive(options.cyclesPerBit), { line: serial_in });
      const { taken, address, read } = c.wires({
        taken: bit,
        address: receiver.inputs.address,
        read: bit,
      });
      const frames = c.instance("frames", receiver, { byte, taken, address, read });
      const talk = c.instance("talk", talker, {
        frame: frames.frame,
        data: frames.data,
        loaded,
        classes: made.classes as never,
      });
      taken.is(talk.taken);
      address.is(talk.address);
      read.is(talk.read);
      c.connect(talk.events as never, events as never);
      const status = concat(made.error_length!, made.error_event!, bad, loaded);
      const replies = c.instance("replies", replySend(), { reply: talk.reply, status });
      const line = c.instance("transmit", uartTransmit(options.cyclesPerBit), { bytes: replies.bytes });

      out.serial_out.is(line.line);
      out.ready.is(all(loaded, made.error_event!.not(), made.error_length!.not()));
      out.fault.is(any(bad, made.error_event!, made.error_length!));
      out.restart.is(talk.restart);
    },
  });
}
