// The generated C++ file through which the bridge reaches one model: its ports, and signals inside it.
import type { Bench, Field, MonitorInterface } from "../bench.ts";

/** Class name that every model is generated under. */
export const MODEL = "Vdut";

/** The member of the model that a port becomes: Verilator writes a double underscore as an escape. */
const member = (port: string) => `m.${port.replaceAll("__", "___05F")}`;

const bit = (port: string) => `&${member(port)}`;

const port = ({ port, width, signed }: Field) => `{${member(port)}, ${width}, ${signed}}`;

const list = (items: string[]) =>
  items.length === 0 ? "{}" : `{\n${items.map((i) => `            ${i},\n`).join("")}        }`;

/** Scope and name of a signal inside the top, as two C strings. */
function inside(top: string, path: string): string {
  const at = path.lastIndexOf(".");
  const scope = at < 0 ? top : `${top}.${path.slice(0, at)}`;
  return `"${scope}", "${path.slice(at + 1)}"`;
}

function monitor(top: string, { valid, fields, inside: within }: MonitorInterface): string {
  if (!within) return `{${bit(valid)}, {${fields.map(port).join(", ")}}}`;
  const found = fields.map((f) => `inside.port(${inside(top, f.port)}, ${f.width}, ${f.signed})`);
  return `{inside.bit(${inside(top, valid)}), {${found.join(", ")}}, ${within.delay}}`;
}

/** Text of `model.cpp` for a bench. */
export function modelSource(bench: Bench): string {
  const { top, sources, sinks, monitors, flags, inputs = [], outputs = [] } = bench;
  const fields = (all: readonly Field[]) => `{${all.map(port).join(", ")}}`;
  const streams = (all: Bench["sources"]) =>
    list(
      all.map(
        (s) => `{"${s.name}", ${bit(s.valid)}, ${bit(s.ready)}, ${fields(s.fields)}, ${s.holds === true}}`,
      ),
    );
  return `// Where the streams, monitors and flags of ${top} are in its model.
#include "model.h"
#include "${MODEL}.h"

namespace {
class Made final : public Model {
public:
    explicit Made(VerilatedContext* context) : context{context}, m{context} {}
    void eval() override { m.eval(); }
#if VM_TRACE
    void trace(Waveform* file) override { m.trace(file, 99); }
#endif
    Bench bench() override {
        std::vector<std::string> missing;
        Inside inside{context, missing};
        Bench made{
        &m.clk,
        &m.rst,
        // sources, sinks, monitors, flags, plain inputs, plain outputs
        ${streams(sources)},
        ${streams(sinks)},
        ${list(monitors.map((m) => monitor(top, m)))},
        ${list(flags.map(port))},
        ${list(inputs.map(port))},
        ${list(outputs.map(port))},
        {}};
        made.missing = missing;
        return made;
    }

private:
    VerilatedContext* context;
    ${MODEL} m;
};
}

std::unique_ptr<Model> makeModel(VerilatedContext* context) {
    return std::make_unique<Made>(context);
}
`;
}

/** Verilator's configuration that keeps the signals inside the top that the bench looks at; null: it looks at none. */
export function visibleSignals(paths: readonly Field[]): string | null {
  if (paths.length === 0) return null;
  const names = new Set(paths.map(({ port: path }) => path.slice(path.lastIndexOf(".") + 1)));
  const lines = [...names].map((name) => `public_flat_rd -module "*" -var "${name}"\n`);
  return `\`verilator_config\n${lines.join("")}`;
}
