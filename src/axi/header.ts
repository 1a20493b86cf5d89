// The register map as a C header, as a Python module, and as a table for people.
import { markdownTable } from "../base/markdown.ts";
import type { NetworkPlan } from "../core/index.ts";
import { eventFacts, type Fact, mapFacts, networkFacts } from "./facts.ts";
import { type Register, registers } from "./map.ts";

const hex = (value: number, digits = 2) => `0x${value.toString(16).padStart(digits, "0")}`;
const access: Readonly<Record<Register["access"], string>> = {
  ro: "read",
  rw: "read and write",
  w1c: "read; a 1 that is written clears",
  wo: "write",
};

interface Define {
  readonly name: string;
  readonly value: string;
  readonly what: string;
}

const ofFact = ({ name, value, hex: asBits, what }: Fact): Define => ({
  name,
  value: asBits ? hex(value, value > 0xffff ? 8 : 4) : `${value}`,
  what,
});

/** Offsets in bytes, and masks of fields. */
const registerDefines = (): readonly Define[] =>
  (registers as readonly Register[]).flatMap(({ name, offset, what, fields, access: way }) => [
    { name, value: hex(offset), what: `${access[way]}: ${what}` },
    ...fields.map((f) => ({ name: `${name}_${f.name}`, value: hex(2 ** f.at), what: f.what })),
  ]);

const groups = (plan: NetworkPlan) => [
  { about: "The block.", defines: mapFacts.map(ofFact) },
  { about: "The network.", defines: networkFacts(plan).map(ofFact) },
  {
    about: "Registers, in bytes from the base address; a word each. Fields as masks.",
    defines: registerDefines(),
  },
  {
    about: "The word of an event: its address, these bits, with graded inputs its value in bits 31 to 16.",
    defines: eventFacts.map(ofFact),
  },
];

/** The header of a wrapper: the network, offsets of the registers, masks of their fields, the word of an event. */
export function headerText(name: string, plan: NetworkPlan): string {
  const prefix = name.toUpperCase();
  const define = ({ name: what, value, what: about }: Define) =>
    `#define ${prefix}_${what} ${value}${value.startsWith("0x") ? "u" : ""} /* ${about} */`;
  const text = groups(plan).map(
    ({ about, defines }) => `/* ${about} */\n${defines.map(define).join("\n")}\n`,
  );
  return `/* ${name} for programs. */
#ifndef ${prefix}_H
#define ${prefix}_H

${text.join("\n")}
#endif
`;
}

/** The same for Python. */
export function pythonMapText(name: string, plan: NetworkPlan): string {
  const line = ({ name: what, value, what: about }: Define) => `${what} = ${value}  # ${about}`;
  const text = groups(plan).map(({ about, defines }) => `# ${about}\n${defines.map(line).join("\n")}\n`);
  return `"""${name} for programs."""\n\n${text.join("\n")}`;
}

/** The table of registers, and of their fields, as Markdown. */
export function registerTable(): string {
  const all: readonly Register[] = registers;
  const rows = all.flatMap(({ name, offset, what, fields, access: way }) => [
    [hex(offset), `\`${name}\``, access[way], what],
    ...fields.map((f) => ["", `bit ${f.at}: \`${f.name}\``, "", f.what]),
  ]);
  return markdownTable(["offset", "register", "access", "what"], rows);
}
