// Errors of a user's own network file in code: the file, the line, what is wrong there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-module-errors-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, "parts"));
writeFileSync(join(root, "parts/layers.ts"), "export const a = 1;\nexport const b = ;\n");

it.each([
  [
    "package.js",
    'const a = 1;\nimport x from "no-such-package";\nexport default x;',
    'line 2: there is no package "no-such-package" here; install it: npm install no-such-package',
  ],
  [
    "scoped.ts",
    "import x from '@no-such/package/part';\nexport default x;",
    'line 1: there is no package "@no-such/package/part" here; install it: npm install @no-such/package',
  ],
  [
    "file.mjs",
    '\nimport x from "./nothing.js";\nexport default x;',
    'line 2: there is no file "./nothing.js"',
  ],
  [
    "syntax.ts",
    "export default {\n  name: 'a',\n  inputs: { channels: 2;\n",
    'line 3, column 24: Unexpected token, expected ","',
  ],
  ["syntax.js", "export default {\n  name: 'a',,\n};", "line 2, column 13: Unexpected token"],
  ["unknown.js", "const y = 3;\n\nexport default foo(y);", "line 3: foo is not defined"],
  [
    "typed.ts",
    "interface A { a: number }\n\nconst f = (x: A) =>\n  x.a.b.c;\nexport default f({ a: 1 });",
    "line 4: Cannot read properties of undefined",
  ],
  ["odd.js", "throw { odd: 1 };", 'throws {"odd":1}'],
])("%s", async (name, text, said) => {
  const path = join(root, name);
  writeFileSync(path, text);
  const { status, err } = await run("quantize", path);
  expect(err).toMatch(/^error: .*\n$/);
  expect(err.startsWith(`error: ${path}: ${said}`), err).toBe(true);
  expect(status).toBe(2);
});

it("a file that the network imports is named itself", async () => {
  const path = join(root, "imports.ts");
  writeFileSync(path, 'import { b } from "./parts/layers.ts";\n\nexport default b;\n');
  const { err } = await run("quantize", path);
  expect(err).toMatch(/parts\/layers\.ts: line 2, column \d+: Unexpected token\n$/);
});
