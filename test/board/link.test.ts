// The host's end of the link and the flash image, without a board.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { reply, request, SYNC } from "../../src/board/frames.ts";
import { eventPayloads } from "../../src/board/host/events.ts";
import { crc16, encodeFrame, FrameDecoder } from "../../src/board/host/frame.ts";
import { flashImage } from "../../src/board/image.ts";
import { BoardError, BoardLink, type Line, loadBoard } from "../../src/board/index.ts";
import { hardware, parametersOf, plan } from "../../src/core/index.ts";
import { crc32, IMAGE_MAGIC, parameterImage } from "../../src/core/parameters/image.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const run = { seed: 7, numRuns: 200 };

describe("checksums", () => {
  it("are the ones of the catalogue", () => {
    // CRC-16/IBM-3740 and CRC-32/MPEG-2 of the catalogue's check text.
    expect(crc16(bytes("123456789"))).toBe(0x29b1);
    expect(crc32(bytes("123456789"))).toBe(0x0376e6e7);
  });
});

const frames = fc.array(
  fc.record({
    kind: fc.integer({ min: 0, max: 255 }),
    number: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 255 }),
  }),
  { maxLength: 5 },
);

describe("frames", () => {
  it("are found wherever the stream is cut", () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 7 }), (sent, cut) => {
        const stream = Uint8Array.from(sent.flatMap((f) => [...encodeFrame(f)]));
        const decoder = new FrameDecoder();
        const found = [];
        for (let at = 0; at < stream.length; at += cut)
          found.push(...decoder.push(stream.subarray(at, at + cut)));
        expect(found.map((f) => ({ ...f, payload: [...f.payload] }))).toEqual(
          sent.map((f) => ({ ...f, payload: [...f.payload] })),
        );
        expect(decoder.broken).toBe(0);
      }),
      run,
    );
  });

  it("with a damaged byte are dropped, and the ones after it found", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (payload, at, flip) => {
          const damaged = encodeFrame({ kind: 1, number: 2, payload });
          // The length byte stays: with another one the decoder waits for bytes that never come.
          const place = [0, 1, 2, ...damaged.keys()].filter((i) => i !== 3)[at % (damaged.length + 2)]!;
          damaged[place]! ^= flip;
          const good = encodeFrame({ kind: 4, number: 5, payload: Uint8Array.of(6) });
          const found = new FrameDecoder().push(
            Uint8Array.from([...damaged, ...good, ...new Uint8Array(300)]),
          );
          expect(
            found.filter((f) => f.kind === 1 && f.number === 2 && f.payload.length === payload.length),
          ).toEqual([]);
          expect(found.some((f) => f.kind === 4 && f.number === 5)).toBe(true);
        },
      ),
      run,
    );
  });
});

describe("events", () => {
  it("carry address, end of step, end of sequence, and steps without events", () => {
    const sequence = {
      steps: 3,
      offsets: Uint32Array.of(0, 2, 2, 3),
      addresses: Uint16Array.of(1, 300, 7),
      values: null,
    };
    const words = [1, 300 | 0x2000, 0x2000 | 0x8000, 7 | 0x2000 | 0x4000];
    expect(eventPayloads(sequence, false)).toEqual([
      Uint8Array.from(words.flatMap((w) => [w & 255, w >> 8])),
    ]);
  });

  it("carry values where they have them, and fill frames", () => {
    const count = 100;
    const sequence = {
      steps: 1,
      offsets: Uint32Array.of(0, count),
      addresses: new Uint16Array(count).fill(3),
      values: Uint16Array.from({ length: count }, (_, i) => 1000 + i),
    };
    const payloads = eventPayloads(sequence, true);
    expect(payloads.map((p) => p.length)).toEqual([252, 148]);
    expect([...payloads[0]!.subarray(0, 4)]).toEqual([3, 0, 1000 & 255, 1000 >> 8]);
    expect([...payloads[1]!.subarray(-4)]).toEqual([3, 0x60, 1099 & 255, 1099 >> 8]);
  });
});

describe("the flash image", () => {
  const { network } = vectorCases.find((c) => c.name === "subtract")!;
  const planned = plan(
    network,
    hardware({ lanes: { spike: 2, memory: 2, update: 1 }, parameters: "loaded" }),
  );

  it("holds magic, a packet for every memory, an empty one, and its checksum", () => {
    const image = parameterImage(planned);
    const view = new DataView(image.buffer);
    expect(view.getUint32(0, true)).toBe(IMAGE_MAGIC);
    let at = 4;
    for (const { id, words } of parametersOf(planned).all) {
      const values = words.flat();
      expect(view.getInt32(at, true)).toBe(values.length + 1);
      expect(view.getInt32(at + 4, true)).toBe(id);
      expect(values.map((_, i) => view.getInt32(at + 8 + 4 * i, true))).toEqual(values);
      at += 8 + 4 * values.length;
    }
    expect(view.getUint32(at, true)).toBe(0);
    expect(at).toBe(image.length - 8);
    expect(crc32(image)).toBe(0);
  });

  it("lies behind the bitstream", () => {
    const flash = flashImage(Uint8Array.of(1, 2), 4, Uint8Array.of(3));
    expect([...flash]).toEqual([1, 2, 255, 255, 3]);
    expect(() => flashImage(new Uint8Array(5), 4, Uint8Array.of(3))).toThrow(
      "the bitstream has 5 bytes; the parameters begin at 4",
    );
  });
});

/** A board that answers by a rule. */
function fake(answer: (frame: { kind: number; number: number; payload: Uint8Array }) => Uint8Array[]) {
  let listener: (bytes: Uint8Array) => void = () => {};
  const decoder = new FrameDecoder();
  const sent: number[] = [];
  const line: Line = {
    async write(data) {
      for (const frame of decoder.push(data)) {
        sent.push(frame.kind);
        for (const part of answer(frame)) listener(part);
      }
    },
    onData: (l) => {
      listener = l;
    },
    onEnd: () => {},
    close: async () => {},
  };
  return { line, sent };
}

const says = (kind: number, number: number, value = 0, status = 1) =>
  encodeFrame({ kind, number, payload: Uint8Array.of(value & 255, value >> 8, status) });
const silent = { answerMs: 20, classMs: 20, attempts: 3 };
const oneStep = { steps: 1, offsets: Uint32Array.of(0, 1), addresses: Uint16Array.of(0), values: null };

describe("the link", () => {
  it("sends again what was not answered or arrived damaged", async () => {
    let times = 0;
    const { line, sent } = fake(() => {
      times += 1;
      if (times === 1) return [];
      if (times === 2) return [says(reply.refused, 0, 1)];
      return [says(reply.status, 9)];
    });
    const link = new BoardLink(line, silent);
    expect(await link.status()).toEqual({
      loaded: true,
      badImage: false,
      eventError: false,
      lengthError: false,
    });
    expect(sent).toEqual([request.status, request.status, request.status]);
    expect(link.repeated).toBe(2);
  });

  it("gives up after its attempts", async () => {
    const { line, sent } = fake(() => []);
    await expect(new BoardLink(line, silent).status()).rejects.toThrow(
      /no answer from the board after 3 attempts/,
    );
    expect(sent.length).toBe(3);
  });

  it("says why the board refused events", async () => {
    const { line } = fake(({ kind }) =>
      kind === request.status ? [says(reply.status, 0)] : [says(reply.refused, 0, 5)],
    );
    await expect(new BoardLink(line, silent).classify(oneStep, false)).rejects.toThrow(
      "events refused: the board has no parameters",
    );
  });

  it("tells a class from an answer, and a missing class from a wrong one", async () => {
    let classes = true;
    const { line } = fake(({ kind, number }) => {
      if (kind === request.status) return [says(reply.status, 255)];
      const taken = says(reply.taken, (number + 1) % 256);
      return classes ? [says(reply.class, 0, 258), taken] : [taken];
    });
    const link = new BoardLink(line, silent);
    expect(await link.classify(oneStep, false)).toBe(258);
    classes = false;
    await expect(link.classify(oneStep, false)).rejects.toThrow("no class within 20 ms");
  });

  it("does not pass on a class under an error of the network", async () => {
    const { line } = fake(({ kind, number }) =>
      kind === request.status
        ? [says(reply.status, 0)]
        : [says(reply.taken, number + 1), says(reply.class, 0, 1, 0b101)],
    );
    await expect(new BoardLink(line, silent).classify(oneStep, false)).rejects.toThrow("does not allow");
  });
});

describe("boards", () => {
  it("are known by name, or by a folder", () => {
    const board = loadBoard("icebreaker");
    expect(board.device).toBe("up5k");
    expect(board.clockMHz * 1e6).toBe(8 * board.baud);
    expect(() => loadBoard("icecream")).toThrow(BoardError);
    expect(SYNC).toBe(0xa5);
  });
});
