// The boards with an ECP5: the PLL's numbers, the clock that is asked for, and the whole board in simulation.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { boardDesign } from "../../src/board/description.ts";
import {
  BoardError,
  BoardLink,
  loadBoard,
  openSerial,
  simulateBoard,
  withClock,
  withDevice,
} from "../../src/board/index.ts";
import { pllFor } from "../../src/board/pll.ts";
import { hardware, plan } from "../../src/core/index.ts";

const { network, events } = vectorCases.find((c) => c.name === "subtract")!;
const baked = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 } }));

/** Every output of at most `asked` that the ranges of the data sheet allow. */
function allowed(inputMHz: number, asked: number): number[] {
  const found: number[] = [];
  for (let input = 1; input <= 128 && inputMHz / input >= 3.125; input++)
    for (let feedback = 1; feedback <= 128; feedback++) {
      const output = (inputMHz / input) * feedback;
      const divides = Array.from({ length: 128 }, (_, i) => output * (i + 1));
      if (output <= asked + 1e-9 && divides.some((vco) => vco >= 400 && vco <= 800)) found.push(output);
    }
  return found;
}

describe("the PLL of an ECP5", () => {
  it("makes the fastest clock of at most what is asked for, within its ranges", () => {
    const frequency = fc.double({ min: 3.2, max: 400, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(12, 16, 25, 48, 100), frequency, (crystal, asked) => {
        const right = Math.max(0, ...allowed(crystal, asked));
        const pll = pllFor(crystal, asked);
        expect(pll?.outputMHz ?? 0).toBeCloseTo(right, 6);
        if (pll === null) return;
        expect((crystal * pll.feedback) / pll.input).toBeCloseTo(pll.outputMHz, 6);
        expect(pll.outputMHz * pll.output).toBeGreaterThanOrEqual(400);
        expect(pll.outputMHz * pll.output).toBeLessThanOrEqual(800);
      }),
      { numRuns: 60, seed: 25 },
    );
  });

  it("is in the Verilog of a top, with the clock that is asked for", () => {
    const { surrounding } = boardDesign(baked, withClock(loadBoard("ulx3s"), 82));
    const text = surrounding.files![0]!.text;
    expect(text).toContain("25 MHz * 13 / 4 = 81.25 MHz; the oscillator runs 7 times as fast.");
    for (const part of ["CLKI_DIV(4)", "CLKFB_DIV(13)", "CLKOP_DIV(7)", '(* ICP_CURRENT = "12" *)'])
      expect(text).toContain(part);
  });
});

describe("what an ECP5 board refuses", () => {
  it("a clock that its PLL does not make, or that bits of the serial line do not divide", () => {
    const board = loadBoard("ulx3s");
    expect(() => withClock(board, 1)).toThrow("its PLL makes no clock of at most 1 MHz");
    expect(() => withClock(board, 17)).toThrow("off any whole number of cycles");
    expect(() => withClock(loadBoard("icebreaker"), 30)).toThrow(BoardError);
  });

  it("a device that it is not made with, and parameters that are loaded", () => {
    expect(withDevice(loadBoard("ulx3s"), "ecp5-85k").device).toBe("ecp5-85k");
    expect(() => withDevice(loadBoard("colorlight-i5"), "ecp5-85k")).toThrow(
      "is made with ecp5-25k, not with ecp5-85k",
    );
    const loaded = plan(network, hardware({ ...baked.hardware, parameters: "loaded" }));
    expect(() => boardDesign(loaded, loadBoard("ulx3s"))).toThrow('parameters "baked"');
  });
});

describe.each(["ulx3s", "colorlight-i5"])("%s in simulation", (name) => {
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
