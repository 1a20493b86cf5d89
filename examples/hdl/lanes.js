// A memory whose words are lanes: four weights are read and multiplied at once.
import { bit, circuit, index, sint, sum, uint, vector } from "dmp-rtl/hdl";

export const example = circuit("dot_product", {
  note: "Multiplies a word of four weights with four values.",
  inputs: {
    address: index(64),
    values: vector(4, uint(4)),
    write: bit,
    lane: index(4),
    weight: sint(8),
  },
  outputs: { result: sint(14) },
  body(c, { address, values, write, lane, weight }, { result }) {
    const weights = c.memory("weights", {
      depth: 64,
      lanes: 4,
      type: sint(8),
      style: "block",
      readDuringWrite: "undefined",
    });
    // One lane is written at a time.
    weights.write("load", {
      address,
      enable: write,
      laneEnables: [0, 1, 2, 3].map((i) => lane.eq(i)),
      data: [weight, weight, weight, weight],
    });
    const word = weights.read("word", { address });

    c.note("The values wait for the word: it comes one cycle after its address.");
    const { held } = c.registers({ held: vector(4, uint(4)) });
    c.next(held, values);
    const { products } = c.signals({ products: word.map((w, i) => w.mul(held[i])) });
    result.is(sum(products));
  },
});

export function play(simulator) {
  simulator.reset();
  simulator.pokeMemory("weights", 5, [1, -2, 3, 127]);
  simulator.pokeMemory("weights", 6, [-128, -128, -128, -128]);
  const trace = simulator.trace(["address", "values_0", "values_3", "weights_word_3", "result"]);
  for (const [address, last] of [
    [5, 0],
    [5, 15],
    [6, 15],
    [6, 1],
  ]) {
    simulator.poke("address", address);
    for (let i = 0; i < 4; i++) simulator.poke(`values_${i}`, i === 3 ? last : 1);
    simulator.step();
  }
  return trace;
}
