// What a design must be like to become gates.
import type { Design } from "../../hdl/index.ts";
import type { MemoryItem } from "../../hdl/ir.ts";
import { isMacro } from "../../hdl/verilog/macro.ts";
import { FlowError } from "../error.ts";
import { instancesOf } from "../netlist.ts";

/** Memories by path. */
export const memoriesByPath = (design: Design): { readonly name: string; readonly item: MemoryItem }[] =>
  instancesOf(design).flatMap(({ path, circuit }) =>
    circuit.items.flatMap((item) =>
      item.kind === "memory" ? [{ name: path === "" ? item.name : `${path}.${item.name}`, item }] : [],
    ),
  );

/**
 * Refuses memories that a cell library has nothing for: RAM of an FPGA, and registers that hold something when power comes.
 * What is only read may be there from the start: it becomes logic.
 * @throws FlowError naming the memory
 */
export function checkMemories(design: Design): void {
  for (const { name, item } of memoriesByPath(design)) {
    if (isMacro(item) || item.depth === 1) continue;
    if (item.style !== "registers")
      throw new FlowError(
        `memory ${name} is asked to become "${item.style}", which a cell library does not have; ` +
          `choose "macro" or "registers" in the hardware's memories`,
      );
    if (item.initial !== null && item.writes.length > 0)
      throw new FlowError(
        `memory ${name} has contents when power comes, which registers of a chip do not have; load the parameters`,
      );
  }
}
