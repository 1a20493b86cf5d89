// AXI4-Streams of whole bytes, as DMA engines and block designs want them, around those of the network.
import { eventOfWord, wordOfEvent } from "../core/index.ts";
import {
  all,
  any,
  type Body,
  bit,
  type RecordShape,
  registerSlice,
  type Signal,
  type StreamIn,
  type StreamOut,
  type Type,
  uint,
} from "../hdl/index.ts";

/** Bytes of a beat that carries so many bits. */
export const bytesFor = (bits: number): number => [1, 2, 4].find((bytes) => bits <= 8 * bytes) ?? 8;

/** TDATA of at least so many bits in whole bytes, TKEEP, TLAST. */
export const byteBeat = (bits: number) => {
  const bytes = bytesFor(bits);
  return { tdata: uint(8 * bytes), tkeep: uint(bytes), tlast: bit };
};
export type ByteBeat = ReturnType<typeof byteBeat>;

/** Bits of the word of an event. */
export const eventBits = (graded: boolean): number => (graded ? 32 : 16);
export const eventBeat = (graded: boolean) => byteBeat(eventBits(graded));

/** Moves nothing while `stopped`, and nothing of a beat that has no bytes: it is taken, and goes no further. */
function taken<P extends RecordShape>(
  c: Body,
  name: string,
  from: StreamIn<ByteBeat>,
  stopped: Signal,
  payload: P,
) {
  const to = c.stream(name, payload);
  const carries = c.signal(`${name}_carries`, from.payload.tkeep.ne(0));
  to.valid.is(all(from.valid, carries, stopped.not()));
  from.ready.is(all(stopped.not(), any(all(from.valid, carries.not()), to.ready)));
  return to;
}

/** Events for the network. TLAST, the end of a transfer, says nothing here: a transfer may hold many sequences. */
export function eventsIn(c: Body, graded: boolean, from: StreamIn<ByteBeat>, stopped: Signal) {
  const { tdata, tlast } = from.payload;
  const to = taken(c, "events", from, stopped, {
    tdata: uint(graded ? 32 : 16),
    tlast: bit,
    tuser: uint(2),
  });
  c.drive(to.payload, eventOfWord(tdata, graded));
  c.ignore(tlast);
  return to;
}

/** Words of parameters: one packet a transfer, as the network has them. */
export function paramsIn<P extends { readonly tdata: Type; readonly tlast: Type }>(
  c: Body,
  from: StreamIn<ByteBeat>,
  stopped: Signal,
  payload: P,
) {
  const to = taken(c, "dma_params", from, stopped, payload);
  (to.payload.tdata as { is(v: Signal): void }).is(from.payload.tdata.wrap(payload.tdata));
  (to.payload.tlast as { is(v: Signal): void }).is(from.payload.tlast);
  return to;
}

/** A beat on its way out: its bytes, and whether it ends a transfer. */
type Beat = { readonly tdata: Type; readonly tlast: Type };

/**
 * Beats out of the network through a register slice that a restart leaves alone: what was offered stays until it is
 * taken. Signed data go on with their sign to the end of the last byte.
 */
export function bytesOut(
  c: Body,
  name: string,
  from: StreamIn<Beat>,
  to: StreamOut<ByteBeat>,
  stopped: Signal,
): void {
  const width = BigInt(2) ** BigInt((to.payload.tkeep as Signal).width) - 1n;
  const payload = { tdata: from.payload.tdata.type, tlast: bit };
  const { tdata } = to.payload;
  const offered = c.stream(`${name}_offered`, payload);
  offered.valid.is(all(from.valid, stopped.not()));
  c.drive(offered.payload, { tdata: from.payload.tdata, tlast: from.payload.tlast });
  from.ready.is(all(offered.ready, stopped.not()));
  const { output } = c.instance(name, registerSlice(`${name}_slice`, payload), { input: offered });
  to.valid.is(output.valid);
  output.ready.is(to.ready);
  tdata.is(output.payload.tdata.wrap((tdata as Signal).type));
  to.payload.tkeep.is(width);
  to.payload.tlast.is(output.payload.tlast);
}

/** A beat of the network whose TLAST ends a time step, and whose TUSER says whether it is a sequence's last. */
export type Step = { readonly tdata: Type; readonly tlast: Type; readonly tuser: Type };

/** A stream of the network that ends its steps (TLAST) as one that ends its sequences, as far as data go. */
function bySequence(
  c: Body,
  name: string,
  from: StreamIn<Step>,
  to: (payload: Record<keyof Step, Signal>) => Record<keyof Beat, Signal>,
): StreamIn<Beat> {
  const beat = to(from.payload as Record<keyof Step, Signal>);
  const ended = c.stream(name, { tdata: beat.tdata.type, tlast: bit });
  ended.valid.is(from.valid);
  c.drive(ended.payload, beat);
  from.ready.is(ended.ready);
  return ended;
}

/** Logits: a transfer ends with the last class of a sequence's last step. */
export const logitsOut = (c: Body, from: StreamIn<Step>): StreamIn<Beat> =>
  bySequence(c, "logits", from, ({ tdata, tlast, tuser }) => ({ tdata, tlast: all(tlast, tuser) }));

/** Spikes as words like those of events; a transfer ends with a sequence. */
export const spikesOut = (c: Body, from: StreamIn<Step>): StreamIn<Beat> =>
  bySequence(c, "spikes", from, ({ tdata, tlast, tuser }) => ({
    tdata: wordOfEvent(tdata, tlast, tuser),
    tlast: all(tlast, tuser.bit(0)),
  }));
