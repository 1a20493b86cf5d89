// Image loader: the parameters of the network from the flash, checked from the first word to the checksum.

import { IMAGE_MAGIC } from "../core/index.ts";
import { all, any, bit, circuit, sint, stream, uint } from "../hdl/index.ts";
import { CRC32_START, crc32Step } from "./crc.ts";

/**
 * The image: magic, packets (the number of their words, then the words of one packet of the `params` stream), 0, checksum.
 * `longest`: words of a packet at most. `loaded` and `bad` say how it ended.
 */
export function imageLoad(longest: number) {
  const bits = longest.toString(2).length;
  return circuit("image_load", {
    note:
      "Image loader: magic, packets of parameters, a packet without words, checksum. Whatever is wrong with it, it\n" +
      "ends, and says so.",
    inputs: { words: stream({ value: uint(32) }), read: { valid: bit, value: bit }, refused: bit },
    outputs: { params: stream({ tdata: sint(32), tlast: bit }), stop: bit, loaded: bit, bad: bit },
    body(c, { words, read, refused }, { params, stop, loaded, bad }) {
      const phase = c.states("phase", ["magic", "count", "packet", "checksum", "loaded", "bad"], {
        final: ["loaded", "bad"],
      });
      c.note("Words of the packet still to come.");
      const { left } = c.registers({ left: uint(bits) });
      const { crc } = c.registers({ crc: { type: uint(32), reset: CRC32_START } });
      c.when(read.valid, () => crc.next(crc32Step(crc, read.value)));
      const { value } = words.payload;
      const words_of_packet = value.bits(bits - 1, 0);
      const { fits } = c.signals({ fits: value.bits(31, bits).eq(0) });
      const { over } = c.signals({ over: any(phase.is("loaded"), phase.is("bad")) });

      const packet = phase.is("packet");
      params.valid.is(all(words.valid, packet));
      params.payload.tdata.is(value.wrap(sint(32)));
      params.payload.tlast.is(left.eq(1));
      words.ready.is(any(packet.not(), params.ready));
      stop.is(over);
      loaded.is(all(phase.is("loaded"), refused.not()));
      bad.is(any(phase.is("bad"), refused));

      c.when(words.fire, () =>
        c.switch(phase, {
          magic: () =>
            c.when(value.eq(IMAGE_MAGIC), () => phase.go("count")).otherwise(() => phase.go("bad")),
          count: () => {
            left.next(words_of_packet);
            c.when(fits.not(), () => phase.go("bad"))
              .elsewhen(words_of_packet.eq(0), () => phase.go("checksum"))
              .otherwise(() => phase.go("packet"));
          },
          packet: () => {
            left.next(left.sub(1).wrap(left.type));
            c.when(left.eq(1), () => phase.go("count"));
          },
          checksum: () => c.when(crc.eq(0), () => phase.go("loaded")).otherwise(() => phase.go("bad")),
          loaded: () => {},
          bad: () => {},
        }),
      );
    },
  });
}
