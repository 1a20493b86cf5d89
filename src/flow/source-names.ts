// From the names that synthesis and routing make up back to the names in the source.

/** A name of the netlist without what Yosys and nextpnr added: `core.sum_SB_LUT4_O_3_LC` is `core.sum`. */
export function sourceName(name: string): string {
  const parts = name.split(".");
  const last = parts.findIndex((part) =>
    /^\$|_(SB_|DFF|LUT|MUX2_LUT|ALU_|MULT\d+X|TRELLIS_|CCU2C|FD[RSCP]E|CARRY4|L6MUX|PFUMX)/.test(part),
  );
  const kept = last < 0 ? parts : parts.slice(0, last + 1);
  const cleaned = kept.map((part) =>
    part
      .replace(/^\$.*$/, "")
      .replace(
        /_(SB_[A-Z]|DFF[A-Z]*_|LUT[1-6]_|MUX2_LUT[5-8]_|ALU_|MULT\d+X\d+_|TRELLIS_|CCU2C_|FD[RSCP]E_|CARRY4|L6MUX|PFUMX).*$/,
        "",
      )
      .replace(/_(DFFLC|LC)$/, ""),
  );
  const joined = cleaned.filter((part) => part !== "").join(".") || "(top)";
  // Row and column of a memory's tile, and the pin that a net was named after.
  return joined.replace(/\.\d+\.\d+(_[A-Z]+)*(_\d+)?$/, "");
}
