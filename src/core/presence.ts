// What a hardware choice leaves out has a type of one value: it is that value, and no hardware.
import { constant, int, type Signal, type Type } from "../hdl/index.ts";

/** The type where it exists, else that of one value. */
export const present = (exists: boolean, type: Type, absent = 0): Type =>
  exists ? type : int(absent, absent);

/** The value of such a type. */
export const given = (exists: boolean, value: Signal, absent = 0): Signal =>
  exists ? value : constant(absent);
