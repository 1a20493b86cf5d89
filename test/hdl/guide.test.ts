// The guide shows what the examples are, print and draw. `--update` writes it anew.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  type Circuit,
  elaborate,
  printVerilog,
  type Simulator,
  simulate,
  type Trace,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

const root = new URL("../../", import.meta.url);
const names = ["counter", "accumulator", "queue", "machine", "lanes"];

interface Example {
  readonly example: Circuit;
  readonly play: (simulator: Simulator) => Trace;
}

const load = (name: string): Promise<Example> => import(new URL(`examples/hdl/${name}.js`, root).href);

/** The three blocks of an example, by the comment that stands above each. */
async function blocksOf(name: string): Promise<[string, string][]> {
  const { example, play } = await load(name);
  const design = elaborate(example);
  const drawn = play(simulate(design)).draw();
  const files = printVerilog(design).map((file) => file.text.trim());
  const source = await readFile(new URL(`examples/hdl/${name}.js`, root), "utf8");
  return [
    [`${name}.js`, source.trim()],
    [`${name}.v`, files.at(-1)!],
    [`${name} waveform`, drawn],
  ];
}

test("the guide is up to date", async () => {
  const guide = new URL("docs/hdl.md", root);
  let text = await readFile(guide, "utf8");
  for (const [mark, content] of (await Promise.all(names.map(blocksOf))).flat()) {
    const block = new RegExp(`(<!-- ${mark} -->\n\`\`\`\\w+\n)[^]*?(\`\`\`\n)`);
    expect(text, `docs/hdl.md has a block for ${mark}`).toMatch(block);
    text = text.replace(block, (_, head: string, tail: string) => `${head}${content}\n${tail}`);
  }
  await expect(text).toMatchFileSnapshot(guide.pathname);
});

test.each(names)("%s: every tool reads its Verilog without a word", async (name) => {
  const { example } = await load(name);
  const design = elaborate(example);
  const files = printVerilog(design);
  expect(await lint(files, design.top, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
});
