// dmp prove: what the circuits of a network claim of themselves, proved for ever by induction; or one step of a tiny
// network, proved equal to the arithmetic.

import { join } from "node:path";
import { counted } from "../../base/counted.ts";
import { networkCircuit, plan } from "../../core/index.ts";
import {
  type ClaimResult,
  type ProofResult,
  prove as proveClaims,
  proveStep,
  type StepProof,
} from "../../flow/index.ts";
import { type Folder, writeFolder } from "../../generate/index.ts";
import { elaborate } from "../../hdl/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needOut } from "../files/write.ts";
import { loadInputs } from "../inputs.ts";
import { flag, integer, letter, preset, text, without } from "../option.ts";
import { hardwareOption, networkArgument, networkOptions } from "../options.ts";
import { withProgress } from "../progress.ts";
import { seconds } from "../text.ts";

export const prove = command({
  name: "prove",
  about: "the claims of every circuit (values fit, memories never collide) by induction",
  arguments: { network: networkArgument },
  options: {
    step: without(
      ["circuit", "depth", "out"],
      flag("instead: one step of the core equal to the arithmetic, for all weights, states and events"),
    ),
    events: integer("n", "with --step: events that a step may have (default: 1)", 0, 16),
    circuit: text("name", "only the claims of this circuit"),
    depth: preset(8, integer("cycles", "of the induction, and of the search for a counterexample", 1, 1000)),
    seconds: preset(20, integer("n", "for each question to the solver", 1, 86_400)),
    out: letter("o", text("folder", "write the result, and a waveform of every counterexample")),
    ...hardwareOption,
    ...networkOptions,
  },
  json: "top, solver, claims [{circuit, name, message, verdict, within, digest, seconds}], proved, open, counterexamples, seconds",
  notes: `A claim is proved, open (not decided within the limits), or has a counterexample: a run from reset in which it fails,
with every input of the circuit named under "within" free to do anything.
Exit status 1 where the whole network has a counterexample.

--step is for tiny networks: one layer, one lane of each kind, parameters "loaded". JSON then: verdict, solver, cycles, freeBits,
resting, free, seconds, counterexample. Exit status 1 unless it is proved.`,
  examples: [
    "dmp prove models/spoken-digits",
    "dmp prove network.ts --circuit core0_sequencer --seconds 120",
  ],
  async run(given, io) {
    if (given.out !== undefined) needOut(given.out, "prove");
    if (given.events !== undefined && !given.step) throw new UsageError("--events: it is for --step");
    const inputs = await loadInputs(given.network, given, { pool: 1 }, io);
    const planned = plan(inputs.integer, await loadHardwareFile(given.hardware, inputs.file.folder, io));
    if (given.step) {
      const { events = 1 } = given;
      const proof = await withProgress(io, "step", () =>
        proveStep(planned, { events, seconds: given.seconds }),
      );
      return { json: proof, text: stepText(proof), failed: proof.verdict !== "proved" };
    }
    const design = elaborate(networkCircuit(planned));
    const { circuit, depth, out } = given;
    const names = design.circuits.map((c) => c.name);
    if (circuit !== undefined && !names.includes(circuit))
      throw new UsageError(`--circuit ${circuit}: no such circuit; there are ${names.join(", ")}`);
    const result = await withProgress(io, "claims", (at) =>
      proveClaims(design, {
        depth,
        seconds: given.seconds,
        ...(circuit === undefined ? {} : { circuits: [circuit] }),
        onProgress: at,
      }),
    );
    const json = { ...result, claims: result.claims.map(({ waveform: _, ...claim }) => claim) };
    return {
      json,
      text: `${proofText(result)}${out === undefined ? "" : `Written to ${out}.\n`}`,
      failed: result.claims.some((c) => c.verdict === "counterexample" && c.within === result.top),
      after: () => {
        if (out !== undefined) writeFolder(out, files(result, json), { kind: "prove" });
      },
    };
  },
});

const files = ({ claims }: ProofResult, json: object): Folder => ({
  "proof.json": `${JSON.stringify(json, null, 2)}\n`,
  ...Object.fromEntries(
    claims.flatMap((c) => (c.waveform === null ? [] : [[join(c.circuit, `${c.name}.vcd`), c.waveform]])),
  ),
});

function proofText({ top, claims, proved, open, counterexamples, solver, ...rest }: ProofResult): string {
  const width = (of: (c: ClaimResult) => string) => Math.max(...claims.map((c) => of(c).length));
  const [circuits, names] = [width((c) => c.circuit), width((c) => c.name)];
  const lines = claims.map((c) => {
    const place = c.within === c.circuit ? "" : ` within ${c.within}`;
    return `${c.circuit.padEnd(circuits)}  ${c.name.padEnd(names)}  ${c.verdict}${place}\n`;
  });
  return `${lines.join("")}${top}: ${counted(claims.length, "claim")}, ${proved} proved, ${open} open, ${counterexamples} with a counterexample (${solver}): ${seconds(rest.seconds)}.\n`;
}

function stepText({
  verdict,
  solver,
  cycles,
  freeBits,
  resting,
  free,
  counterexample,
  ...rest
}: StepProof): string {
  const shown = counterexample.length === 0 ? "" : `${counterexample.join("\n")}\n`;
  return `One step of the core equals the arithmetic: ${verdict} (${solver}), ${seconds(rest.seconds)}.
${cycles} cycles; for all values of ${freeBits} bits of weights, states and events.
Between steps ${resting} registers rest, ${free} hold what they like; the step leaves them so.
${shown}`;
}
