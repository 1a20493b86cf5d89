// Foreign modules: vendor primitives, memory macros, clock gates. Used like a circuit, not described by one.
import { Body } from "./body.ts";
import { Builder } from "./builder.ts";
import { elaborateCircuit } from "./elaborate.ts";
import type { Circuit, Elaborated } from "./elaborated.ts";
import { HdlError, here, type Place } from "./errors.ts";
import type { CircuitIR, External } from "./ir.ts";
import { checkForeign } from "./names.ts";
import { declarePorts } from "./ports.ts";
import { inside } from "./scope.ts";
import { flatPorts, type InputValues, type OutputValues, type PortShapes } from "./values.ts";

/** A parameter of a foreign module: a number, a string, a real number, or a number of so many bits. */
export type ParameterValue =
  | number
  | bigint
  | string
  | { readonly real: number }
  | { readonly width: number; readonly value: number | bigint };

/** What is known of a foreign module. */
export interface ExternalDefinition<I extends PortShapes, O extends PortShapes> {
  readonly inputs?: I;
  readonly outputs?: O;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Attributes above its instances, for tools that look for them there. */
  readonly attributes?: Readonly<Record<string, ParameterValue>>;
  /** The port that takes the clock of the circuit around it; not among `inputs`. */
  readonly clock?: string;
  /** The port that takes the reset of the circuit around it; not among `inputs`. */
  readonly reset?: string;
  /** What it does, for simulators. A clock that it makes is 1 in the cycles whose edge passes. */
  model?(c: Body, inputs: InputValues<I>, outputs: OutputValues<O>): void;
  /** The module in Verilog, for simulators of Verilog; left out, it is printed from the model. */
  readonly verilog?: string;
}

/**
 * Declares a foreign module under its own name, for `c.instance`. Printed are its instances; the module comes from the
 * tools' libraries, and in simulation from `model` or `verilog`.
 */
export function external<const I extends PortShapes, const O extends PortShapes>(
  module: string,
  definition: ExternalDefinition<I, O>,
): Circuit<I, O> {
  const place = here();
  const inputs = definition.inputs ?? ({} as I);
  const outputs = definition.outputs ?? ({} as O);
  const texts = (values: Readonly<Record<string, ParameterValue>> = {}) =>
    Object.entries(values).map(([name, value]) => ({
      name,
      value: parameterText(module, name, value, place),
    }));
  const parameters = texts(definition.parameters);
  const attributes = texts(definition.attributes).map(({ name, value }) => `${name} = ${value}`);
  const given = parameters.map(({ name, value }) => `${name}=${value}`).join(", ");
  const name = given === "" ? module : `${module} #(${given})`;
  const { clock = null, reset = null, verilog = null, model } = definition;
  const foreign = {
    ...{ module, parameters, clock, reset, verilog, hasModel: model !== undefined },
    ...(attributes.length === 0 ? {} : { attributes }),
  };
  let elaborated: Elaborated | undefined;
  return {
    name,
    inputs,
    outputs,
    elaborate() {
      elaborated ??= elaborateForeign(name, inputs, outputs, foreign, model, place);
      return elaborated;
    },
  };
}

/** Only the ports, or the model as a circuit of these ports. */
function elaborateForeign<I extends PortShapes, O extends PortShapes>(
  name: string,
  inputs: I,
  outputs: O,
  foreign: External,
  model: ExternalDefinition<I, O>["model"],
  place: Place,
): Elaborated {
  const { module, clock, reset, parameters, attributes } = foreign;
  const ports = [...flatPorts(inputs, "in"), ...flatPorts(outputs, "out")].map((p) => p.name);
  const clocks = [clock, reset].filter((port) => port !== null);
  const words = attributes?.map((text) => text.split(" ")[0]!) ?? [];
  for (const word of [module, ...clocks, ...ports, ...parameters.map((p) => p.name), ...words])
    checkForeign(word, module, { place });
  const builder = new Builder(name, { foreign: true });
  const values = declarePorts(builder, inputs, outputs, {}, place);
  const own = { clocked: clock !== null, external: foreign };
  if (model === undefined) {
    const flat = builder.ports.map(({ place: _, ...port }) => port);
    const ir: CircuitIR = { name, ...own, ports: flat, enumerations: [], items: [] };
    return { ir, children: [], paths: new Map() };
  }
  // A model need not care for everything that the module has.
  for (const port of ports) builder.ignored.add(port);
  const body = new Body(builder);
  inside(builder, () => {
    model(body, values.inputs as InputValues<I>, values.outputs as OutputValues<O>);
    builder.finish();
  });
  const made = inside(undefined, () => elaborateCircuit(builder, undefined, body.children, place));
  checkModel(made.ir, foreign, place);
  return { ...made, ir: { ...made.ir, ...own } };
}

/** A model has the clock and the reset that the module has. */
function checkModel(ir: CircuitIR, { module, clock, reset, verilog }: External, place: Place): void {
  const fail = (text: string) => new HdlError("clock", `Model of ${module}: ${text}`, { place });
  if (ir.clocked && clock === null)
    throw fail('it has registers, and the module no clock. Name the port: clock: "...".');
  const cleared = ir.items.find((item) => item.kind === "register" && item.reset !== null);
  if (cleared !== undefined && reset === null)
    throw fail(
      `register ${(cleared as { name: string }).name} is reset, and the module has no reset. Name the port, or write reset: null.`,
    );
  if (clock !== null && verilog === null && ir.ports.some((p) => p.direction === "out" && p.type.clock))
    throw fail("it makes a clock out of one, which only Verilog can say. Give verilog beside the model.");
}

const isWhole = (value: ParameterValue): value is number | bigint =>
  typeof value === "bigint" || Number.isInteger(value);

function parameterText(module: string, name: string, value: ParameterValue, place: Place): string {
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`;
  if (isWhole(value)) {
    // Without a width it has 32 bits in some tools.
    if (BigInt.asIntN(32, BigInt(value)) === BigInt(value)) return `${value}`;
  } else if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
  if (typeof value === "object" && "real" in value) {
    if (Number.isFinite(value.real))
      return /^-?\d+$/.test(`${value.real}`) ? `${value.real}.0` : `${value.real}`;
  } else if (typeof value === "object") {
    const bits = BigInt(value.value);
    if (Number.isInteger(value.width) && value.width > 0 && bits >= 0n && bits < 1n << BigInt(value.width))
      return `${value.width}'d${bits}`;
  }
  const found = typeof value !== "object" ? `${value}` : Object.values(value).reverse().join(" in ");
  throw new HdlError(
    "operand",
    `Parameter ${name} of ${module} cannot be ${found}. Write a whole number of 32 bits, a string, { real }, or { width, value } ` +
      "with a value from 0 that fits.",
    { place },
  );
}
