// The networks that were trained on people: they answer in words, in hardware as in the golden model.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { json, run } from "./dmp.ts";

const sounds = "models/spoken-digits/sound";
const spoken = readdirSync(sounds)
  .filter((name) => /-(zero|one|two|three|four|five|six|seven|eight|nine)-/.test(name))
  .sort();
const folder = mkdtempSync(join(tmpdir(), "dmp-people-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers that were trained, of a safetensors file: its header says the shapes. */
function trained(path: string): number {
  const bytes = readFileSync(path);
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE(0))));
  return Object.entries(header as Record<string, { shape: number[] }>)
    .filter(([name]) => name !== "__metadata__")
    .reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

const classNames = async (model: string, ...more: string[]) => {
  const { value } = await json("run", model, ...more, "--engine", "golden");
  return (value.results as { className: string }[]).map((r) => r.className);
};

describe.each([
  { model: "models/keywords", classes: 12 },
  { model: "models/digits", classes: 10 },
])("$model", { timeout: 120_000 }, ({ model, classes }) => {
  const names = JSON.parse(readFileSync(join(model, "classes.json"), "utf8")) as string[];
  const some = spoken.slice(0, 4).map((name) => join(sounds, name));

  test("has at most 46,000 parameters and a name for every class", () => {
    expect(trained(join(model, "weights.safetensors"))).toBeLessThanOrEqual(46_000);
    expect(new Set(names).size).toBe(classes);
  });

  test("answers in words, with 8, 6 and 4 bits", async () => {
    const answered = await classNames(model, ...some);
    expect(names).toEqual(expect.arrayContaining(answered));
    const { status, out } = await run("run", model, some[0]!, "--engine", "golden");
    expect(status).toBe(0);
    expect(out).toContain(answered[0]);
    for (const bits of [6, 4]) {
      const fewer = await classNames(join(model, `network-${bits}bit.json`), ...some);
      expect(names).toEqual(expect.arrayContaining(fewer));
    }
  });

  test("its hardware computes every value of the golden model", async () => {
    const { status, value } = await json("run", model, some[1]!, "--engine", "builtin", "--probe");
    expect(status).toBe(0);
    expect(value).toMatchObject({ mismatches: 0, compared: "every value" });
  });

  test("hears by the front end beside it", async () => {
    const other = join(folder, model);
    cpSync(model, other, { recursive: true });
    rmSync(join(other, "front-end.json"));
    const share = async (at: string) => {
      const { value } = await json("listen", at, some[0]!);
      return (value.windows as { share: number }[])[0]!.share;
    };
    expect(await share(other)).not.toBe(await share(model));
  });
});

test("what people say as digits is no keyword to the keyword network", async () => {
  const answered = await classNames(
    "models/keywords",
    ...spoken.slice(0, 12).map((name) => join(sounds, name)),
  );
  expect(answered.filter((name) => name === "unknown").length).toBeGreaterThan(0);
});
