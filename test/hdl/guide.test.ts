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
const names = ["counter", "accumulator", "queue", "machine", "lanes", "divider", "clocks"];

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
    // Everything that a tool needs to read the top, children first.
    [`${name}.v`, files.join("\n\n")],
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

/** The modules of a block of the guide, a file each. */
function filesOf(block: string) {
  const texts = block.split(/(?<=`default_nettype wire)\n+/).filter((text) => text.trim() !== "");
  return texts.map((text) => ({ name: `${text.match(/^module (\w+)/m)![1]}.v`, text: `${text}\n` }));
}

test.each(names)("%s: every tool loads the Verilog of the guide as it is printed", async (name) => {
  const guide = await readFile(new URL("docs/hdl.md", root), "utf8");
  const block = guide.match(new RegExp(`<!-- ${name}\\.v -->\n\`\`\`verilog\n([\\s\\S]*?)\`\`\`\n`))![1]!;
  const { example } = await load(name);
  const design = elaborate(example);
  const files = filesOf(block);
  expect(files.map((file) => file.text.trim())).toEqual(printVerilog(design).map(({ text }) => text.trim()));
  const models = printVerilog(design, { externals: "model" }).filter(
    (m) => !files.some((f) => f.name === m.name),
  );
  const said = await lint([...files, ...models], design.top, true);
  // The models are not ours to be clean.
  expect(said.filter((text) => !models.some((m) => text.includes(m.name)))).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
});
