// The register map as a C header, and as a table for people.
import { EVENT, type Field, IDENTITY, MAP_VERSION, type Register, registers } from "./map.ts";

const hex = (value: number, digits = 2) => `0x${value.toString(16).padStart(digits, "0")}`;
const access: Readonly<Record<Register["access"], string>> = {
  ro: "read",
  rw: "read and write",
  w1c: "read; a 1 that is written clears",
  wo: "write",
};

/** The header of a wrapper: offsets of the registers in bytes, masks of their fields, the word of an event. */
export function headerText(name: string): string {
  const prefix = name.toUpperCase();
  const define = (what: string, value: string, about: string) =>
    `#define ${prefix}_${what} ${value} /* ${about} */`;
  const all: readonly Register[] = registers;
  const lines = all.flatMap(({ name: register, offset, what, fields, access: way }) => [
    define(register, `${hex(offset)}u`, `${access[way]}: ${what}`),
    ...fields.map((f) => define(`${register}_${f.name}`, `${hex(2 ** f.low)}u`, f.what)),
  ]);
  return `/* Registers of ${name}, in bytes from its base address; a word each. */
#ifndef ${prefix}_H
#define ${prefix}_H

${define("IDENTITY", `${hex(IDENTITY, 8)}u`, "what ID reads as")}
${define("MAP_VERSION", `${hex(MAP_VERSION, 8)}u`, "what VERSION reads as")}

${lines.join("\n")}

/* The word of an event: its address, these bits, with graded inputs its value in bits 31 to 16. */
${Object.values(EVENT)
  .map(({ name: field, low, what }) => define(`EVENT_${field}`, `${hex(2 ** low, 4)}u`, what))
  .join("\n")}

#endif
`;
}

const bitsOf = ({ low, bits }: Field) => (bits === 1 ? `${low}` : `${low + bits - 1} to ${low}`);

/** The table of registers, and of their fields, as Markdown. */
export function registerTable(): string {
  const all: readonly Register[] = registers;
  const rows = all.flatMap(({ name, offset, what, fields, access: way }) => [
    `| ${hex(offset)} | \`${name}\` | ${access[way]} | ${what} |`,
    ...fields.map((f) => `| | bit ${bitsOf(f)}: \`${f.name}\` | | ${f.what} |`),
  ]);
  return ["| offset | register | access | what |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
