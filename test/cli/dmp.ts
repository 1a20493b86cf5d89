// Runs a command line within the test, and keeps what it writes.
import { Readable } from "node:stream";
import { dmp } from "../../src/cli/program.ts";

export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export async function run(...argv: string[]): Promise<Said> {
  return runWith({}, ...argv);
}

export async function runWith(env: Record<string, string>, ...argv: string[]): Promise<Said> {
  return runOn(Readable.from([]), env, ...argv);
}

/** With something on standard input. */
export async function runOn(input: Readable, env: Record<string, string>, ...argv: string[]): Promise<Said> {
  let [out, err] = ["", ""];
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    terminal: null,
    input,
    env,
  };
  return { status: await dmp(argv, io), out, err };
}

/** The one JSON object that a command has printed, and nothing else. */
export async function json(
  ...argv: string[]
): Promise<{ status: number; value: Record<string, unknown>; err: string }> {
  const { status, out, err } = await run(...argv, "--json");
  if (!/^\{.*\}\n$/.test(out)) throw new Error(`not one line of JSON: ${out}\n${err}`);
  return { status, value: JSON.parse(out), err };
}
