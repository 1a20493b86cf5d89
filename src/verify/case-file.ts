// A verification case as a JSON text: everything it takes to repeat it, in a form that people can read.

import { z } from "zod";
import { parseJsonText } from "../base/json.ts";
import { hardwareSchema } from "../core/index.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import { loadNetwork, saveNetwork } from "../quantize/index.ts";
import { sequenceFrom, stepsFrom } from "../stimuli/sequence.ts";
import { plainCase, type VerifyCase } from "./case.ts";
import { VerifyError } from "./errors.ts";

const FORMAT = "dmp-rtl verification case 2";
const EARLIER = "dmp-rtl verification case 1";

const whole = (low: number, high: number) => z.number().int().min(low).max(high);
const perStep = z.array(z.array(whole(0, 2 ** 16 - 1)));
const probability = z.number().min(0).lt(1);
const sequence = z.strictObject({ addresses: perStep.min(1), values: perStep.nullable() });

const schema = z.strictObject({
  format: z.enum([FORMAT, EARLIER]),
  seed: whole(0, 2 ** 32 - 1),
  stateSeed: whole(0, 2 ** 32 - 2),
  stalls: z.strictObject({ seed: whole(0, 2 ** 32 - 2), source: probability, sink: probability }).nullable(),
  assertions: z.boolean().optional(),
  sequences: z.array(sequence).min(1),
  interrupted: z.strictObject({ sequences: z.array(sequence).min(1), cycles: whole(1, 2 ** 31) }).nullish(),
  stray: z
    .array(
      z.strictObject({
        memory: whole(0, 255),
        fault: z.enum(["unknown", "header", "short", "long", "misfit"]),
        at: whole(0, 2 ** 31),
      }),
    )
    .optional(),
  hardware: hardwareSchema,
  network: z.unknown(),
  reload: z
    .strictObject({ before: whole(1, 2 ** 31), beats: whole(1, 2 ** 31), network: z.unknown() })
    .nullish(),
});

const line = (value: unknown) => JSON.stringify(value);

function sequenceText(s: EventSequence): string {
  const steps = stepsFrom(s);
  const addresses = steps.map((events) => events.map((e) => e.address));
  const values = s.values === null ? null : steps.map((events) => events.map((e) => e.value));
  return `{ "addresses": ${line(addresses)}, "values": ${line(values)} }`;
}

const listOf = (sequences: readonly EventSequence[], margin: string) =>
  `[\n${sequences.map((s) => `${margin}  ${sequenceText(s)}`).join(",\n")}\n${margin}]`;

const networkText = (network: VerifyCase["network"], margin: string) =>
  saveNetwork(network).trimEnd().replaceAll("\n", `\n${margin}`);

/** The case as text: the sequences step by step, lists of numbers on one line each. */
export function saveCase(c: VerifyCase): string {
  const { interrupted, reload } = c;
  const before =
    interrupted === null
      ? "null"
      : `{ "cycles": ${interrupted.cycles}, "sequences": ${listOf(interrupted.sequences, "  ")} }`;
  const again =
    reload === null
      ? "null"
      : `{ "before": ${reload.before}, "beats": ${reload.beats}, "network": ${networkText(reload.network, "  ")} }`;
  return `{
  "format": ${line(FORMAT)},
  "seed": ${c.seed},
  "stateSeed": ${c.stateSeed},
  "stalls": ${line(c.stalls)},
  "assertions": ${c.assertions},
  "sequences": ${listOf(c.sequences, "  ")},
  "interrupted": ${before},
  "stray": ${line(c.stray)},
  "hardware": ${line(c.hardware)},
  "network": ${networkText(c.network, "  ")},
  "reload": ${again}
}
`;
}

type StoredSequence = z.output<typeof schema>["sequences"][number];

/** Checks what the schema cannot: that values are there where the network's events have them. */
function sequenceOf(
  where: string,
  { addresses, values }: StoredSequence,
  { valueBits }: IntegerInputs,
): EventSequence {
  const graded = valueBits > 0;
  const wrong = (field: string, found: unknown, allowed: string): never => {
    throw new VerifyError(`${where}.${field}: ${found} is not allowed; it must be ${allowed}`);
  };
  if ((values !== null) !== graded)
    wrong("values", values === null ? "null" : "a list", graded ? "a list like addresses" : "null");
  const steps = addresses.map((list, k) => {
    const own = values?.[k];
    if (values !== null && own?.length !== list.length)
      wrong(`values[${k}].length`, own?.length ?? "nothing", `${list.length}, as in addresses`);
    return list.map((address, e) => ({ address, value: own?.[e] ?? 1 }));
  });
  return sequenceFrom(steps, graded);
}

/**
 * The case of a text written by `saveCase`. `where` names the text in messages.
 * @throws VerifyError, NetworkFileError with the field, what was found and what is allowed
 */
export function loadCase(text: string, where = "verification case"): VerifyCase {
  let root: unknown;
  try {
    root = parseJsonText(text);
  } catch (error) {
    throw new VerifyError(`${where}: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(root);
  if (!parsed.success)
    throw new VerifyError(
      `${where}: not a verification case\n${parsed.error.issues
        .map((issue) => `  ${issue.path.join(".") || "(top)"}: ${issue.message}`)
        .join("\n")}`,
    );
  const { seed, stateSeed, stalls, sequences, interrupted, stray, hardware, reload } = parsed.data;
  const networkOf = (stored: unknown, name: string) =>
    loadNetwork(JSON.stringify(stored), `${where}: ${name}`);
  const network = networkOf(parsed.data.network, "network");
  const all = (stored: readonly StoredSequence[], name: string) =>
    stored.map((s, i) => sequenceOf(`${where}: ${name}[${i}]`, s, network.inputs));
  if ((reload != null || (stray ?? []).length > 0) && hardware.parameters !== "loaded")
    throw new VerifyError(`${where}: reload and stray are for hardware with parameters "loaded" only`);
  if (reload != null && reload.before >= sequences.length)
    throw new VerifyError(
      `${where}: reload.before: ${reload.before} is not allowed; it must be below ${sequences.length}, the sequences`,
    );
  return plainCase({
    seed,
    stateSeed,
    stalls,
    hardware,
    network,
    sequences: all(sequences, "sequences"),
    interrupted:
      interrupted == null
        ? null
        : { cycles: interrupted.cycles, sequences: all(interrupted.sequences, "interrupted.sequences") },
    reload: reload == null ? null : { ...reload, network: networkOf(reload.network, "reload.network") },
    assertions: parsed.data.assertions ?? true,
    stray: stray ?? [],
  });
}
