// The register map as a C header, and as a table for people.
import { markdownTable } from "../base/markdown.ts";
import { eventBit } from "../core/index.ts";
import { IDENTITY, MAP_VERSION, type Register, registers } from "./map.ts";

const hex = (value: number, digits = 2) => `0x${value.toString(16).padStart(digits, "0")}`;
const access: Readonly<Record<Register["access"], string>> = {
  ro: "read",
  rw: "read and write",
  w1c: "read; a 1 that is written clears",
  wo: "write",
};

const eventFlags: Readonly<Record<keyof typeof eventBit, string>> = {
  last: "the last event of its time step",
  end: "with LAST: the step is the last one of its sequence",
  empty: "the step has no event",
};

/** The header of a wrapper: offsets of the registers in bytes, masks of their fields, the word of an event. */
export function headerText(name: string): string {
  const prefix = name.toUpperCase();
  const define = (what: string, value: string, about: string) =>
    `#define ${prefix}_${what} ${value} /* ${about} */`;
  const all: readonly Register[] = registers;
  const lines = all.flatMap(({ name: register, offset, what, fields, access: way }) => [
    define(register, `${hex(offset)}u`, `${access[way]}: ${what}`),
    ...fields.map((f) => define(`${register}_${f.name}`, `${hex(2 ** f.at)}u`, f.what)),
  ]);
  return `/* Registers of ${name}, in bytes from its base address; a word each. */
#ifndef ${prefix}_H
#define ${prefix}_H

${define("IDENTITY", `${hex(IDENTITY, 8)}u`, "what ID reads as")}
${define("MAP_VERSION", `${hex(MAP_VERSION, 8)}u`, "what VERSION reads as")}

${lines.join("\n")}

/* The word of an event: its address, these bits, with graded inputs its value in bits 31 to 16. */
${Object.entries(eventFlags)
  .map(([flag, what]) =>
    define(`EVENT_${flag.toUpperCase()}`, `${hex(2 ** eventBit[flag as keyof typeof eventBit], 4)}u`, what),
  )
  .join("\n")}

#endif
`;
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
