// A network as a block of a system on a chip: AXI4-Stream for data, AXI4-Lite for registers.
export { AxiError } from "./error.ts";
export { headerText, registerTable } from "./header.ts";
export { axiCircuit, wrapperName } from "./wrapper.ts";
