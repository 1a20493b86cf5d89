// The generated C++ header through which the bridge reaches the ports of one model.
import type { Bench, Field } from "../bench.ts";

/** Class name that every model is generated under. */
export const MODEL = "Vdut";

/** The member of the model that a port becomes: Verilator writes a double underscore as an escape. */
const member = (port: string) => `m.${port.replaceAll("__", "___05F")}`;

const bit = (port: string) => `&${member(port)}`;

const port = ({ port, width, signed }: Field) => `{${member(port)}, ${width}, ${signed}}`;

const list = (items: string[]) =>
  items.length === 0 ? "{}" : `{\n${items.map((i) => `            ${i},\n`).join("")}        }`;

/** Text of `ports.h` for a bench. */
export function portsHeader(bench: Bench): string {
  const fields = (all: readonly Field[]) => `{${all.map(port).join(", ")}}`;
  const streams = (all: Bench["sources"]) =>
    list(all.map((s) => `{${bit(s.valid)}, ${bit(s.ready)}, ${fields(s.fields)}}`));
  return `// Where the streams, monitors and flags of ${bench.top} are in its model.
#pragma once
#include "${MODEL}.h"
#include "bench.h"

using Model = ${MODEL};

inline Bench connect(Model& m) {
    return {
        &m.clk,
        &m.rst,
        // sources, sinks, monitors, flags
        ${streams(bench.sources)},
        ${streams(bench.sinks)},
        ${list(bench.monitors.map((m) => `{${bit(m.valid)}, ${fields(m.fields)}}`))},
        ${list(bench.flags.map(port))},
    };
}
`;
}
