// Names: what a circuit's parts may be called, so that they reach the Verilog unchanged.
import { reservedBy } from "../base/reserved-words.ts";
import { firstAt, HdlError, type Place } from "./errors.ts";

/** Inputs that every circuit has, unless it has a clock of its own; their names are taken either way. */
const implicit = new Set(["clk", "rst"]);
/** What else a clock and its reset are called: for the ports of circuits that have a clock of their own. */
const clocks = new Set([...implicit, "clock", "reset", "clk_i", "rst_i", "rst_n", "aclk", "aresetn"]);

/** The circuit that a name is in (undefined: it is the name of the circuit itself), and the line that gives it. */
interface Where {
  readonly circuit?: string;
  readonly place?: Place;
}

function checkLetters(name: string, what: string, where: Where): void {
  if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name))
    throw new HdlError(
      "name",
      `Not a name: ${what} "${name}". Write a letter, then letters, digits and underscores.`,
      where,
    );
}

/** Checks the name of a state, which the Verilog only has behind the name of its register. */
export const checkMember = (member: string, register: string, where: Where): void =>
  checkLetters(member, `state of ${register}`, where);

/** Checks a name that comes from a foreign module: only tools that read Verilog as we write it must not refuse it. */
export function checkForeign(name: string, module: string, where: Where): void {
  checkLetters(name, `name of ${module}`, where);
  if (reservedBy(name) === "Verilog")
    throw new HdlError("name", `Reserved word: "${name}" of ${module} is a word of Verilog.`, where);
}

/** Checks one name of the user's; `ownClock`: it is a port of a circuit with a clock of its own. */
export function checkName(name: string, what: string, where: Where, ownClock = false): void {
  if ((ownClock ? implicit : clocks).has(name))
    throw new HdlError(
      "clock",
      `One clock only: ${what} may not be called "${name}". Every circuit has the implicit inputs clk and rst, which ` +
        "all its registers and memories share; there is no second clock domain.",
      where,
    );
  checkLetters(name, what, where);
  const owner = reservedBy(name);
  // Verilator makes variables of C++ of everything but circuits and instances.
  const isVariable = what !== "circuit" && what !== "instance";
  if (owner !== undefined && (isVariable || owner !== "C++"))
    throw new HdlError(
      "name",
      `Reserved word: ${what} "${name}" is a word of ${owner}, and tools that read the Verilog refuse it. ` +
        "Write another name.",
      where,
    );
}

/** Names that differ only in case are one name to some tools and file systems. */
export const folded = (name: string): string => name.toLowerCase();

/** Where each name of a circuit was given, found in any case. */
export class Places {
  private readonly given = new Map<string, { readonly name: string; readonly place: Place }>();

  has = (name: string): boolean => this.given.has(folded(name));
  get = (name: string): Place | undefined => this.given.get(folded(name))?.place;

  /** Takes a name for `what`. @throws HdlError where something has it already */
  take(name: string, what: string, where: Where & { readonly place: Place }): void {
    const other = this.given.get(folded(name));
    if (other !== undefined) {
      const clash =
        other.name === name
          ? "is already the name of something else in this circuit"
          : `differs from "${other.name}" only in case`;
      throw new HdlError(
        "name",
        `Name clash: ${what} "${name}" ${clash}. Write another name.${firstAt(other.place, "named")}`,
        where,
      );
    }
    this.set(name, where.place);
  }

  set = (name: string, place: Place): void => void this.given.set(folded(name), { name, place });
}

/** The name of a state in the Verilog: `STATE_IDLE` for member `idle` of the state register `state`. */
export const stateName = (register: string, member: string): string =>
  `${register}_${member}`.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
