// The JavaScript of a clock edge: memories are read, then written, then registers take their next values.
import type { FlatDesign, FlatMemory, Net } from "./flat.ts";
import { literal } from "./representation.ts";

type Refer = (net: Net) => string;

/** What the data register of a lane gets; `m`: number of the memory. */
function readValue(
  memory: FlatMemory,
  m: number,
  read: FlatMemory["reads"][number],
  lane: number,
  refer: Refer,
  noise: boolean,
): string {
  const { item } = memory;
  const single = item.style === "spram";
  let value = `M${m}[${refer(read.address)} * ${item.lanes} + ${lane}]`;
  if (noise && item.readDuringWrite === "undefined" && !single) {
    for (const write of memory.writes) {
      const tests = [write.enable, ...(write.laneEnables === null ? [] : [write.laneEnables[lane]])].map(
        refer,
      );
      tests.push(`${refer(write.address)} === ${refer(read.address)}`);
      value = `${tests.join(" && ")} ? random(R${m}) : ${value}`;
    }
  }
  const enables = read.enable === null ? [] : [refer(read.enable)];
  // A single port either writes or reads.
  if (single) for (const write of memory.writes) enables.push(`!${refer(write.enable)}`);
  return enables.length === 0 ? value : `${enables.join(" && ")} ? (${value}) : ${refer(read.lanes[lane])}`;
}

/**
 * Statements that advance the memories and registers; `refer` says what a net is in JavaScript.
 * With `noise`, a read of a word being written gives a random value where the memory leaves it undefined.
 */
export function writeEdge(design: FlatDesign, noise: boolean, refer: Refer): string {
  const reads: string[] = [];
  const writes: string[] = [];
  const lanes: string[] = [];
  design.memories.forEach((memory, m) => {
    for (const read of memory.reads) {
      read.lanes.forEach((net, lane) => {
        const name = `r${reads.length}`;
        reads.push(`const ${name} = ${readValue(memory, m, read, lane, refer, noise)};`);
        lanes.push(`${refer(net)} = ${name};`);
      });
    }
    for (const { address, enable, laneEnables, data } of memory.writes) {
      const words = data.map((value, lane) => {
        const guard = laneEnables === null ? "" : `if (${refer(laneEnables[lane])}) `;
        return `${guard}M${m}[${refer(address)} * ${memory.item.lanes} + ${lane}] = ${refer(value)};`;
      });
      writes.push(`if (${refer(enable)}) {\n${words.join("\n")}\n}`);
    }
  });
  const registers = design.registers.map(({ net, next }) => `${refer(net)} = ${refer(next)};`);
  const resets = design.registers.flatMap(({ net, reset }) =>
    reset === null ? [] : [`${refer(net)} = ${literal(reset, net.representation.kind)};`],
  );
  const reset =
    design.reset === null || resets.length === 0
      ? ""
      : `if (${refer(design.reset)}) {\n${resets.join("\n")}\n}`;
  return [...reads, ...writes, ...lanes, ...registers, reset].join("\n");
}
