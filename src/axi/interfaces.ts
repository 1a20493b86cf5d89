// What block designs want to know of the wrapper's ports: which interface each belongs to, in the words of Vivado.

const info = (vlnv: string, bus: string, signal: string) => `X_INTERFACE_INFO = "${vlnv} ${bus} ${signal}"`;
const parameter = (text: string) => `X_INTERFACE_PARAMETER = "${text}"`;

/** Attributes of each port, by its name. `buses`: names of the streams, and of the registers. */
export function interfaceAttributes(
  ports: readonly string[],
  buses: readonly string[],
): Record<string, readonly string[]> {
  const ofBus = ports.flatMap((port) => {
    const bus = buses.find((name) => port.startsWith(`${name}_`));
    if (bus === undefined) return [];
    const vlnv = `xilinx.com:interface:${bus === "s_axi" ? "aximm" : "axis"}:1.0`;
    return [[port, [info(vlnv, bus, port.slice(bus.length + 1).toUpperCase())]] as const];
  });
  return {
    aclk: [
      info("xilinx.com:signal:clock:1.0", "aclk", "CLK"),
      parameter(`ASSOCIATED_BUSIF ${buses.join(":")}, ASSOCIATED_RESET aresetn`),
    ],
    aresetn: [info("xilinx.com:signal:reset:1.0", "aresetn", "RST"), parameter("POLARITY ACTIVE_LOW")],
    irq: [info("xilinx.com:signal:interrupt:1.0", "irq", "INTERRUPT"), parameter("SENSITIVITY LEVEL_HIGH")],
    ...Object.fromEntries(ofBus),
  };
}
