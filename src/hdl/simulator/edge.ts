// The JavaScript of a clock edge: memories are read, then written, then registers take their next values.
import { isOnePort } from "../one-port.ts";
import { type FlatDesign, type FlatMemory, type Net, storage } from "./flat.ts";
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
  const single = isOnePort(item);
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
  const enables = [memory.clock, read.enable].filter((net) => net !== null).map(refer);
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
      const test = memory.clock === null ? refer(enable) : `${refer(memory.clock)} && ${refer(enable)}`;
      writes.push(`if (${test}) {\n${words.join("\n")}\n}`);
    }
  });
  return [...reads, ...writes, ...lanes, ...registerLines(design, refer)].join("\n");
}

/** Statements under the clock that lets an edge pass, and then under a reset; both as they are before the edge. */
function registerLines(design: FlatDesign, refer: Refer): string[] {
  const held: string[] = [];
  const before = new Map<Net, string>();
  const asBefore = (net: Net): string => {
    const source = storage(net);
    if (source.role === "input") return refer(source);
    const known = before.get(source);
    if (known !== undefined) return known;
    const name = `before${before.size}`;
    before.set(source, name);
    held.push(`const ${name} = ${refer(source)};`);
    return name;
  };
  const clocks = new Map<string, string[]>();
  const resets = new Map<string, string[]>();
  const put = (groups: Map<string, string[]>, key: string, line: string) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  };
  for (const { net, next, reset, clock } of design.registers) {
    const edge = clock === null ? "" : asBefore(clock);
    put(clocks, edge, `${refer(net)} = ${refer(next)};`);
    if (reset === null) continue;
    const rst = asBefore(reset.rst);
    const test = edge === "" ? rst : `${edge} && ${rst}`;
    put(resets, test, `${refer(net)} = ${literal(reset.value, net.representation.kind)};`);
  }
  const under = ([test, lines]: [string, string[]]): string =>
    test === "" ? lines.join("\n") : `if (${test}) {\n${lines.join("\n")}\n}`;
  return [...held, ...[...clocks].map(under), ...[...resets].map(under)];
}
