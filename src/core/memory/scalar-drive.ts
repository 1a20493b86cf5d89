// The scalar drive: one number a layer and step, which begins with its bias and grows by one weight an event.
import { all, any, bit, circuit, index, mux } from "../../hdl/index.ts";
import { addressIn, layerArithmetic, layerNumbers } from "../arithmetic.ts";
import { eventValue, loadBus } from "../events/payload.ts";
import { parameterMemory } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { CorePlan } from "../plan/plan.ts";
import { registered } from "../registered.ts";
import { memoryStages, valueStages } from "../timing/facts.ts";

/**
 * x = clamp(rshift(sum Wx[c] val + bx, sx), 0, 2^xBits - 1).
 * `begins`: a step begins, before its first event; `event`: an event of it is taken; `handed_over`: the step is complete.
 */
export function scalarDrive(core: CorePlan, weightsOf: ParameterMemory) {
  const { layers, types } = core;
  const product = valueStages(core.valueBits) > 0;
  return circuit(`${core.name}_scalar_drive`, {
    note: "Scalar drive: begins with its bias, grows by one weight an event; rounded and clamped as its step is handed over.",
    inputs: {
      layer: index(layers.length),
      begins: bit,
      event: { valid: bit, address: index(core.inputs), value: eventValue(core.valueBits) },
      handed_over: bit,
      load: loadBus(weightsOf.loaded),
    },
    outputs: { drive: types.drive },
    body(c, { layer, begins, event, handed_over, load }, { drive }) {
      const ofLayer = layerNumbers(core, layer);
      const bias = ofLayer((l) => (l.dim > 0 ? l.base.drive + l.layer.inputs : 0));
      const base = ofLayer((l) => l.base.drive);
      const has = ofLayer((l) => Number(l.dim > 0));
      const taken = c.pipe("taken", {
        valid: all(event.valid, has),
        address: addressIn(core.depth.drive, event.address, base),
        value: event.value,
      });
      c.note(
        "What the sum grows by next: the bias, or an event's weight. A step without events has the bias only.",
      );
      const { next } = c.signals({
        next: {
          valid: any(begins.and(has), taken.valid),
          value: mux(begins, 1, taken.value),
        },
      });
      const [weight] = parameterMemory(c, "drive_weights", weightsOf, load, {
        address: mux(begins, bias, taken.address),
        enable: next.valid,
      });
      const term = { ...c.pipe("term", next), weight: weight! };
      const operand = registered(c, "operand", term, memoryStages(core.hardware));
      const { valid, value } = product
        ? c.pipe("product", {
            valid: operand.valid,
            value: c.work(operand.valid, () => operand.weight.mul(operand.value)),
          })
        : { valid: operand.valid, value: operand.weight };
      const { sum, x } = c.registers({ sum: types.driveSum, x: types.drive });
      c.when(handed_over, () => {
        x.next(c.work(handed_over, () => layerArithmetic(core, layer).drive(sum)).as(types.drive));
        sum.next(0);
      }).elsewhen(valid, () => sum.next(c.work(valid, () => sum.add(value)).narrow(types.driveSum)));
      drive.is(x);
    },
  });
}
