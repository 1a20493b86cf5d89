// The boards with a Gowin chip: the PLL's numbers, what is in the top, and the whole board in simulation.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { boardDesign } from "../../src/board/description.ts";
import { BoardLink, loadBoard, openSerial, simulateBoard, withClock } from "../../src/board/index.ts";
import { gowinPllFor, gw1nr9, gw2a18 } from "../../src/board/pll-gowin.ts";
import { hardware, plan } from "../../src/core/index.ts";

const { network, events } = vectorCases.find((c) => c.name === "subtract")!;
const baked = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 } }));
const boards = ["tang-nano-9k", "tang-nano-20k", "tang-primer-20k"];

/** Every output of at most `asked` that the ranges of the data sheet allow, in MHz: compared, oscillator, output. */
function allowed(ranges: readonly (readonly [number, number])[], inputMHz: number, asked: number): number[] {
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  const [compared, oscillator, output] = ranges;
  const divisors = [2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128];
  const found: number[] = [];
  for (let input = 1; input <= 64; input++)
    for (let feedback = 1; feedback <= 64; feedback++) {
      const made = (inputMHz / input) * feedback;
      if (made > asked + 1e-9 || !within(inputMHz / input, compared!) || !within(made, output!)) continue;
      if (divisors.some((divisor) => within(made * divisor, oscillator!))) found.push(made);
    }
  return found;
}

describe("the PLL of a Gowin chip", () => {
  it.each([
    [
      "GW1NR-9",
      gw1nr9,
      [
        [3, 400],
        [400, 1200],
        [3.125, 600],
      ],
    ],
    [
      "GW2A-18",
      gw2a18,
      [
        [3, 500],
        [500, 1250],
        [3.90625, 625],
      ],
    ],
  ] as const)(
    "%s makes the fastest clock of at most what is asked for, within its ranges",
    (_, range, limits) => {
      const frequency = fc.double({ min: 3.2, max: 700, noNaN: true });
      fc.assert(
        fc.property(fc.constantFrom(12, 27, 50, 100), frequency, (crystal, asked) => {
          const right = Math.max(0, ...allowed(limits, crystal, asked));
          const pll = gowinPllFor(range, crystal, asked);
          expect(pll?.outputMHz ?? 0).toBeCloseTo(right, 6);
          if (pll === null) return;
          expect((crystal * pll.feedback) / pll.input).toBeCloseTo(pll.outputMHz, 6);
          expect(pll.outputMHz * pll.output).toBeGreaterThanOrEqual(limits[1][0]);
          expect(pll.outputMHz * pll.output).toBeLessThanOrEqual(limits[1][1]);
        }),
        { numRuns: 60, seed: 27 },
      );
    },
  );

  it("is in the Verilog of a top, with the clock that is asked for", () => {
    const { surrounding } = boardDesign(baked, withClock(loadBoard("tang-nano-20k"), 55));
    const text = surrounding.files![0]!.text;
    expect(text).toContain("27 MHz * 2 / 1 = 54 MHz; the oscillator runs 16 times as fast.");
    for (const part of ['FCLKIN("27")', 'DEVICE("GW2AR-18C")', "IDIV_SEL(0)", "FBDIV_SEL(1)", "ODIV_SEL(16)"])
      expect(text).toContain(part);
  });
});

it.each(boards)("%s has a place for every pin of its top", (name) => {
  const { files, constraints } = boardDesign(baked, loadBoard(name)).surrounding;
  const pins = [...files![0]!.text.matchAll(/^ {4}(?:input|output) +wire (\w+)/gm)].map((m) => m[1]);
  const placed = [...constraints.text.matchAll(/^IO_LOC "(\w+)" \w+;$/gm)].map((m) => m[1]);
  expect(pins.length).toBe(6);
  expect(placed.sort()).toEqual(pins.sort());
});

describe.each(boards)("%s in simulation", (name) => {
  it("takes recordings from power-up on and gives the golden model's classes", async () => {
    const board = loadBoard(name);
    const simulated = await simulateBoard(baked, board, new Uint8Array());
    const link = new BoardLink(await openSerial(simulated.port, board.baud));
    try {
      await link.ready();
      const right = createGolden(network).run(events).class;
      expect(await link.classify(events, false)).toBe(right);
      expect((await link.status()).loaded).toBe(true);
    } finally {
      await link.close();
      await simulated.stop();
    }
  });
});
