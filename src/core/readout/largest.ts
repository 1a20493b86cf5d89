// Argmax: the class with the largest logit, the lowest number first.
import { all, any, type Body, bit, index, type Signal } from "../../hdl/index.ts";
import type { ReadoutPlan } from "../plan/plan.ts";

/** The class with the largest of the logits that have come since class 0; kept while `valid` is 0. */
export function largest(
  c: Body,
  plan: ReadoutPlan,
  at: Record<"valid" | "class" | "exact" | "logit", Signal>,
): Signal {
  c.note("The largest logit so far; the class is the first that has it.");
  const { best_class, best } = c.registers({ best_class: index(plan.classes), best: plan.types.logit });
  const above = c.work(at.valid, () => at.exact.gt(best));
  const { better } = c.signals({ better: any(at.class.eq(0), above) });
  c.when(all(at.valid, better), () => {
    best.next(at.logit);
    best_class.next(at.class);
  });
  return best_class;
}

/** 1 from the end of a sequence's last class until its class is taken. */
export function answered(c: Body, ends: Signal, taken: Signal): Signal {
  const { answered } = c.registers({ answered: bit });
  c.when(ends, () => answered.next(1)).elsewhen(taken, () => answered.next(0));
  return answered;
}
