import { describe, expect, it } from "vitest";
import { type HardwareInput, hardware, networkCircuit, plan } from "../../src/core/index.ts";
import { elaborate, fifo, uint } from "../../src/hdl/index.ts";
import { tinyNetwork } from "./networks.ts";
import { proves } from "./prove.ts";

describe("a FIFO never reads the word that it writes", () => {
  const design = elaborate(fifo("queue", { value: uint(3) }, 4));
  const order = "stored <= 4 && tail == ((head + stored) & 2'd3)";

  it("in 20 cycles from reset, whatever comes", async () => {
    expect(await proves({ design, circuit: "queue", cycles: 20 })).toBe(true);
  });

  it("ever, as its addresses are as far apart as its filling says", async () => {
    expect(await proves({ design, circuit: "queue", invariants: [order], cycles: "forever" })).toBe(true);
  });

  it("and would be caught if it did", async () => {
    const change = (text: string) =>
      text.replace("wire store = input_valid & ", "wire store = input_valid | ");
    const planted = { design, circuit: "queue", cycles: 20, change } as const;
    expect(change("wire store = input_valid & x")).not.toBe("wire store = input_valid & x");
    expect(await proves(planted)).toBe(false);
  });
});

describe("the integrator never reads a current that it writes", () => {
  const choices: Record<string, Partial<HardwareInput>> = {
    "banks separate": { banks: "separate" },
    "banks joint": { banks: "joint" },
  };
  const designOf = (choice: Partial<HardwareInput>) =>
    elaborate(
      networkCircuit(
        plan(
          tinyNetwork,
          hardware({ lanes: { spike: 1, memory: 1, update: 1 }, dataflow: "event-stationary", ...choice }),
        ),
      ),
    );
  // The neuron pass reads the bank that was handed over to it.
  const assume = ["!read_valid || read_bank != bank"];
  const circuit = "core0_integrate";

  it.each(Object.entries(choices))("%s: in 25 cycles from reset, whatever comes", async (_, choice) => {
    expect(await proves({ design: designOf(choice), circuit, assume, only: "_apart", cycles: 25 })).toBe(
      true,
    );
  });

  it("ever, where the banks are separate", async () => {
    const design = designOf({ banks: "separate" });
    expect(await proves({ design, circuit, assume, only: "_apart", cycles: "forever" })).toBe(true);
  });

  it("and would be caught if the pass read the other bank", async () => {
    const design = designOf({ banks: "joint" });
    expect(await proves({ design, circuit, only: "_apart", cycles: 25 })).toBe(false);
  });
});
