// The whole board in simulation, from power-up to classes, over a pseudo-terminal: the host cannot tell the difference.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { boardCircuit } from "../../src/board/board.ts";
import { reason, reply, request } from "../../src/board/frames.ts";
import { eventPayloads } from "../../src/board/host/events.ts";
import { encodeFrame, type Frame, FrameDecoder } from "../../src/board/host/frame.ts";
import {
  BoardLink,
  flashImage,
  loadBoard,
  openSerial,
  parameterImage,
  type SimulatedBoard,
  simulateBoard,
} from "../../src/board/index.ts";
import { hardware, plan } from "../../src/core/index.ts";

const board = loadBoard("icebreaker");
const { network, events } = vectorCases.find((c) => c.name === "subtract")!;
const planned = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 }, parameters: "loaded" }));
const golden = createGolden(network);
const parameters = parameterImage(planned);

const powerUp = (image: Uint8Array) =>
  simulateBoard(planned, board, flashImage(new Uint8Array(64), board.flashAddress, image));

/** A line that keeps the frames that come, for tests that speak to the board byte by byte. */
async function rawLine(port: string) {
  const line = await openSerial(port, board.baud);
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  line.onData((bytes) => void frames.push(...decoder.push(bytes)));
  const next = async (): Promise<{ kind: number; number: number; value: number; status: number }> => {
    const end = performance.now() + 5000;
    while (frames.length === 0) {
      if (performance.now() > end) throw new Error("the board says nothing");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { kind, number, payload } = frames.shift()!;
    return { kind, number, value: payload[0]! + 256 * payload[1]!, status: payload[2]! };
  };
  return { line, next, frames };
}

const frame = (kind: number, number: number, payload: Uint8Array = new Uint8Array()) =>
  encodeFrame({ kind, number, payload });

describe("a board", () => {
  it.each([{ classes: "step" }, { logits: true }, { spikes: true }] as const)(
    "carries the classes of sequences only, not %j",
    (outputs) => {
      const choice = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, outputs });
      expect(() =>
        boardCircuit(plan(network, choice), { cyclesPerBit: 8, flashAddress: 0, patience: 8 }),
      ).toThrow('allowed on a board: outputs.classes "sequence", outputs.logits and outputs.spikes false');
    },
  );
});

describe("a board with good parameters", () => {
  let simulated: SimulatedBoard;
  beforeAll(async () => {
    simulated = await powerUp(parameters);
  }, 300_000);
  afterAll(() => simulated?.stop());

  it("loads them, takes recordings and gives the golden model's classes", async () => {
    const link = new BoardLink(await openSerial(simulated.port, board.baud));
    await link.ready();
    const shorter = {
      steps: 3,
      offsets: events.offsets.slice(0, 4),
      addresses: events.addresses.slice(0, events.offsets[3]),
      values: events.values?.slice(0, events.offsets[3]) ?? null,
    };
    for (const sequence of [events, shorter, events])
      expect(await link.classify(sequence, false)).toBe(golden.run(sequence).class);
    expect(link.broken).toBe(0);
    await link.close();
  });

  it("reports broken frames, and takes nothing of them", async () => {
    const { line, next } = await rawLine(simulated.port);
    const [payload] = eventPayloads(events, false);
    await line.write(frame(request.status, 0));
    const first = await next();
    expect(first).toMatchObject({ kind: reply.status, status: 1 });
    const number = first.number;
    const good = frame(request.events, number, payload);

    const damaged = Uint8Array.from(good);
    damaged[6]! ^= 0x10;
    await line.write(damaged);
    expect(await next()).toMatchObject({ kind: reply.refused, value: reason.checksum, number });

    await line.write(good.subarray(0, 9));
    expect(await next()).toMatchObject({ kind: reply.refused, value: reason.cutShort, number });

    for (const [wrong, why] of [
      [frame(77, 0), reason.content],
      [frame(request.events, number, Uint8Array.of(1, 2, 3)), reason.content],
      [frame(request.events, number), reason.content],
      [frame(request.events, (number + 7) % 256, payload), reason.order],
    ] as const) {
      await line.write(wrong);
      expect(await next()).toMatchObject({ kind: reply.refused, value: why, number });
    }

    // Noise between frames is no frame.
    await line.write(Uint8Array.of(0, 255, 1, 2, 3));
    await line.write(good);
    const answers = [await next(), await next()];
    expect(answers.find((a) => a.kind === reply.taken)).toMatchObject({
      number: (number + 1) % 256,
      status: 1,
    });
    expect(answers.find((a) => a.kind === reply.class)!.value).toBe(golden.run(events).class);

    // The same frame again, as if its answer had been lost: answered, not taken twice.
    await line.write(good);
    expect(await next()).toMatchObject({ kind: reply.taken, number: (number + 1) % 256 });
    await line.write(frame(request.status, 0));
    expect(await next()).toMatchObject({ kind: reply.status, number: (number + 1) % 256 });
    await line.close();
  });

  it("waits a while for a port that another one has just closed, and refuses one that stays in use", async () => {
    const first = await openSerial(simulated.port, board.baud);
    const second = openSerial(simulated.port, board.baud);
    setTimeout(() => first.close(), 200);
    const line = await second;
    await expect(openSerial(simulated.port, board.baud)).rejects.toThrow("cannot be opened as a serial port");
    await line.close();
  });

  it("says that an event was illegal, and forgets it with a restart", async () => {
    const link = new BoardLink(await openSerial(simulated.port, board.baud));
    await link.ready();
    const illegal = {
      steps: 1,
      offsets: Uint32Array.of(0, 1),
      addresses: Uint16Array.of(network.inputs.channels),
      values: null,
    };
    await expect(link.classify(illegal, false)).rejects.toThrow("does not allow");
    expect((await link.status()).eventError).toBe(true);
    await link.restart();
    expect(await link.status()).toEqual({
      loaded: true,
      badImage: false,
      eventError: false,
      lengthError: false,
    });
    expect(await link.classify(events, false)).toBe(golden.run(events).class);
    await link.close();
  });
});

describe("a board with bad parameters", () => {
  const changed = (change: (image: Uint8Array) => void) => {
    const image = Uint8Array.from(parameters);
    change(image);
    return image;
  };
  const images: Record<string, Uint8Array> = {
    "an erased flash": new Uint8Array(64).fill(0xff),
    "another magic": changed((image) => {
      image[0]! ^= 1;
    }),
    "a flipped bit": changed((image) => {
      image[Math.floor(image.length / 2)]! ^= 0x08;
    }),
    "a packet longer than the image": changed((image) => {
      image[6] = 0x3f;
    }),
    "a missing end": parameters.subarray(0, parameters.length - 8),
  };

  it.each(Object.entries(images))("%s: says so and takes no events", async (_, image) => {
    const simulated = await powerUp(image);
    try {
      const link = new BoardLink(await openSerial(simulated.port, board.baud));
      await expect(link.ready()).rejects.toThrow(
        "the parameters in the board's flash are missing or damaged",
      );
      await expect(link.classify(events, false)).rejects.toThrow(
        "events refused: the board has no parameters",
      );
      expect(await link.status()).toMatchObject({ loaded: false, badImage: true });
      await link.close();
    } finally {
      await simulated.stop();
    }
  });
});
