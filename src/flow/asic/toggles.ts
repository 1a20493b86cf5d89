// How often each net changes: counted in a value change dump.
import { createReadStream } from "node:fs";
import { FlowRunError } from "../error.ts";

const [ZERO, ONE, LINE] = ["0".charCodeAt(0), "1".charCodeAt(0), "\n".charCodeAt(0)];

/** Identifiers of a dump are of the printable characters: digits, the first the lowest. */
const [FIRST, BASE] = [33, 94];

function numberOf(code: string): number {
  let number = 0;
  for (let i = code.length - 1; i >= 0; i -= 1) number = number * (BASE + 1) + code.charCodeAt(i) - FIRST + 1;
  return number;
}

/** The declarations: names by number of the identifier. */
function namesOf(head: string, top: string): Map<number, string[]> {
  const names = new Map<number, string[]>();
  const scope: string[] = [];
  for (const [, word, rest] of head.matchAll(/\$(scope|upscope|var)\s([^$]*(?:\$(?!end\b)[^$]*)*)\$end/g)) {
    const words = rest!.trim().split(/\s+/);
    if (word === "scope") scope.push(words[1]!);
    else if (word === "upscope") scope.pop();
    else if (scope.includes(top) && words[1] === "1") {
      const code = numberOf(words[2]!);
      const name = [...scope.slice(scope.indexOf(top) + 1), words.slice(3).join("")].join(".");
      names.set(code, [...(names.get(code) ?? []), name]);
    }
  }
  return names;
}

/**
 * Changes of every net of one bit, by its name within the instance `top`, where a dot joins the names of scopes. What a
 * net is before the first time of the dump is no change.
 * @throws FlowRunError where the dump has no such nets
 */
export async function togglesOf(vcd: string, top: string): Promise<ReadonlyMap<string, number>> {
  const ends = "$enddefinitions";
  let head = "";
  let names: Map<number, string[]> | null = null;
  const value: number[] = [];
  const changes: number[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of createReadStream(vcd) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
    if (names === null) {
      head += bytes.toString("latin1");
      rest = Buffer.alloc(0);
      const end = head.indexOf(ends);
      const line = end < 0 ? -1 : head.indexOf("\n", end);
      if (line < 0) continue;
      names = namesOf(head.slice(0, end), top);
      bytes = Buffer.from(head.slice(line + 1), "latin1");
    }
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(LINE, at);
      if (end < 0) break;
      const first = bytes[at]!;
      if (first === ZERO || first === ONE) {
        let code = 0;
        for (let i = end - 1; i > at; i -= 1) code = code * (BASE + 1) + bytes[i]! - FIRST + 1;
        if (value[code] !== undefined && value[code] !== first) changes[code] = (changes[code] ?? 0) + 1;
        value[code] = first;
      }
      at = end + 1;
    }
    rest = bytes.subarray(at);
  }
  if (names === null || names.size === 0)
    throw new FlowRunError(`the value change dump has no nets of ${top}`);
  const found = new Map<string, number>();
  for (const [code, own] of names) for (const name of own) found.set(name, changes[code] ?? 0);
  return found;
}
