// X propagation: in Icarus, where registers and memories begin unknown, no unknown bit reaches an output after reset.
import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { plan } from "../../src/core/index.ts";
import { answersOf } from "../../src/simulate/answers.ts";
import { eventBeats, networkBench, paramsBeats } from "../../src/simulate/network.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";
import { runIcarus } from "./icarus.ts";
import { namedShapes } from "./shapes.ts";

const seed = 91;
const names = [
  "odd",
  "plain",
  "graded",
  "hold",
  "skip",
  "shared",
  "shared_baked",
  "baked",
  "lists",
  "held_baked",
];

it.concurrent.each(namedShapes.filter((s) => names.includes(s.name)).map((s) => [s.name, s] as const))(
  `%s shows nothing unknown and gives the right classes (seed ${seed})`,
  async (_, { network, hardware }) => {
    const p = plan(network, hardware);
    const sequences = [0, 1, 2].map((i) => randomSequence(random(seed).split(i), network.inputs, 5));
    const params = hardware.parameters === "loaded" ? { params: paramsBeats(p) } : {};
    const golden = createGolden(network);
    const [answers] = answersOf(
      p,
      sequences.map((s) => golden.record(s)),
    );
    const result = await runIcarus(
      networkBench(p),
      { ...params, events: eventBeats(sequences) },
      answers!.beats,
    );
    expect(result.reports).toEqual([]);
    expect(result.end).toBe("done");
    expect(result.classes).toEqual(answers!.columns[0]);
  },
  120_000,
);

it("would be noticed: a register that reset misses shows as unknown", async () => {
  const { network, hardware } = namedShapes.find((s) => s.name === "baked")!;
  const nb = networkBench(plan(network, hardware));
  const circuits = nb.design.circuits.map((c) =>
    c.name === "readout"
      ? {
          ...c,
          items: c.items.map((i) =>
            i.kind === "register" && i.name === "answered" ? { ...i, reset: null } : i,
          ),
        }
      : c,
  );
  const sequences = [randomSequence(random(seed), network.inputs, 2)];
  const result = await runIcarus(
    { ...nb, design: { ...nb.design, circuits } },
    { events: eventBeats(sequences) },
    1,
  );
  expect(result.reports.length).toBeGreaterThan(0);
});
