// Every example in the documents runs: modules with what their text takes for granted before them, files through their
// readers, command lines through the parser of the command line.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadValue } from "../../src/cli/files/module.ts";
import { commands, programOf } from "../../src/cli/program.ts";
import { hardware, parseJson, parseText } from "../../src/index.ts";
import { blocks, callsOf, documents } from "./blocks.ts";

const example = resolve("examples/first");
const folder = mkdtempSync(join(tmpdir(), "dmp-docs-"));
const before = process.cwd();

beforeAll(() => {
  cpSync(resolve("test/recordings/fixtures/half.h5"), join(folder, "shd_test.h5"));
  const header = (...numbers: number[]) => {
    const bytes = Buffer.alloc(4 * numbers.length);
    for (const [i, n] of numbers.entries()) bytes.writeUInt32BE(n, 4 * i);
    return bytes;
  };
  const images = Buffer.concat([header(0x803, 1, 28, 28), Buffer.alloc(784, 7)]);
  writeFileSync(join(folder, "t10k-images-idx3-ubyte.gz"), gzipSync(images));
  writeFileSync(
    join(folder, "t10k-labels-idx1-ubyte.gz"),
    gzipSync(Buffer.concat([header(0x801, 1), Buffer.from([3])])),
  );
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** The example network, float and integer, and its recordings. */
const network = `
import * as given from "dmp-rtl";
import description from "${example}/network.js";
const recordings = await given.readJsonRecordings("${example}/recordings.json");
const float = given.loadCheckpoint(description, "${example}/weights.safetensors");
const integerNetwork = given.quantize(float, recordings).network;
`;

/** What the text around an example has introduced, and what is made smaller to run here. */
const settings: Record<string, { given?: string; smaller?: [RegExp, string][] }> = {
  "docs/core.md": { given: network },
  "docs/quantize.md": { given: `${network}const testRecordings = recordings.slice(0, 5);\n` },
  "docs/recordings.md": {
    given: `import { permutationFromSeed, readMnist, readShdRecordings } from "dmp-rtl";\n`,
    smaller: [[/from: 0, to: 100/, "from: 0, to: 1"]],
  },
  "docs/simulation.md": {
    given: `
import * as given from "dmp-rtl/hdl";
const { bit, circuit, elaborate, uint } = given;
const design = elaborate(circuit("adder", {
  note: "Adds.",
  inputs: { pair_valid: bit, pair_left: uint(8), pair_right: uint(8), sum_ready: bit },
  outputs: { pair_ready: bit, sum_valid: bit, sum_value: uint(9), cycles: uint(8) },
  body(c, inputs, outputs) {
    outputs.pair_ready.is(inputs.sum_ready);
    outputs.sum_valid.is(inputs.pair_valid);
    outputs.sum_value.is(inputs.pair_left.add(inputs.pair_right));
    const { count } = c.registers({ count: uint(8) });
    count.next(count.add(1).wrap(count.type));
    outputs.cycles.is(count);
  },
}));
`,
    smaller: [[/"verilator"/, '"builtin"']],
  },
  "docs/verification.md": {
    given: `${network}
const { hardware } = given;
const network = integerNetwork;
const choice = { lanes: { spike: 8, memory: 8, update: 1 } };
`,
    smaller: [
      [/"verilator"/, '"builtin"'],
      [/cases: 500/, "cases: 2"],
    ],
  },
};

const modules = blocks.filter(
  ({ language, document }) => /^[jt]s$/.test(language) && !document.startsWith("docs/hdl"),
);

describe("modules", () => {
  it("are found", () => expect(modules.length).toBeGreaterThanOrEqual(7));

  it.each(modules.map((block, i) => [`${block.document}, example ${i}`, block, i] as const))(
    "%s",
    async (_name, { document, language, text }, i) => {
      const { given = "", smaller = [] } = settings[document] ?? {};
      let code = text;
      for (const [of, by] of smaller) code = code.replace(of, by);
      const end = /^export default/m.test(code) ? "" : "export default true;\n";
      const file = join(folder, `example${i}.${language}`);
      writeFileSync(file, `${given}${code}${end}`);
      expect(await loadValue(file)).toBeTruthy();
    },
  );
});

describe("files", () => {
  const of = (document: string, language: string, begin: RegExp) =>
    blocks.filter((b) => b.document === document && b.language === language && begin.test(b.text));

  it("are read: recordings as text and as JSON", () => {
    const [text] = of("docs/recordings.md", "", /^dmp-rtl recordings/);
    expect(parseText(text!.text, "docs").map((r) => r.name)).toEqual(["first", "graded"]);
    const [json] = of("docs/recordings.md", "json", /recordings 1/);
    expect(parseJson(json!.text, "docs")).toMatchObject([{ name: "first", label: 4, steps: 3 }]);
  });

  it("are read: the version of the citation is that of the package", () => {
    const { version, license } = JSON.parse(readFileSync(join(before, "package.json"), "utf8"));
    const citation = readFileSync(join(before, "CITATION.cff"), "utf8");
    expect(citation).toContain(`\nversion: ${version}\n`);
    expect(citation).toContain(`\nlicense: ${license}\n`);
  });

  it("are read: the hardware choice of the README, and all JSON", () => {
    const [choice] = of("README.md", "json", /lanes/);
    expect(hardware(JSON.parse(choice!.text))).toMatchObject({ mapping: "pipelined" });
    for (const { language, text } of blocks)
      if (language === "json") expect(() => JSON.parse(text)).not.toThrow();
  });
});

describe("command lines", () => {
  const silent = { out: () => {}, err: () => {}, terminal: null, env: {} };
  /** The command that a line asks for. @throws where it is none */
  async function parsed(words: readonly string[]): Promise<string> {
    let found = "";
    const program = programOf(silent, async ({ name }) => {
      found = name;
    });
    await program.parseAsync(words, { from: "user" });
    return found;
  }
  const isName = (words: readonly string[]) => words.length < 2 || words.every((w) => /^[\w-]+$/.test(w));

  const inDocuments = documents.flatMap((document) =>
    callsOf(readFileSync(join(before, document), "utf8"), "dmp")
      // Prose names commands: `dmp run`, `dmp verify replay`, and stands for words with capitals.
      .filter((words) => !isName(words) && !/\.\.\.|COMMAND/.test(words.join(" ")))
      .map((words) => [document, words] as const),
  );
  const inHelp = commands
    .flatMap((command) => [command, ...(command.commands ?? [])])
    .flatMap((command) => command.examples.map((line) => [`help of ${command.name}`, line] as const))
    .flatMap(([where, line]) =>
      callsOf(`\`\`\`\n${line}\n\`\`\``, "dmp").map((words) => [where, words] as const),
    );

  it("are found", () => expect(Math.min(inDocuments.length, inHelp.length)).toBeGreaterThan(15));

  it.each([...inDocuments, ...inHelp])("%s: dmp %j", async (_where, words) => {
    expect(await parsed(words)).not.toBe("");
  });

  it("of npm have their scripts", () => {
    const { scripts } = JSON.parse(readFileSync(join(before, "package.json"), "utf8"));
    const asked = documents.flatMap((document) =>
      callsOf(readFileSync(join(before, document), "utf8"), "npm")
        .filter(([verb]) => verb === "run")
        .map(([, name]) => name!),
    );
    expect(asked.length).toBeGreaterThan(5);
    for (const name of asked) expect(Object.keys(scripts)).toContain(name);
  });
});
