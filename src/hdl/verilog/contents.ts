// What a memory holds at the start: images that `$readmemh` loads, or assignments in the text.
import type { MemoryItem, MemoryRead } from "../ir.ts";
import { hasImage, imageFile } from "./modules.ts";
import { type Scope, widthOfType } from "./scope.ts";

/** A file that `$readmemh` loads: one word a line in hexadecimal, lane 0 in the low bits. */
export interface Image {
  readonly name: string;
  readonly text: string;
}

export const wordWidth = (memory: MemoryItem): number => memory.lanes * widthOfType(memory.type);

/** Whether a port never reads. */
export const isNever = (scope: Scope, { enable }: MemoryRead): boolean =>
  enable !== null && scope.constants.of(enable) === 0n;

/** Whether no port ever reads: then there is nothing to print but the constants that stand for what is read. */
export const isUnread = (scope: Scope, { reads }: MemoryItem): boolean =>
  reads.every((read) => isNever(scope, read));

/** The words of the initial contents, packed, in hexadecimal. */
function packed(memory: MemoryItem): string[] {
  const size = widthOfType(memory.type);
  const digits = Math.ceil(wordWidth(memory) / 4);
  return (memory.initial ?? []).map((lanes) =>
    lanes
      .reduceRight((word, lane) => (word << BigInt(size)) | BigInt.asUintN(size, BigInt(lane)), 0n)
      .toString(16)
      .padStart(digits, "0"),
  );
}

/** The memory's initial contents as files, one for each circuit that the module stands for. */
export function imagesOf(scope: Scope, { name }: MemoryItem): Image[] {
  return scope.module.circuits.flatMap((circuit) => {
    const memory = circuit.items.find((item) => item.kind === "memory" && item.name === name) as MemoryItem;
    if (!hasImage(memory) || isUnread(scope, memory)) return [];
    const words = packed(memory).map((word) => `${word}\n`);
    return [{ name: imageFile(circuit, memory), text: words.join("") }];
  });
}

export function initialLines(scope: Scope, memory: MemoryItem, images: "files" | "inline"): string[] {
  if (memory.initial === null || memory.initial.length === 0) return [];
  if (images === "files" && memory.depth > 1) {
    const last = memory.initial.length - 1;
    const part = last === memory.depth - 1 ? "" : `, 0, ${last}`;
    return [`initial $readmemh(${scope.module.image(memory)}, ${memory.name}${part});`];
  }
  const width = wordWidth(memory);
  if (memory.depth === 1) return [`initial ${memory.name} = ${width}'h${packed(memory)[0]};`];
  const words = packed(memory).map((word, i) => `    ${memory.name}[${i}] = ${width}'h${word};`);
  return [`initial begin : ${scope.label(`${memory.name}_contents`)}`, ...words, "end"];
}
