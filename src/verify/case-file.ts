// A verification case as a JSON text: everything it takes to repeat it, in a form that people can read.
import { z } from "zod";
import { hardwareSchema } from "../core/index.ts";
import type { EventSequence, IntegerInputs } from "../network/integer.ts";
import { loadNetwork, saveNetwork } from "../quantize/index.ts";
import type { VerifyCase } from "./case.ts";
import { VerifyError } from "./errors.ts";
import { sequenceFrom, stepsFrom } from "./sequence.ts";

const FORMAT = "dmp-rtl verification case 1";

const whole = (low: number, high: number) => z.number().int().min(low).max(high);
const perStep = z.array(z.array(whole(0, 2 ** 32 - 1)));
const probability = z.number().min(0).lt(1);

const schema = z.strictObject({
  format: z.literal(FORMAT),
  seed: whole(0, 2 ** 32 - 1),
  stateSeed: whole(0, 2 ** 32 - 2),
  stalls: z.strictObject({ seed: whole(0, 2 ** 32 - 2), source: probability, sink: probability }).nullable(),
  sequences: z.array(z.strictObject({ addresses: perStep.min(1), values: perStep.nullable() })).min(1),
  hardware: hardwareSchema,
  network: z.unknown(),
});

/** The case as text: the sequences step by step, lists of numbers on one line each. */
export function saveCase({ seed, stateSeed, stalls, sequences, hardware, network }: VerifyCase): string {
  const line = (value: unknown) => JSON.stringify(value);
  const sequence = (s: EventSequence) => {
    const steps = stepsFrom(s);
    const addresses = steps.map((events) => events.map((e) => e.address));
    const values = s.values === null ? null : steps.map((events) => events.map((e) => e.value));
    return `    { "addresses": ${line(addresses)}, "values": ${line(values)} }`;
  };
  return `{
  "format": ${line(FORMAT)},
  "seed": ${seed},
  "stateSeed": ${stateSeed},
  "stalls": ${line(stalls)},
  "sequences": [
${sequences.map(sequence).join(",\n")}
  ],
  "hardware": ${line(hardware)},
  "network": ${saveNetwork(network).trimEnd().replaceAll("\n", "\n  ")}
}
`;
}

type StoredSequence = z.output<typeof schema>["sequences"][number];

/** Checks what the schema cannot: that steps fit the network. */
function sequenceOf(
  where: string,
  stored: StoredSequence,
  inputs: IntegerInputs,
  maxSteps: number,
): EventSequence {
  const { addresses, values } = stored;
  const graded = inputs.valueBits > 0;
  const wrong = (field: string, found: unknown, allowed: string): never => {
    throw new VerifyError(`${where}.${field}: ${found} is not allowed; it must be ${allowed}`);
  };
  if (addresses.length > maxSteps) wrong("addresses.length", addresses.length, `${maxSteps} at most`);
  if ((values !== null) !== graded)
    wrong("values", values === null ? "null" : "a list", graded ? "a list like addresses" : "null");
  const steps = addresses.map((list, k) => {
    const own = values?.[k];
    if (values !== null && own?.length !== list.length)
      wrong(`values[${k}].length`, own?.length ?? "nothing", `${list.length}, as in addresses`);
    const events = list.map((address, e) => ({ address, value: own?.[e] ?? 1 }));
    let sum = 0;
    events.forEach(({ address, value }, e) => {
      if (address >= inputs.channels) wrong(`addresses[${k}][${e}]`, address, `below ${inputs.channels}`);
      if (graded && value >= 2 ** inputs.valueBits)
        wrong(`values[${k}][${e}]`, value, `below ${2 ** inputs.valueBits}`);
      sum += value;
    });
    if (sum > inputs.maxPerStep) wrong(`addresses[${k}]`, `a sum of ${sum}`, `${inputs.maxPerStep} at most`);
    return events;
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
    root = JSON.parse(text);
  } catch (error) {
    throw new VerifyError(`${where}: not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(root);
  if (!parsed.success)
    throw new VerifyError(
      `${where}: not a verification case\n${parsed.error.issues
        .map((issue) => `  ${issue.path.join(".") || "(top)"}: ${issue.message}`)
        .join("\n")}`,
    );
  const { seed, stateSeed, stalls, sequences, hardware } = parsed.data;
  const network = loadNetwork(JSON.stringify(parsed.data.network), `${where}: network`);
  return {
    seed,
    stateSeed,
    stalls,
    hardware,
    network,
    sequences: sequences.map((s, i) =>
      sequenceOf(`${where}: sequences[${i}]`, s, network.inputs, network.maxSteps),
    ),
  };
}
