// What types would not let through, but JSON and JavaScript do: named for what it is, with what makes a network of it.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { floatModel, loadCheckpoint, NetworkKindError, parseDescription } from "../../src/network/index.ts";
import { loadNetwork, quantize, saveNetwork } from "../../src/quantize/index.ts";

const { network } = vectorCases[0]!;
const text = saveNetwork(network);
const description = parseDescription(JSON.parse(readFileSync("models/spoken-digits/network.json", "utf8")));
const float = loadCheckpoint(description, "models/spoken-digits/weights.safetensors");
const choice = hardware({ lanes: { spike: 1, memory: 1, update: 1 } });

const neither: [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["a string", text],
  ["an empty object", {}],
  ["layers alone", { layers: [] }],
  ["a description", description],
  ["the parsed JSON of a saved network", JSON.parse(text)],
];

describe("an integer network", () => {
  it.each([...neither, ["a float network", float]])("is not %s", (_, given) => {
    const refused = /^not an integer network: loadNetwork makes one .*, quantize of a float network$/;
    for (const made of [() => createGolden(given as never), () => plan(given as never, choice)]) {
      expect(made).toThrow(NetworkKindError);
      expect(made).toThrow(refused);
    }
  });

  it("is what loadNetwork makes of that text", () => {
    expect(createGolden(loadNetwork(text)).arithmetic).toBe(createGolden(network).arithmetic);
    expect(plan(loadNetwork(text), choice)).toEqual(plan(network, choice));
  });
});

describe("a float network", () => {
  it.each([...neither, ["an integer network", network]])("is not %s", (_, given) => {
    for (const made of [() => floatModel(given as never), () => quantize(given as never, [])]) {
      expect(made).toThrow(NetworkKindError);
      expect(made).toThrow(/^not a float network: loadCheckpoint makes one .*, floatNetwork of parameters$/);
    }
  });
});

it.each([[undefined], [{}], ["block"]])("a hardware choice is not %j", (given) => {
  expect(() => plan(network, given as never)).toThrow(
    /^Not a hardware choice: hardware\(\{ \.\.\. \}\) makes/,
  );
});
