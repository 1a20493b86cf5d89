// What can go wrong in the FPGA flow.
import { InputError, RunError } from "../base/errors.ts";

/** Input that the flow cannot take, or a tool that is missing: what, where, what is allowed. */
export class FlowError extends InputError {
  override readonly name = "FlowError";
}

/** A tool failed, or its report cannot be true: the reason, and the tool's own last words. */
export class FlowRunError extends RunError {
  override readonly name = "FlowRunError";
}
