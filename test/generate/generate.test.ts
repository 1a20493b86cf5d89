// Generated folders: complete, readable by other tools, and with a test bench that tells right from wrong.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { generate, lint, writeFolder } from "../../src/generate/index.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-generate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lanes = { spike: 2, memory: 2, update: 1 };
const choices: Record<string, HardwareInput> = {
  baked: { lanes },
  "shared and loaded": { lanes, mapping: "shared", parameters: "loaded" },
  probed: { lanes, probe: true },
};
const made = (name: string, choice: HardwareInput) => {
  const { network, events } = vectorCases.find((c) => c.name === name)!;
  return generate(plan(network, hardware(choice)), { sequences: [events] });
};

const icarus = needs.find((need) => need.name === "iverilog")?.found() ?? false;

/** Runs the test bench of a generated folder in Icarus Verilog; gives what it prints. */
async function bench(folder: string, top: string, ...plusargs: string[]): Promise<string> {
  const options = { cwd: folder, all: true, reject: false } as const;
  const compiled = await execa(
    "iverilog",
    ["-g2005", "-Wall", "-o", "tb/sim", "-c", `tb/${top}_tb.f`],
    options,
  );
  if (compiled.exitCode !== 0) return compiled.all;
  return (await execa("vvp", ["-n", "tb/sim", ...plusargs], options)).all;
}

describe.skipIf(!icarus)("the test bench, in Icarus Verilog", () => {
  const names = ["plain", "legendre-5", "graded", "membrane-readout", "dilation-hold"];
  it.each(
    Object.entries(choices).flatMap(([choice, input]) => names.map((name) => [name, choice, input] as const)),
  )("passes for %s, %s", async (name, choice, input) => {
    const { top, files } = made(name, input);
    const folder = join(root, `${name} ${choice}`.replaceAll(" ", "-"));
    writeFolder(folder, files);
    expect(await bench(folder, top)).toMatch(/^PASS: 4 sequences, 40 time steps, \d+ cycles$/m);
    expect(await bench(folder, top, "+stall=60", "+seed=3")).toMatch(/^PASS/m);
  });

  it.each([
    ["the weights", "core0_integrate_weights.hex", (text: string) => text.replace(/[0-9a-f]/g, "0")],
    ["an expected spike", "tb/core0_spikes.hex", (text: string) => text.replace(/\n.*\n/, "\n0\n")],
    [
      "an expected class",
      "tb/classes.hex",
      (text: string) => text.replace(/^./, (d) => (d === "0" ? "1" : "0")),
    ],
    ["the threshold", "core0_neurons.v", (text: string) => text.replace(" >= ", " > 8 + ")],
  ])("fails where %s is wrong", async (_what, file, damage) => {
    const { top, files } = made("subtract", { lanes });
    const folder = mkdtempSync(join(root, "damaged-"));
    writeFolder(folder, files);
    const path = join(folder, file);
    const before = readFileSync(path, "utf8");
    expect(damage(before)).not.toBe(before);
    writeFileSync(path, damage(before));
    expect(await bench(folder, top)).toMatch(/^FAIL: \d+ differences$/m);
  });
});

describe("a generated folder", () => {
  it.each(Object.entries(choices))("names every file it needs: %s", (_name, choice) => {
    const { top, files } = made("legendre-5", choice);
    const names = Object.keys(files);
    for (const list of [`${top}.f`, `tb/${top}_tb.f`])
      for (const name of (files[list] as string).trim().split("\n")) expect(names).toContain(name);
    const listed = [...(files[`${top}.core`] as string).matchAll(/^ {6}- ([^:\n]+)/gm)].map((m) => m[1]!);
    for (const name of listed) expect(names).toContain(name);
    const wanted = names.filter((name) => /\.(v|hex)$/.test(name));
    expect(listed.sort()).toEqual(wanted.sort());
    const images = names.flatMap((name) =>
      [...(files[name] as string).matchAll(/\$readmemh\("([^"]+)"/g)].map((m) => m[1]!),
    );
    expect(images.length).toBeGreaterThan(2);
    for (const name of images) expect(names).toContain(name);
  });

  it("tells of memories and ports", () => {
    const { files, memories, ports, top } = made("legendre-5", { lanes });
    expect(ports.map((p) => `${p.direction} ${p.name} ${p.width}`)).toEqual([
      "in clk 1",
      "in rst 1",
      "in events_tvalid 1",
      "out events_tready 1",
      "in events_tdata 16",
      "in events_tlast 1",
      "in events_tuser 2",
      "out classes_tvalid 1",
      "in classes_tready 1",
      "out classes_tdata 2",
      "out error_event 1",
      "out error_length 1",
    ]);
    for (const { what } of ports) expect(what).not.toBe("");
    const weights = memories.find((m) => m.name === "core0.integrate.weights")!;
    expect(weights).toMatchObject({ kind: "block", image: "core0_integrate_weights.hex" });
    const image = (files[weights.image!] as string).trim().split("\n");
    expect(image).toHaveLength(weights.depth);
    expect(image[0]!.length).toBe(Math.ceil(weights.bits / 4));
    expect(files[`${top}.md`]).toContain("| `events_tdata` | in | 16 |");
  });

  it("says how parameters are loaded", () => {
    const { files, top } = made("legendre-5", choices["shared and loaded"]!);
    expect(files[`${top}.md`]).toMatch(/\| 0 \| `core_weights` \|/);
  });

  it("is the same every time", () => {
    expect(made("graded", { lanes }).files).toEqual(made("graded", { lanes }).files);
  });

  it("can do without a test bench", () => {
    const { network } = vectorCases[0]!;
    const { files } = generate(plan(network, hardware({ lanes })), { testBench: false });
    expect(Object.keys(files).filter((name) => name.startsWith("tb/"))).toEqual([]);
  });

  it.each(Object.entries(choices))("has no warning from any tool: %s", async (name, choice) => {
    const { files, top } = made("legendre-5", choice);
    const folder = join(root, `lint-${name.replaceAll(" ", "-")}`);
    writeFolder(folder, files);
    await lint(folder, top);
  });

  it.skipIf(!icarus)("is refused by the linter where it is wrong", async () => {
    const { files, top } = made("plain", { lanes });
    const folder = join(root, "broken");
    writeFolder(folder, { ...files, "intake.v": `${files["intake.v"]}module` });
    await expect(lint(folder, top)).rejects.toThrow(/objects to/);
  });
});
