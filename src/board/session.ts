// The session with the host: frames become events of the network, classes and outcomes become replies.
import { eventOfWord } from "../core/index.ts";
import { all, any, bit, circuit, concat, index, int, mux, stream, uint } from "../hdl/index.ts";
import { reason, reply, request } from "./frames.ts";
import { replyPayload } from "./reply-send.ts";

/** Bytes of an event in a frame. */
export const eventBytes = (graded: boolean): number => (graded ? 4 : 2);

/**
 * One frame at a time: judged, its events handed to the network, answered. A frame with the number of the one before
 * is answered again, but its events are not taken twice: the answer had been lost. Classes leave whatever a frame is
 * waiting for, so that neither side waits for the other.
 */
export function session(classes: number, graded: boolean) {
  const bytes = eventBytes(graded);
  return circuit("session", {
    note:
      "Session with the host: judges a frame, hands its events to the network, answers it. Classes leave whatever a frame\n" +
      "is waiting for.",
    inputs: {
      frame: { arrived: bit, kind: uint(8), number: uint(8), length: uint(8), broken: bit, why: uint(8) },
      data: uint(8),
      loaded: bit,
      // One class a sequence: each is the last.
      classes: stream({ tdata: index(classes), tlast: int(1, 1) }),
    },
    outputs: {
      taken: bit,
      address: uint(8),
      read: bit,
      events: stream({ tdata: uint(graded ? 32 : 16), tlast: bit, tuser: uint(2) }),
      reply: stream(replyPayload),
      restart: bit,
    },
    body(c, input, out) {
      const { frame, data, loaded } = input;
      const phase = c.states("phase", ["idle", "fetch", "collect", "give", "answer"]);
      const { expected, answer, value } = c.registers({ expected: uint(8), answer: uint(8), value: uint(8) });
      const { holds, restarts } = c.registers({ holds: bit, restarts: bit });
      const { at, word, part } = c.registers({ at: uint(8), word: uint(8 * bytes), part: index(bytes) });

      c.note("Classes go first; their replies are counted.");
      const { counted } = c.registers({ counted: uint(8) });
      const { answering } = c.signals({ answering: all(phase.is("answer"), input.classes.valid.not()) });
      out.reply.valid.is(any(input.classes.valid, answering));
      out.reply.payload.kind.is(mux(answering, answer, reply.class));
      out.reply.payload.number.is(mux(answering, expected, counted));
      out.reply.payload.value.is(mux(answering, value, input.classes.payload.tdata));
      input.classes.ready.is(out.reply.ready);
      c.when(input.classes.fire, () => counted.next(counted.add(1).wrap(uint(8))));

      const { legal } = c.signals({
        legal: all(frame.length.ne(0), frame.length.bits(bytes === 4 ? 1 : 0, 0).eq(0)),
      });
      const { empty } = c.signals({ empty: frame.length.eq(0) });
      const { next } = c.signals({ next: frame.number.eq(expected) });
      const { again } = c.signals({ again: frame.number.add(1).wrap(uint(8)).eq(expected) });
      const say = (kind: number, about: number | typeof frame.why = 0) => {
        answer.next(kind);
        value.next(about);
        phase.go("answer");
      };
      c.switch(phase, {
        idle: () => {
          holds.next(frame.arrived);
          at.next(0);
          part.next(0);
          c.when(frame.broken, () => say(reply.refused, frame.why)).elsewhen(frame.arrived, () =>
            c
              .when(all(frame.kind.eq(request.events), legal), () =>
                c
                  .when(loaded.not(), () => say(reply.refused, reason.notLoaded))
                  .elsewhen(next, () => {
                    expected.next(expected.add(1).wrap(uint(8)));
                    phase.go("fetch");
                  })
                  .elsewhen(again, () => say(reply.taken))
                  .otherwise(() => say(reply.refused, reason.order)),
              )
              .elsewhen(all(frame.kind.eq(request.status), empty), () => say(reply.status))
              .elsewhen(all(frame.kind.eq(request.restart), empty), () => restarts.next(1))
              .otherwise(() => say(reply.refused, reason.content)),
          );
        },
        fetch: () => {
          at.next(at.add(1).wrap(uint(8)));
          phase.go("collect");
        },
        collect: () => {
          word.next(concat(data, word.bits(8 * bytes - 1, 8)));
          c.when(part.eq(bytes - 1), () => {
            part.next(0);
            phase.go("give");
          }).otherwise(() => {
            part.next(part.add(1).narrow(part.type));
            phase.go("fetch");
          });
        },
        give: () =>
          c.when(out.events.ready, () =>
            c.when(at.eq(frame.length), () => say(reply.taken)).otherwise(() => phase.go("fetch")),
          ),
        answer: () => c.when(all(answering, out.reply.ready), () => phase.go("idle")),
      });
      out.taken.is(all(answering, out.reply.ready, holds));
      out.address.is(at);
      out.read.is(phase.is("fetch"));
      out.restart.is(restarts);

      out.events.valid.is(phase.is("give"));
      c.drive(out.events.payload, eventOfWord(word, graded));
    },
  });
}
