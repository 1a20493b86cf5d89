// Fields of files that exploration takes, and messages that name each wrong one.
import { z } from "zod";

export const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, `an object with ${Object.keys(shape).join(", ")}`);

export const text = z.string("a text that is not empty").min(1, "a text that is not empty");

/** A line for each wrong field: where it is, and what is expected there. */
export const wrongFields = ({ issues }: z.ZodError): string =>
  issues
    .map((issue) => {
      const at = issue.path.join(".") || "(top)";
      return issue.code === "unrecognized_keys"
        ? `  ${at}: there is no field ${issue.keys.join(", ")}`
        : `  ${at}: expected ${issue.message}`;
    })
    .join("\n");
