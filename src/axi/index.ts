// A network as a block of a system on a chip: AXI4-Stream for data, AXI4-Lite for registers.
export { driverFiles } from "./driver.ts";
export { AxiError } from "./error.ts";
export { headerText, pythonMapText, registerTable } from "./header.ts";
export { interfaceAttributes } from "./interfaces.ts";
export { axiCircuit, wrapperName } from "./wrapper.ts";
