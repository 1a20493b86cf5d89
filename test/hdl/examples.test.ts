// The larger examples do what they say, for any parameters, and every tool reads them without a word.
import { expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import {
  bit,
  type Circuit,
  circuit,
  elaborate,
  printVerilog,
  type Simulator,
  simulate,
  stream,
  uint,
} from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

type Make<A extends unknown[]> = (...given: A) => Circuit;
const load = async <T>(name: string): Promise<T> =>
  (await import(new URL(`../../examples/hdl/${name}.js`, import.meta.url).href)) as T;
const uart = await load<{ transmitter: Make<[number]>; receiver: Make<[number]> }>("uart");
const fir = await load<{ filter: Make<[number[]]> }>("fir");
const { divider } = await load<{ divider: Make<[number]> }>("divider");

async function clean(top: Circuit): Promise<void> {
  const design = elaborate(top);
  const files = printVerilog(design);
  expect(await lint(files, design.top, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
}

const port = (simulator: Simulator, name: string) => Number(simulator.peek(name));

it.each([4, 5, 16])("a byte sent by the transmitter is a frame of %i cycles a bit", (cycles) => {
  const simulator = simulate(elaborate(uart.transmitter(cycles)));
  simulator.reset();
  const { int } = random(cycles);
  for (let n = 0; n < 10; n++) {
    const value = int(0, 255);
    simulator.poke("bytes_value", value);
    simulator.poke("bytes_valid", 1);
    expect(port(simulator, "bytes_ready")).toBe(1);
    simulator.step();
    simulator.poke("bytes_valid", int(0, 1));
    const bits: number[] = [];
    for (let cycle = 0; cycle < 10 * cycles; cycle++) {
      expect(port(simulator, "bytes_ready")).toBe(0);
      bits.push(port(simulator, "line"));
      simulator.step();
    }
    const frame = [0, ...Array.from({ length: 8 }, (_, i) => (value >> i) & 1), 1];
    expect(bits).toEqual(frame.flatMap((level) => new Array<number>(cycles).fill(level)));
    simulator.poke("bytes_valid", 0);
  }
});

it("the receiver takes frames at a slightly other rate, and tells of a missing stop bit and of a spike", () => {
  const simulator = simulate(elaborate(uart.receiver(32)));
  simulator.poke("line", 1);
  simulator.reset();
  const seen: string[] = [];
  const hold = (level: number, cycles: number) => {
    simulator.poke("line", level);
    for (let cycle = 0; cycle < cycles; cycle++) {
      if (port(simulator, "valid")) seen.push(`${port(simulator, "value")}`);
      if (port(simulator, "broken")) seen.push("broken");
      simulator.step();
    }
  };
  const send = (value: number, cycles: number, stop = 1) => {
    hold(0, cycles);
    for (let i = 0; i < 8; i++) hold((value >> i) & 1, cycles);
    hold(stop, cycles);
  };
  const { int } = random(9);
  const sent = Array.from({ length: 40 }, () => int(0, 255));
  hold(1, 80);
  sent.forEach((value, i) => {
    send(value, [32, 31, 33][i % 3]!);
    hold(1, int(1, 30));
  });
  expect(seen.splice(0)).toEqual(sent.map(String));
  hold(0, 8);
  hold(1, 80);
  send(0x55, 32, 0);
  hold(1, 120);
  send(0xa7, 32);
  hold(1, 80);
  expect(seen).toEqual(["broken", `${0xa7}`]);
});

it.each([[[-3, 12, 64, 12, -3]], [[1, 0, -1]], [[127, -128, 127, -128, 127, -128, 127, -128]]])(
  "the filter %j convolves",
  (coefficients) => {
    const simulator = simulate(elaborate(fir.filter(coefficients)));
    simulator.reset();
    const { int, chance } = random(coefficients.length);
    const past: number[] = [];
    for (let n = 0; n < 400; n++) {
      const sample = chance(0.3) ? (chance(0.5) ? -128 : 127) : int(-128, 127);
      const valid = chance(0.7);
      simulator.poke("valid", valid ? 1 : 0);
      simulator.poke("sample", sample);
      const expected = coefficients.reduce(
        (sum, c, i) => sum + c * (i === 0 ? sample : (past.at(-i) ?? 0)),
        0,
      );
      expect(port(simulator, "filtered")).toBe(expected);
      simulator.step();
      if (valid) past.push(sample);
    }
  },
);

it.each([2, 5, 16])("the divider of %i bits divides", (width) => {
  const simulator = simulate(elaborate(divider(width)), { seed: 5, randomState: true });
  simulator.reset();
  const { int, chance } = random(width);
  const most = 2 ** width - 1;
  for (let n = 0; n < 200; n++) {
    const [dividend, divisor] = [
      int(0, most),
      chance(0.1) ? 0 : int(0, chance(0.5) ? most : Math.min(most, 9)),
    ];
    simulator.poke("request_dividend", dividend);
    simulator.poke("request_divisor", divisor);
    simulator.poke("request_valid", 1);
    simulator.poke("result_ready", 0);
    expect(port(simulator, "request_ready")).toBe(1);
    simulator.step();
    simulator.poke("request_valid", 0);
    expect(simulator.run({ until: "result_valid", limit: width })).toBe(width);
    simulator.step(int(0, 3));
    const expected = divisor === 0 ? [most, dividend] : [Math.floor(dividend / divisor), dividend % divisor];
    expect([port(simulator, "result_quotient"), port(simulator, "result_remainder")]).toEqual(expected);
    simulator.poke("result_ready", 1);
    simulator.step();
  }
});

it("every tool reads them without a word", async () => {
  const all = circuit("all_of_them", {
    inputs: { bytes: stream({ value: uint(8) }), line: bit },
    outputs: { sent: bit, valid: bit, value: uint(8), broken: bit },
    body(c, { bytes, line }, { sent, valid, value, broken }) {
      const out = c.instance("transmitter", uart.transmitter(10), { bytes } as never) as unknown as Record<
        string,
        never
      >;
      const {
        valid: v,
        value: x,
        broken: b,
      } = c.instance("receiver", uart.receiver(10), { line } as never) as unknown as Record<string, never>;
      sent.is(out.line!);
      valid.is(v!);
      value.is(x!);
      broken.is(b!);
    },
  });
  await clean(all);
  await clean(fir.filter([-3, 12, 64, 12, -3]));
  await clean(divider(6));
}, 60_000);
