"""A wrapper driven by the AXI models of cocotbext-axi, in Icarus: a driver that comes from elsewhere.

python masters.py FOLDER TOP: FOLDER has the generated files and transfers.json (packets, events, classes, steps).
"""

import itertools
import json
import os
import random
import struct
import sys
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, Timer
from cocotbext.axi import AxiLiteBus, AxiLiteMaster, AxiResp, AxiStreamBus, AxiStreamSink, AxiStreamSource

ID, STATUS, STEPS, ANSWERS, ANSWER = 0x00, 0x14, 0x20, 0x24, 0x28
IRQ_ENABLE, IRQ_STATUS = 0x18, 0x1C


def pauses(seed, share=0.3):
    draw = random.Random(seed)
    return (draw.random() < share for _ in itertools.count())


@cocotb.test()
async def network_answers(dut):
    given = json.loads(Path(os.environ["TRANSFERS"]).read_text())
    cocotb.start_soon(Clock(dut.aclk, 10, "ns").start())
    made = (dut.aclk, dut.aresetn, False)
    lite = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi"), *made)
    params = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis_params"), *made)
    events = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis_events"), *made)
    classes = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis_classes"), *made)
    dut.aresetn.value = 0
    await ClockCycles(dut.aclk, 4)
    dut.aresetn.value = 1
    await ClockCycles(dut.aclk, 2)
    for seed, end in enumerate((params, events, classes)):
        end.set_pause_generator(pauses(seed))

    assert await lite.read_dword(ID) == 0x444D5041
    assert (await lite.read(0x3C, 4)).resp == AxiResp.SLVERR
    assert (await lite.write(ID, bytes(4))).resp == AxiResp.SLVERR
    await lite.write_dword(IRQ_ENABLE, 1)
    assert await lite.read_dword(IRQ_ENABLE) == 1

    for packet in given["packets"]:
        await params.send(struct.pack(f"<{len(packet)}I", *packet))
    await params.wait()
    # Transfers end anywhere.
    words, draw = given["events"], random.Random(5)
    while words:
        size = draw.randint(1, 200)
        await events.send(struct.pack(f"<{len(words[:size])}H", *words[:size]))
        words = words[size:]
    for expected in given["classes"]:
        frame = await classes.recv()
        assert bytes(frame.tdata) == bytes([expected]), f"{bytes(frame.tdata)} for {expected}"
    await Timer(1, "us")
    assert dut.irq.value == 1
    await lite.write_dword(IRQ_STATUS, 1)
    assert dut.irq.value == 0
    assert await lite.read_dword(STEPS) == given["steps"]
    assert await lite.read_dword(ANSWERS) == len(given["classes"])
    assert await lite.read_dword(ANSWER) == given["classes"][-1]
    assert await lite.read_dword(STATUS) == 2


def main(folder, top):
    from cocotb_tools.runner import get_results, get_runner

    sources = [folder / name for name in (folder / f"{top}.f").read_text().split()]
    runner = get_runner("icarus")
    runner.build(sources=sources, hdl_toplevel=top, build_dir=folder / "build", timescale=("1ns", "1ps"))
    results = runner.test(
        hdl_toplevel=top,
        test_module="masters",
        build_dir=folder / "build",
        extra_env={"TRANSFERS": str(folder / "transfers.json")},
    )
    ran, failed = get_results(results)
    sys.exit(0 if ran == 1 and failed == 0 else 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
