// From a planned network to the folder that an RTL flow takes: Verilog, images, core file, tables, test bench.
export { FolderError, needFolder, writeFolder } from "./folder.ts";
export { type Generated, type GenerateOptions, generate } from "./generate.ts";
export { LintError, lint } from "./lint.ts";
export { type MemoryUse, memoriesOf } from "./memories.ts";
export { type PortUse, portsOf } from "./ports.ts";
export type { Folder } from "./replace.ts";
