// Proved claims are not checked again: which are left out, and that a proof of anything else leaves none out.
import { describe, expect, it } from "vitest";
import { hardware, plan } from "../../src/core/index.ts";
import { prove } from "../../src/flow/index.ts";
import type { Design } from "../../src/hdl/index.ts";
import { claimsOf } from "../../src/hdl/verilog/claims.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { digestOf, type ProvedClaim, withoutProved } from "../../src/simulate/proved.ts";
import { loadProof, openRunner, VerifyError, verify } from "../../src/verify/index.ts";
import { tiny } from "./tiny.ts";

const network = tiny({ fast: (n, i) => 3 * n - i, readout: (o, n) => o - n });
const choice = hardware({ lanes: { spike: 2, memory: 1, update: 1 }, parameters: "loaded" });
const designOf = (probe: boolean): Design =>
  networkBench(plan(network, hardware({ ...choice, probe }))).design;
const [probed, bare] = [designOf(true), designOf(false)];

const claimsIn = (text: string) => claimsOf(text).claims.map((c) => c.name);
const namesOf = (files: readonly { readonly name: string; readonly text: string }[], circuit: string) =>
  claimsIn(files.find((f) => f.name === `${circuit}.v`)!.text);

/** A claim of the loader, proved in it as `of` has it. */
function loaderClaim(of: Design, change: Partial<ProvedClaim> = {}): ProvedClaim {
  const files = printVerilog(of);
  const [name] = namesOf(files, "loader");
  return {
    circuit: "loader",
    name: name!,
    within: "loader",
    digest: digestOf(of, files, "loader"),
    ...change,
  };
}

describe("claims are left out", () => {
  const all = printVerilog(probed);

  it("where they are proved of just these circuits, with probes or without", () => {
    for (const of of [probed, bare]) {
      const claim = loaderClaim(of);
      const { files, count } = withoutProved(probed, bare, [claim]);
      expect(namesOf(files, "loader")).toEqual(namesOf(all, "loader").filter((n) => n !== claim.name));
      expect(count).toEqual({ total: all.flatMap((f) => claimsIn(f.text)).length, proved: 1 });
      for (const { name, text } of files)
        if (name !== "loader.v") expect(text).toBe(all.find((f) => f.name === name)!.text);
    }
  });

  it("not where the circuit, a type in it, or the circuit of the proof is another", () => {
    const claim = loaderClaim(bare);
    const other = (design: Design): Design => ({
      ...design,
      circuits: design.circuits.map((c) =>
        c.name !== "loader"
          ? c
          : {
              ...c,
              items: c.items.map((item) =>
                item.kind === "register" && item.reset === "0" ? { ...item, reset: "1" } : item,
              ),
            },
      ),
    });
    const changed = withoutProved(other(probed), other(bare), [claim]);
    expect(changed.count.proved).toBe(0);
    const claims: ProvedClaim[] = [
      { ...claim, digest: claim.digest.replace(/^./, (c) => (c === "0" ? "1" : "0")) },
      { ...claim, name: "nothing" },
      { ...claim, within: "readout" },
      { ...claim, within: "no_such_circuit" },
    ];
    expect(withoutProved(probed, bare, claims).count.proved).toBe(0);
  });
});

describe("a proof's result", () => {
  it("is read back: only what it proved", async () => {
    const result = await prove(bare, { circuits: ["loader"], depth: 4, seconds: 20 });
    expect(result.proved).toBeGreaterThan(0);
    const [first] = result.claims;
    const open = { ...first!, name: "other", verdict: "open" as const };
    const proof = loadProof(JSON.stringify({ ...result, claims: [...result.claims, open] }));
    expect(proof.map((c) => c.name)).toEqual(
      result.claims.filter((c) => c.verdict === "proved").map((c) => c.name),
    );
    expect(withoutProved(probed, bare, proof).count.proved).toBe(result.proved);
  });

  it("is told from other files", () => {
    expect(() => loadProof('{"claims": [{"circuit": "a"}]}')).toThrow(/no result of dmp prove: claims\.0/);
    expect(() => loadProof("{}")).toThrow(VerifyError);
    expect(() => loadProof("no")).toThrow(/not JSON/);
  });
});

describe("a verification with proofs", () => {
  const shape = { name: "tiny", network, hardware: hardware({ ...choice, probe: true }) };

  it("says how many claims it left out", async () => {
    const proved = [loaderClaim(bare)];
    const result = await verify({ engine: "verilator", seed: 1, shapes: [shape], cases: 5, proved, jobs: 1 });
    expect(result.mismatches).toBe(0);
    expect(result.claims).toEqual(withoutProved(probed, bare, proved).count);
  });

  it("is refused where the proofs are not of what is simulated", async () => {
    await expect(openRunner(shape, { engine: "builtin", proved: [] })).rejects.toThrow(VerifyError);
  });
});
