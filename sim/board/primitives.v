// What the tops of boards take from the vendor, as far as a simulation needs it: the clock is that of the output.
`default_nettype none
/* verilator lint_off UNUSED */
module SB_PLL40_PAD #(
    parameter FEEDBACK_PATH = "SIMPLE",
    parameter [3:0] DIVR = 4'd0,
    parameter [6:0] DIVF = 7'd0,
    parameter [2:0] DIVQ = 3'd0,
    parameter [2:0] FILTER_RANGE = 3'd0
) (
    input  wire PACKAGEPIN,
    output wire PLLOUTGLOBAL,
    output wire LOCK,
    input  wire RESETB,
    input  wire BYPASS
);
    assign PLLOUTGLOBAL = PACKAGEPIN;
    assign LOCK = RESETB;
endmodule
module EHXPLLL #(
    parameter PLLRST_ENA = "DISABLED",
    parameter INTFB_WAKE = "DISABLED",
    parameter STDBY_ENABLE = "DISABLED",
    parameter DPHASE_SOURCE = "DISABLED",
    parameter OUTDIVIDER_MUXA = "DIVA",
    parameter CLKI_DIV = 1,
    parameter CLKFB_DIV = 1,
    parameter CLKOP_ENABLE = "ENABLED",
    parameter CLKOP_DIV = 8,
    parameter CLKOP_CPHASE = 0,
    parameter CLKOP_FPHASE = 0,
    parameter FEEDBK_PATH = "CLKOP"
) (
    input  wire CLKI, CLKFB, RST, STDBY, ENCLKOP, PLLWAKESYNC,
    input  wire PHASESEL0, PHASESEL1, PHASEDIR, PHASESTEP, PHASELOADREG,
    output wire CLKOP, LOCK
);
    assign CLKOP = CLKI;
    assign LOCK = !RST;
endmodule
module rPLL #(
    parameter FCLKIN = "27",
    parameter DEVICE = "GW1NR-9C",
    parameter IDIV_SEL = 0,
    parameter FBDIV_SEL = 0,
    parameter ODIV_SEL = 8
) (
    input  wire CLKIN, CLKFB, RESET, RESET_P,
    input  wire [5:0] FBDSEL, IDSEL, ODSEL,
    input  wire [3:0] PSDA, DUTYDA, FDLY,
    output wire CLKOUT, LOCK
);
    assign CLKOUT = CLKIN;
    assign LOCK = !RESET && !RESET_P;
endmodule
`default_nettype wire
