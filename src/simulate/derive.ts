// The bench of a design, read off the names of its ports.
import type { Design, Port } from "../hdl/ir.ts";
import { type Bench, fieldOf } from "./bench.ts";
import { BenchError } from "./errors.ts";

interface Group {
  readonly name: string;
  readonly kind: "source" | "sink" | "monitor";
  readonly ports: Port[];
}

export interface BenchChoice {
  /**
   * Ports of no stream are seen and driven in every cycle: inputs are `inputs` of the bench, and outputs its `outputs`
   * instead of flags. Default: false, and an input of no stream is an error.
   */
  readonly everyCycle?: boolean;
}

const VALID = "_valid";

/**
 * The bench of a design whose ports follow the convention of streams: `<name>_valid` and `<name>_ready` make a stream
 * of the ports `<name>_...`; an output `<name>_valid` without a ready makes a monitor; other outputs are flags.
 * @throws BenchError for an input that belongs to no stream, unless `everyCycle` is asked for
 */
export function benchOf(design: Design, { everyCycle = false }: BenchChoice = {}): Bench {
  const top = design.circuits.find((c) => c.name === design.top);
  const ports = top?.ports ?? [];
  const has = (name: string, direction: "in" | "out") =>
    ports.some((p) => p.name === name && p.direction === direction);
  const groups: Group[] = [];
  for (const { name: port, direction } of ports) {
    if (!port.endsWith(VALID)) continue;
    const name = port.slice(0, -VALID.length);
    const answered = has(`${name}_ready`, direction === "in" ? "out" : "in");
    if (direction === "in" && answered) groups.push({ name, kind: "source", ports: [] });
    if (direction === "out") groups.push({ name, kind: answered ? "sink" : "monitor", ports: [] });
  }
  // The longest name wins: `in_extra_data` belongs to the stream `in_extra`, if there is one, not to `in`.
  groups.sort((a, b) => b.name.length - a.name.length);

  const [inputs, outputs]: [Port[], Port[]] = [[], []];
  for (const port of ports) {
    const direction = (g: Group) => (g.kind === "source" ? "in" : "out");
    const owner = groups.find((g) => port.name.startsWith(`${g.name}_`));
    const handshake = owner && [`${owner.name}${VALID}`, `${owner.name}_ready`].includes(port.name);
    if (handshake) continue;
    if (owner !== undefined && direction(owner) === port.direction) owner.ports.push(port);
    else if (port.direction === "out") outputs.push(port);
    else if (port.name !== "clk" && port.name !== "rst") inputs.push(port);
  }
  if (!everyCycle && inputs.length > 0)
    throw new BenchError(`input ${inputs[0]!.name} of ${design.top} belongs to no stream`);

  const inOrder = ports.map((p) => p.name);
  const of = (kind: Group["kind"]) =>
    groups
      .filter((g) => g.kind === kind)
      .sort((a, b) => inOrder.indexOf(`${a.name}${VALID}`) - inOrder.indexOf(`${b.name}${VALID}`))
      .map(({ name, ports: own }) => ({
        name,
        valid: `${name}${VALID}`,
        ready: `${name}_ready`,
        fields: own.map((p) => fieldOf(design, p.name)),
      }));
  const fields = (all: readonly Port[]) => all.map((p) => fieldOf(design, p.name));
  return {
    top: design.top,
    sources: of("source"),
    sinks: of("sink"),
    monitors: of("monitor").map(({ ready: _, ...monitor }) => monitor),
    ...(everyCycle ? { inputs: fields(inputs), outputs: fields(outputs) } : {}),
    flags: everyCycle ? [] : fields(outputs),
  };
}
