// Image loader: the parameters of the network from the flash, checked from the first word to the checksum.
import { all, any, bit, circuit, sint, stream, uint } from "../hdl/index.ts";
import { CRC32_START, crc32Step } from "./crc.ts";
import { IMAGE_MAGIC, IMAGE_WORD_BITS } from "./image.ts";

/**
 * The image: magic, number of words that follow before the checksum, packets (the number of their words, then the
 * words of one packet of the `params` stream), checksum. `loaded` and `bad` say how it ended.
 */
export function imageLoad() {
  return circuit("image_load", {
    note:
      "Image loader: magic, number of words, packets of parameters, checksum. Whatever is wrong with it, it ends, and\n" +
      "says so.",
    inputs: { words: stream({ value: uint(32) }), read: { valid: bit, value: bit }, refused: bit },
    outputs: { params: stream({ tdata: sint(32), tlast: bit }), stop: bit, loaded: bit, bad: bit },
    body(c, { words, read, refused }, { params, stop, loaded, bad }) {
      const phase = c.states("phase", ["magic", "length", "count", "packet", "checksum", "loaded", "bad"], {
        final: ["loaded", "bad"],
      });
      c.note("Words of the image still to come, and of the packet after this one.");
      const { left, more } = c.registers({ left: uint(IMAGE_WORD_BITS), more: uint(IMAGE_WORD_BITS) });
      const { crc } = c.registers({ crc: { type: uint(32), reset: CRC32_START } });
      c.when(read.valid, () => crc.next(crc32Step(crc, read.value)));
      const { value } = words.payload;
      const low = value.bits(IMAGE_WORD_BITS - 1, 0);
      const { is_short } = c.signals({ is_short: value.bits(31, IMAGE_WORD_BITS).eq(0) });
      const { over } = c.signals({ over: any(phase.is("loaded"), phase.is("bad")) });

      const packet = phase.is("packet");
      params.valid.is(all(words.valid, packet));
      params.payload.tdata.is(value.wrap(sint(32)));
      params.payload.tlast.is(more.eq(0));
      words.ready.is(any(packet.not(), params.ready));
      stop.is(over);
      loaded.is(all(phase.is("loaded"), refused.not()));
      bad.is(any(phase.is("bad"), refused));

      c.when(words.fire, () =>
        c.switch(phase, {
          magic: () =>
            c.when(value.eq(IMAGE_MAGIC), () => phase.go("length")).otherwise(() => phase.go("bad")),
          length: () => {
            left.next(low);
            c.when(all(is_short, low.ne(0)), () => phase.go("count")).otherwise(() => phase.go("bad"));
          },
          count: () => {
            more.next(low.sub(1).wrap(more.type));
            left.next(left.sub(1).wrap(left.type));
            c.when(all(is_short, low.ne(0), low.lt(left)), () => phase.go("packet")).otherwise(() =>
              phase.go("bad"),
            );
          },
          packet: () => {
            more.next(more.sub(1).wrap(more.type));
            left.next(left.sub(1).wrap(left.type));
            c.when(more.eq(0), () =>
              c.when(left.eq(1), () => phase.go("checksum")).otherwise(() => phase.go("count")),
            );
          },
          checksum: () => c.when(crc.eq(0), () => phase.go("loaded")).otherwise(() => phase.go("bad")),
          loaded: () => {},
          bad: () => {},
        }),
      );
    },
  });
}
