// The sample of edits of a run: every kind of edit, every file, the same for the same seed.
import type { Random } from "../../src/verify/index.ts";
import { type Edit, editsOf, kinds } from "./edits.ts";
import type { MutantSubject } from "./subjects.ts";

/** Names of the output ports of every module. */
function outputsOf(files: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  return new Map(
    files.map(([name, text]) => [
      name.replace(/\.v$/, ""),
      new Set(
        [...text.matchAll(/^\s*output\s+(?:wire|reg)\s*(?:signed\s*)?(?:\[[^\]]*\]\s*)?(\w+)/gm)].map(
          (m) => m[1]!,
        ),
      ),
    ]),
  );
}

/** A word of a memory image with one bit flipped. */
function imageEdits(file: string, text: string): Edit[] {
  let start = 0;
  return text.split("\n").flatMap((line, i) => {
    const at = start;
    start += line.length + 1;
    if (!/^[0-9a-f]+$/i.test(line)) return [];
    const digit = Number.parseInt(line.at(-1)!, 16) ^ 1;
    const replacement = line.slice(0, -1) + digit.toString(16);
    return [
      { file, kind: "bit of an image flipped", line: i + 1, start: at, end: at + line.length, replacement },
    ];
  });
}

/** The Verilog of the design, and the images that it reads. */
export const sourcesOf = (subject: MutantSubject) =>
  Object.entries(subject.folder).filter(([path]) => !path.includes("/") && /\.(v|hex)$/.test(path));

/** Draws `count` edits: kinds in turn, for each a file that has it, then one of its places. */
export async function drawEdits(subject: MutantSubject, count: number, random: Random): Promise<Edit[]> {
  const sources = sourcesOf(subject);
  const outputs = outputsOf(sources.filter(([path]) => path.endsWith(".v")));
  const all: Edit[] = [];
  for (const [path, text] of sources)
    all.push(...(path.endsWith(".v") ? await editsOf(path, text, outputs) : imageEdits(path, text)));
  const names = [...Object.keys(kinds), "bit of an image flipped"].filter((k) =>
    all.some((e) => e.kind === k),
  );
  const drawn = new Set<Edit>();
  for (let n = 0; drawn.size < Math.min(count, all.length); n += 1) {
    const left = all.filter((e) => e.kind === names[n % names.length] && !drawn.has(e));
    if (left.length === 0) continue;
    const file = random.pick([...new Set(left.map((e) => e.file))]);
    drawn.add(random.pick(left.filter((e) => e.file === file)));
  }
  return [...drawn];
}
