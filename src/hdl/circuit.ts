// Circuits: what a user writes; elaborated on first use.
import { Body } from "./body.ts";
import { Builder } from "./builder.ts";
import { elaborateCircuit } from "./elaborate.ts";
import type { Circuit, Elaborated, ElaborateOptions } from "./elaborated.ts";
import { here } from "./errors.ts";
import { checkName } from "./names.ts";
import { declarePorts } from "./ports.ts";
import { inside } from "./scope.ts";
import type { InputValues, OutputValues, PortShapes } from "./values.ts";

type NoPorts = Record<never, never>;

/** What a circuit is: its ports and what it does with them. */
export interface CircuitDefinition<I extends PortShapes, O extends PortShapes> {
  /** Becomes the comment above the module. */
  readonly note?: string;
  readonly inputs?: I;
  readonly outputs?: O;
  /** Comments beside ports, by their flat names. */
  readonly portNotes?: Readonly<Record<string, string>>;
  /** Says the circuit: signals, registers, instances and what drives the outputs. */
  body(c: Body, inputs: InputValues<I>, outputs: OutputValues<O>): void;
}

/**
 * Defines a circuit. `name` is the name of its Verilog module.
 * The body runs when the circuit is first elaborated; errors name the user's line.
 */
export function circuit<const I extends PortShapes = NoPorts, const O extends PortShapes = NoPorts>(
  name: string,
  definition: CircuitDefinition<I, O>,
): Circuit<I, O> {
  const place = here();
  const made = new Map<boolean, Elaborated>();
  const inputs = definition.inputs ?? ({} as I);
  const outputs = definition.outputs ?? ({} as O);
  return {
    name,
    inputs,
    outputs,
    elaborate(options: ElaborateOptions = {}) {
      const { work = false } = options;
      const known = made.get(work);
      if (known !== undefined) return known;
      checkName(name, "circuit", { place });
      const builder = new Builder(name, { work });
      const values = declarePorts(builder, inputs, outputs, definition.portNotes ?? {}, place);
      const body = new Body(builder);
      inside(builder, () => {
        definition.body(body, values.inputs as InputValues<I>, values.outputs as OutputValues<O>);
        builder.finish();
      });
      const { note } = definition;
      const elaborated = inside(undefined, () => elaborateCircuit(builder, note, body.children, place));
      made.set(work, elaborated);
      return elaborated;
    },
  };
}
